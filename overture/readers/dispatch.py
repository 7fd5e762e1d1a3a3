"""Which kind a file is of, and which reader reads it.

The kind is told by the content; the name is only a hint. A reader is a function of
an open file, seekable and at its beginning, that yields records, or rows of which
records are made here.
"""

import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import BinaryIO

from overture.readers.encoding import decode, plain_newlines
from overture.readers.record import COLUMNS, Record, column_name, record_of, rejected

# Kinds of file, and the module and the function that reads them.
READERS = {
    "text": "text.read",
    "markdown": "text.read_markdown",
    "html": "html.read",
    "europresse": "europresse.read",
    "factiva": "factiva.read",
    "nexis": "nexis.read",
    "proquest": "proquest.read",
    "gdelt": "table.gdelt_records",
    "bibliography": "bibliography.read",
    "feed": "feed.read",
    "mail": "mail.read",
    "pdf": "office.read_pdf",
    "docx": "office.read_docx",
    "rtf": "office.read_rtf",
    "table": "table.csv_rows",
    "xlsx": "table.xlsx_rows",
    "parquet": "table.parquet_rows",
    "json": "table.json_rows",
    "jsonl": "table.line_rows",
}
STREAMED = {"json", "jsonl", "table", "parquet"}  # read piece by piece at any size
GUARDED = {"html", "europresse", "factiva", "nexis", "pdf", "docx", "rtf", "mail"}
GUARDED |= {"xlsx", "feed"}  # parsed in a process that can be ended
CONTAINERS = {"zip", "tar", "gzip", "bzip2", "xz", "warc", "mbox"}
_HEAD = 1 << 16  # bytes that are looked at
_LONGEST = 50_000_000  # bytes of a line

_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"WARC/", "warc"),
    (b"PAR1", "parquet"),
    (b"{\\rtf", "rtf"),
)
_REFUSED = (
    ((b"Rar!",), "RAR archive: unpack it first"),
    ((b"7z\xbc\xaf",), "7z archive: unpack it first"),
    ((b"\xd0\xcf\x11\xe0",), "old or password-protected Office file: save it as DOCX, "
     "XLSX or PDF without a password"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "an image, not a text: use OCR first"),
    ((b"SQLite format",), "a database: export the table as CSV"),
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
_MARKUP = (
    ("feed", ("<rss", "<feed", "<rdf:rdf")),
    ("factiva", ("<ppsresponse", "<ppsarticle", "factiva")),
    ("europresse", ("docpublicationname", "titrearticle")),
    ("nexis", ("lxncomment", "documents</span>", "hide xml section")),
    ("html", ("<html", "<!doctype html", "<head", "<body", "<p>", "<div", "<p ")),
)


def kind_of(stream: BinaryIO, name: str) -> str:
    """Return the kind of an open file, which is left at its beginning.

    The name decides between plain text, Markdown, tables and JSON Lines only. A kind
    that cannot be read raises a ValueError that says what to do.
    """
    head, name = stream.read(_HEAD), name.lower()
    stream.seek(0)
    if not head:
        message = "empty file"
        raise ValueError(message)
    kind = _kind_of_bytes(head, name) or _kind_of_text(head, name)
    if kind == "json" and _is_lines(stream, name):
        return "jsonl"
    return kind


def _kind_of_bytes(head: bytes, name: str) -> str:
    """Return the kind of a file by its first bytes; "" if it may be text."""
    for magics, reason in _REFUSED:
        if head.startswith(magics):
            raise ValueError(reason)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        packed = (b"[Content_Types].xml", b"_rels/", b"docProps/")
        for kind, folder in (("docx", b"word/"), ("xlsx", b"xl/")):
            named = name.endswith(f".{kind}")
            if named or (folder in head and any(mark in head for mark in packed)):
                return kind
        return "zip"
    if head[257:262] == b"ustar":
        return "tar"
    return "pdf" if b"%PDF-" in head[:1024] else ""


def _kind_of_text(head: bytes, name: str) -> str:
    """Return the kind of a file that is text."""
    text = plain_newlines(decode(head, whole=False)[0].lstrip("\ufeff"))
    start = text.lstrip()
    plain = "markdown" if name.endswith((".md", ".markdown")) else "text"
    if start.startswith("<"):
        return _kind_of_markup(start) or plain
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
    return plain


def _kind_of_markup(text: str) -> str:
    """Return the kind of an XML or HTML file; "" if it is neither."""
    low = text.lower()
    kinds = (kind for kind, marks in _MARKUP if any(mark in low for mark in marks))
    kind = next(kinds, "")
    if not kind and low.startswith("<?xml"):
        message = "XML of an unknown kind; known are RSS, Atom and Factiva"
        raise ValueError(message)
    return kind


def _looks_tabular(text: str) -> bool:
    """Is the first line a header with a column of texts or titles?"""
    line = text.partition("\n")[0]
    for separator in "\t;,|":
        names = [column_name(part.strip('"')) for part in line.split(separator)]
        known = sum(name in COLUMNS for name in names)
        if len(names) > 1 and known > len(names) / 2:
            return True
    return False


def _is_lines(stream: BinaryIO, name: str) -> bool:
    """Is JSON one object a line? Leaves the stream at its beginning."""
    if name.endswith((".jsonl", ".ndjson")):
        return True
    first = stream.readline(_LONGEST)
    while first and not first.strip():
        first = stream.readline(_LONGEST)
    more = stream.readline(1000).strip() or stream.readline(1000).strip()
    stream.seek(0)
    if not more:
        return False  # one object may hold the list
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return first.startswith(b"{") and first.rstrip().endswith(b"}")


def read(
    stream: BinaryIO, kind: str, columns: Mapping[str, str] | None = None
) -> Iterator[Record]:
    """Read every record of a file that is no container, in its order, at least one.

    Bad input does not raise: it is a rejected record, which ends the file where its
    rest cannot be read. `columns` names, for tables, the column of a field.
    """
    module, _, function = READERS[kind].partition(".")
    reader = getattr(import_module(f"overture.readers.{module}"), function)
    found = False
    try:
        for row in reader(stream):
            found = True
            yield row if isinstance(row, Record) else record_of(row, columns or {})
    except Exception as error:  # parsers fail on bad input in many ways
        yield rejected(_reason(error))
        return
    if not found:
        yield rejected("no records in the file")


def _reason(error: Exception) -> str:
    """Say why a file, or its rest, cannot be read."""
    if isinstance(error, MemoryError):
        return "needs too much memory; split it into smaller files"
    if isinstance(error, RecursionError):
        return "nested too deeply to be read"
    if isinstance(error, ValueError):
        return " ".join(str(error).split())
    return f"damaged or not understood ({type(error).__name__}: {error})"
