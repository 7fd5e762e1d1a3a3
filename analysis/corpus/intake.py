"""Intake: every record found in the input, parsed or rejected with a reason.

Makes the ledger (one row per record) and the documents (one row per text).
A record whose text was already seen is a copy: in the ledger, not a document.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.corpus.readers.dispatch import read_file
from analysis.corpus.readers.record import Record
from analysis.corpus.tables import as_table

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def read_documents(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a file or a folder of documents.

    Parameters
    ----------
    path : str or Path
        A relative path is looked up from the working folder upwards.

    Returns
    -------
    documents : DataFrame
        One row per distinct text, in the order of the input.
    intake : DataFrame
        One row per record found; status parsed, rejected or copy.

    Raises
    ------
    FileNotFoundError
        If the path does not exist.
    ValueError
        If nothing in it could be read.
    """
    root = locate(path)
    documents, ledger, seen = [], [], set()
    for file, relative in walk(root):
        for number, record in enumerate(read_file(file)):
            row = {"path": relative, "record": number, "reason": record.reason}
            if record.rejected:
                ledger.append(row | {"status": "rejected", "doc_id": None})
                continue
            text = full_text(record)
            doc_id = text_id(text)
            status = "copy" if doc_id in seen else "parsed"
            ledger.append(row | {"status": status, "doc_id": doc_id})
            if status == "parsed":
                seen.add(doc_id)
                documents.append(_document(record, text, doc_id, relative, number))
    intake = as_table("intake", ledger)
    if not documents:
        raise ValueError(_nothing(path, intake))
    return as_table("documents", documents), intake


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
    """Yield files and their names relative to root, in a stable order.

    Hidden files are left out and links are not followed.
    """
    if root.is_file():
        yield root, root.name
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if name.startswith(".") or file.is_symlink() or not file.is_file():
                continue
            yield file, file.relative_to(root).as_posix()


def full_text(record: Record) -> str:
    """Return the stored text: NFC, the title as its first line."""
    text = normalise(record.text)
    title = " ".join(normalise(record.title or "").split())
    if title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    return text


def normalise(text: str) -> str:
    """Return text in NFC with plain newlines and no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", text)).strip()


def text_id(text: str) -> str:
    """Return the document id of a stored text: 16 hexadecimal digits of SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _document(record: Record, text: str, doc_id: str, path: str, number: int) -> dict:
    """Return the row of a parsed record."""
    from analysis.corpus.dates import parse_date

    return {
        "doc_id": doc_id,
        "source": record.source,
        "date": parse_date(record.date),
        "title": " ".join((record.title or "").split()) or None,
        "language": record.language or "en",
        "author": record.author,
        "url": record.url,
        "path": path,
        "record": number,
        "n_chars": len(text),
        "n_tokens": len(re.findall(r"\w+", text)),
        "story_id": doc_id,
        "text": text,
    }


def _nothing(path: str | Path, intake: pd.DataFrame) -> str:
    """Say why a corpus has no document."""
    if intake.empty:
        return f"no files in {str(path)!r}; put texts there, one file per document"
    first = intake.iloc[0]
    return (
        f"no readable text in {str(path)!r}: {len(intake)} records rejected, "
        f"the first is {first['path']!r}: {first['reason']}"
    )
