"""Intake: every record found in the input, parsed or rejected with a reason.

Makes the ledger (one row per record) and the documents (one row per text).
A record whose text was already seen is a copy: in the ledger, not a document.
"""

import functools
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from analysis.corpus.ledger import assemble, check_documents
from analysis.corpus.stories import signatures
from overture.readers import (
    Piece,
    Record,
    detect_language,
    language_code,
    parse_date,
    pieces_of_file,
    records_of,
)

LIBRARIES = ("pandas",)
USES = ("overture.readers", "analysis.corpus.ledger", "analysis.corpus.stories")
_STAMP = "datetime64[us, UTC]"
SIDECAR = "metadata.csv"
# What one record of a piece gives: a row of a part of the store.
ROW = (
    "piece status reason doc_id source date title language author url n_chars "
    "n_tokens signature text"
).split()
_DTYPES = {name: "str" for name in ROW if name not in ("date", "signature")}
_DTYPES |= {"n_chars": "int64", "n_tokens": "int64"}


def read_documents(
    path: str | Path, *, columns: dict[str, str] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a file or a folder of documents.

    Parameters
    ----------
    path : str or Path
        A relative path is looked up from the working folder upwards. Hidden
        files are left out, links are not followed.
    columns : dict of str, optional
        For tables: a column of documents (text, title, date, source, author, url,
        language) to the name of the table's own. Usual names are guessed.

    Returns
    -------
    documents : DataFrame
        One row per distinct text, in the order of the input.
    intake : DataFrame
        One row per record found; status parsed, rejected or copy (of a text that
        was read before).

    Raises
    ------
    FileNotFoundError
        If the path does not exist.
    ValueError
        If nothing in it could be read.
    """
    entries, rows = [], []
    sidecar.cache_clear()
    for file, relative in walk(locate(path)):
        known = beside(file, relative)
        for piece in pieces_of_file(file, relative, known=known, columns=columns):
            entries.append((piece.path, str(len(entries))))
            rows.append(rows_of([(entries[-1][1], piece)], columns=columns))
    found = pd.concat(rows, ignore_index=True) if rows else rows_of([])
    documents, intake, _ = assemble(entries, found)
    check_documents(documents, intake, path)
    texts = found.drop_duplicates("doc_id").set_index("doc_id")["text"]
    documents["text"] = documents["doc_id"].map(texts).astype("str")
    return documents, intake


def locate(path: str | Path) -> Path:
    """Find a path, looking from the working folder upwards if it is relative."""
    path = Path(path).expanduser()
    folders = [Path.cwd(), *Path.cwd().parents]
    for folder in folders[:1] if path.is_absolute() else folders:
        if (folder / path).exists():
            return folder / path
    message = f"no file or folder {str(path)!r} here or in a folder above"
    raise FileNotFoundError(message)


def walk(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield files and their names relative to root, in a stable order."""
    if root.is_file():
        yield root, root.name
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if name.startswith(".") or file.is_symlink() or not file.is_file():
                continue
            relative = file.relative_to(root).as_posix()
            if not (name == SIDECAR and sidecar(file)):
                yield file, printable(relative)


def printable(name: str) -> str:
    """Return a file name with control characters and broken bytes made visible."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


@functools.lru_cache(maxsize=1000)
def sidecar(file: Path) -> dict[str, dict[str, str]]:
    """Return what a sidecar file says of each path beside it; {} if it is none."""
    from overture.readers import csv_rows

    if not file.is_file():
        return {}
    says = {}
    with file.open("rb") as stream:
        for row in csv_rows(stream):
            if isinstance(row, Record):
                continue
            row = {str(key).strip().lower(): value for key, value in row.items()}
            if named := row.get("path") or row.get("file") or row.get("filename"):
                says[printable(named.replace("\\", "/").removeprefix("./"))] = row
    return says


def beside(file: Path, relative: str) -> dict[str, str]:
    """Return what the nearest sidecar files say of a file."""
    from overture.readers import known_fields

    folder, known = file.parent, {}
    parts = relative.split("/")
    for depth in range(1, len(parts) + 1):
        name = "/".join(parts[-depth:])
        row = sidecar(folder / SIDECAR).get(name)
        if row:
            known = known_fields(row) | known
        folder = folder.parent
    known.pop("text", None)
    return known


def rows_of(
    pieces: Iterable[tuple[str, Piece]], *, columns: dict | None = None
) -> pd.DataFrame:
    """Read pieces, each with its key; return a row per record.

    Everything here depends on the record alone, so that it is worked out once.
    """
    rows = [
        (key, *_row(record))
        for key, piece in pieces
        for record in records_of(piece, columns)
    ]
    found = pd.DataFrame(rows, columns=ROW).astype(_DTYPES)
    found["date"] = pd.to_datetime(found["date"], utc=True).astype(_STAMP)
    found["n_tokens"], found["signature"] = signatures(found)
    return found


def _row(record: Record) -> tuple:
    """Return a row's values behind the key of its piece."""
    title = clean_line(record.title)
    text = "" if record.rejected else full_text(record.text, title)
    reason, status = record.reason, "parsed"
    if record.rejected or not text:
        status, reason = "rejected", reason or "no text in this record"
    date = parse_date(record.date)
    if record.date and date is pd.NaT:
        reason = "; ".join(filter(None, (reason, f"date {record.date[:40]!r} unclear")))
    parsed = status == "parsed"
    return (
        status,
        printable(clean_line(reason) or ""),
        text_id(text) if parsed else None,
        source_name(record.source),
        date,
        title,
        (language_code(record.language) or detect_language(text)) if parsed else None,
        clean_line(record.author),
        clean_line(record.url),
        len(text),
        0,
        b"",
        text if parsed else None,
    )


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff]")


def full_text(text: str, title: str | None) -> str:
    """Return the stored text: NFC, the title as its first line."""
    text = normalise(text)
    if not title or not text:
        return text or title or ""
    first, _, rest = text.partition("\n")
    if clean_line(first) == title:
        return f"{title}\n{rest}"
    return f"{title}\n\n{text}"


def normalise(text: str) -> str:
    """Return text in NFC with plain newlines and no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", text)).strip()


def clean_line(text: str | None) -> str | None:
    """Return text as one normalised line; None if nothing is left."""
    return " ".join(normalise(text or "").split()) or None


def text_id(text: str) -> str:
    """Return the id of a stored text: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def source_name(written: str | None) -> str | None:
    """Return an outlet's name as written, of an address its host.

    Examples
    --------
    >>> source_name("https://www.Guardian.com/world"), source_name("The  Sun")
    ('guardian.com', 'The Sun')
    """
    name = clean_line(written)
    if not name:
        return None
    address = re.fullmatch(
        r"(https?://)?(www\d?\.)?([\w.-]+\.[a-z]{2,})(/\S*)?", name, re.I
    )
    if address and any(address.group(1, 2, 4)):
        return address[3].lower()
    return name.strip(" ,;") or None
