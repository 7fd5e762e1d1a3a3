"""Which reader reads a file: found by its content; its name is only a hint."""

import io
import re
from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO

from overture.readers.encoding import decode
from overture.readers.record import Record, rejected

HEAD = 1 << 16  # bytes that are looked at
LARGEST = 50_000_000  # bytes of one document, or of an export read as a whole

# Kinds of file and the module that reads them.
READERS = {
    "text": "text",
    "html": "html",
    "europresse": "europresse",
    "factiva": "factiva",
    "nexis": "nexis",
    "proquest": "proquest",
    "gdelt": "gdelt",
    "bibliography": "bibliography",
    "feed": "feed",
    "mail": "mail",
    "pdf": "office",
    "docx": "office",
    "rtf": "office",
    "table": "table",
    "json": "json",
    "jsonl": "json",
    "parquet": "table",
    "xlsx": "table",
}
STREAMED = {"json", "jsonl", "table", "parquet"}  # read piece by piece at any size
GUARDED = {"html", "europresse", "factiva", "nexis", "pdf", "docx", "rtf", "mail"}
GUARDED |= {"xlsx", "feed"}  # parsed in a process that can be ended
CONTAINERS = {"zip", "tar", "gzip", "bzip2", "xz", "warc", "mbox"}

_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"WARC/", "warc"),
    (b"PAR1", "parquet"),
    (b"{\\rtf", "rtf"),
)
_REFUSED = (
    (b"Rar!", "RAR archive: unpack it first"),
    (b"7z\xbc\xaf", "7z archive: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "old or password-protected Office file: save it as DOCX, "
     "XLSX or PDF without a password"),
    (b"\x89PNG", "an image, not a text: use OCR first"),
    (b"\xff\xd8\xff", "an image, not a text: use OCR first"),
    (b"GIF8", "an image, not a text: use OCR first"),
    (b"SQLite format", "a database: export the table as CSV"),
)  # fmt: skip
_PATTERNS = (
    ("proquest", r"(?m)^_{40,}\s*$[\s\S]*^(?:ProQuest document ID|Document URL):"),
    ("nexis", r"(?m)^\s*(?:Document )?\d+ of \d+(?: DOCUMENTS)?\s*$|^End of Document$"),
    ("factiva", r"(?m)^Document [A-Za-z]{2,}[A-Za-z0-9]{16,}\s*$"),
    ("bibliography", r"(?m)\A\s*(?:%.*\n)*\s*(?:TY  - |@\w+\s*[{(])"),
    ("mbox", r"\AFrom \S+ .*\d{4}.*\n[\w-]+: "),
    ("mail", r"\A(?:[A-Za-z-]+:.*\n(?:[ \t].*\n)*){2,}"),
    ("gdelt", r"\A\d{14}-T?\d+\t\d{14}\t|\A\d+\t\d{8}\t\d{6}\t\d{4}\t"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_MAIL_FIELDS = re.compile(r"(?mi)^(?:from|subject|date|message-id|mime-version):")


def kind_of(head: bytes, name: str) -> str:
    """Return the kind of a file from its first bytes.

    Parameters
    ----------
    head : bytes
        At least the first 64 KiB, if there are as many.
    name : str
        File name, a hint between plain text and tables only.

    Raises
    ------
    ValueError
        If it is of a kind that cannot be read; the message says what to do.
    """
    for magic, reason in _REFUSED:
        if head.startswith(magic):
            raise ValueError(reason)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        packed = (b"[Content_Types].xml", b"_rels/", b"docProps/")
        for kind, folder in (("docx", b"word/"), ("xlsx", b"xl/")):
            named = name.lower().endswith(f".{kind}")
            if named or (folder in head and any(mark in head for mark in packed)):
                return kind
        return "zip"
    if head[257:262] == b"ustar":
        return "tar"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return _kind_of_text(decode(head, whole=False)[0], name.lower())


def _kind_of_text(text: str, name: str) -> str:
    """Return the kind of a file that is text."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    start = text.lstrip()
    if start.startswith("<"):
        return _kind_of_markup(start)
    if start[:1] in ("{", "[") and not name.endswith((".txt", ".md")):
        return "json"
    if re.match(r'\{\s*"[^"\n]+"\s*:|\[\s*\{\s*"', start):
        return "json"
    for kind, pattern in _PATTERNS:
        if pattern.search(text):
            if kind == "mail" and len(_MAIL_FIELDS.findall(text[:20_000])) < 2:
                continue
            return kind
    if name.endswith((".csv", ".tsv", ".tab")) or _looks_tabular(start):
        return "table"
    return "text"


def _kind_of_markup(text: str) -> str:
    """Return the kind of an XML or HTML file."""
    low = text[:HEAD].lower()
    for kind, marks in (
        ("feed", ("<rss", "<feed", "<rdf:rdf")),
        ("factiva", ("<ppsresponse", "<ppsarticle", "factiva")),
        ("europresse", ("docpublicationname", "titrearticle")),
        ("nexis", ("lxncomment", "documents</span>", "hide xml section")),
        ("html", ("<html", "<!doctype html", "<head", "<body", "<p>", "<div", "<p ")),
    ):
        if any(mark in low for mark in marks):
            return kind
    if low.startswith("<?xml"):
        message = "XML of an unknown kind; known are RSS, Atom and Factiva"
        raise ValueError(message)
    return "text"


def _looks_tabular(text: str) -> bool:
    """Is the first line a header with a column of texts or titles?"""
    from overture.readers.record import FIELD_NAMES, column_name

    line = text.partition("\n")[0]
    for separator in "\t;,|":
        names = [column_name(part.strip('"')) for part in line.split(separator)]
        known = [name for group in FIELD_NAMES.values() for name in group]
        if len(names) > 1 and sum(name in known for name in names) > len(names) / 2:
            return True
    return False


def read(
    stream: BinaryIO,
    name: str,
    *,
    kind: str = "",
    columns: dict[str, str] | None = None,
) -> Iterator[Record]:
    """Read every record of a leaf file.

    Parameters
    ----------
    stream : binary file
        Open at its beginning; must be seekable.
    name : str
        File name, a hint.
    kind : str, optional
        The kind of file, if it is known; otherwise it is found out.
    columns : dict, optional
        For tables: our field to their column, beside what is guessed.

    Yields
    ------
    Record
        In the order of the file, at least one. Bad input does not raise: it is
        a rejected record, which ends the file where its rest cannot be read.
    """
    found = False
    try:
        kind = kind or kind_of(stream.read(HEAD), name)
        stream.seek(0)
        reader = import_module(f"overture.readers.{READERS[kind]}")
        options = {"columns": columns or {}} if kind in STREAMED | {"xlsx"} else {}
        if kind == "jsonl":
            options["lines"] = True
        for record in reader.read(stream, name, **options):
            found = True
            yield record
    except MemoryError:
        yield rejected("needs too much memory; split it into smaller files")
        return
    except RecursionError:
        yield rejected("nested too deeply to be read")
        return
    except ValueError as error:
        yield rejected(" ".join(str(error).split()))
        return
    except Exception as error:  # parsers fail on bad input in many ways
        yield rejected(f"damaged or not understood ({type(error).__name__}: {error})")
        return
    if not found:
        yield rejected("no records in the file")


def read_bytes(data: bytes, name: str, *, kind: str, **options) -> list[Record]:
    """Read every record of a file's bytes; parse risky kinds in a guarded process."""
    options["kind"] = kind
    if kind in GUARDED:
        from overture.readers.guard import guarded

        return guarded(data, name, **options)
    return list(read(io.BytesIO(data), name, **options))
