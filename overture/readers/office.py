"""PDF, DOCX and RTF: one document, or an export of a news database."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers import factiva, nexis
from overture.readers.record import Record, rejected
from overture.readers.text import first_line

_MOST_PAGES = 5_000


def _records(text: str, title: str = "", note: str = "") -> Iterator[Record]:
    """Make a record of a document's text, or of every article of an export."""
    if nexis.is_export(text):
        return nexis.split(text, note)
    if factiva.is_export(text):
        return factiva.split(text, note)
    if not text.strip():
        return iter([rejected(note or "no text in the document")])
    if not title or title not in " ".join(text[:2000].split()):
        title, text = first_line(text.strip())
    return iter([Record(text=text, title=title, reason=note)])


def read_pdf(stream: BinaryIO) -> Iterator[Record]:
    """Read a PDF.

    The dates a PDF has are of its making, not of what is in it: not used.
    """
    import logging

    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PdfReadError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    locked = "password-protected PDF: save it without a password"
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError(locked)
        pages = len(reader.pages)
    except DependencyError as error:
        raise ValueError(locked) from error
    except PdfReadError as error:
        message = f"damaged or truncated PDF ({error}): download it again"
        raise ValueError(message) from error
    texts, broken = [], 0
    for number in range(min(pages, _MOST_PAGES)):
        try:
            texts.append(reader.pages[number].extract_text())
        except Exception:  # one page of a damaged file
            broken += 1
    text = re.sub(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])", "", "\n".join(texts))
    if not text.strip():
        return _records("", note="a PDF of images without text: OCR is needed")
    notes = [f"{broken} of {pages} pages could not be read"] if broken else []
    if pages > _MOST_PAGES:
        notes.append(f"only {_MOST_PAGES} of {pages} pages read")
    title = str((reader.metadata or {}).get("/Title") or "")
    return _records(text, " ".join(title.split()), "; ".join(notes))


def read_docx(stream: BinaryIO) -> Iterator[Record]:
    """Read a DOCX, tables in their place."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = Document(stream)
    except (PackageNotFoundError, KeyError) as error:
        message = "damaged or password-protected DOCX: save it again"
        raise ValueError(message) from error
    lines, title = [], document.core_properties.title or ""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
            continue
        lines.append(block.text)
        style = (block.style.name if block.style is not None else "") or ""
        if not title and style in ("Title", "Heading 1"):
            title = block.text
    text = "\n\n".join(line for line in lines if line.strip())
    return _records(text, " ".join(title.split()))


def read_rtf(stream: BinaryIO) -> Iterator[Record]:
    """Read RTF."""
    from striprtf.striprtf import rtf_to_text

    written = stream.read().decode("cp1252", errors="replace")
    return _records(rtf_to_text(written, errors="replace"))
