"""DOCX: the report for those who edit, by python-docx.

The same text, figures (PNG, with alternative texts) and tables as in print.
"""

import datetime
import io
import zipfile
from typing import Any

from overture.press.view import on_paper

ROWS = 20  # rows of a table


def to_docx(page: dict[str, Any], *, epoch: int = 0) -> bytes:
    """Return the report as a Word document, the same bytes each time.

    Parameters
    ----------
    page : dict
        What is shown, as `overture.press.build.describe` returns it.
    epoch : int
        Time of creation that the file states, seconds since 1970.
    """
    import docx
    from docx.shared import Pt

    document = docx.Document()
    made = datetime.datetime.fromtimestamp(epoch, datetime.UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title = page["title"][:250]
    properties.author = properties.last_modified_by = "Overture"
    properties.created = properties.modified = made
    properties.language = "en"
    document.styles["Normal"].font.name = "DejaVu Sans"
    document.styles["Normal"].font.size = Pt(9)
    document.add_heading(page["title"], 0)
    document.add_paragraph(page["dek"])
    document.add_heading("Summary", 1)
    for finding in page["summary"]:
        text = f"{finding['title']} ({finding['basis']})"
        document.add_paragraph(text, style="List Bullet")
    if page["since"]:
        document.add_heading("Since the last report", 1)
        _add_blocks(document, page["since"]["lead"])
        for part in page["since"]["parts"]:
            document.add_heading(part["title"], 2)
            _add_blocks(document, part["blocks"])
    for section in page["sections"]:
        document.add_heading(section["question"], 1)
        _add_blocks(document, section["answer"])
        for shown in section["exhibits"]:
            _add_exhibit(document, shown)
        if section["limits"]:
            document.add_heading("What this cannot show", 2)
            _add_blocks(document, section["limits"])
    document.add_heading("Glossary", 1)
    for word, meaning in page["glossary"].items():
        document.add_paragraph().add_run(f"{word}: ").bold = True
        document.paragraphs[-1].add_run(meaning)
    document.add_heading("How this was made", 1)
    _add_blocks(document, page["provenance"]["lead"])
    document.add_paragraph(page["citation"])
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_times(buffer.getvalue())


def _add_blocks(document, blocks) -> None:
    """Add paragraphs and points."""
    for kind, text in blocks:
        style = "List Bullet" if kind == "li" else None
        document.add_paragraph(text, style=style)


def _add_exhibit(document, shown: dict[str, Any]) -> None:
    """Add an exhibit: title, figure, caption, table, method."""
    from docx.shared import Cm

    document.add_heading(shown["title"], 2)
    if shown["banner"]:
        document.add_paragraph(f"Note: {shown['banner']}")
    figure = shown["folder"] / "figure.png"
    if figure.exists():
        document.add_picture(str(figure), width=Cm(15))
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        # python-docx has no call for it: the picture's description.
        document.inline_shapes[-1]._inline.docPr.set("descr", shown["alt"])
    caption = f"{shown['caption']} {shown['basis']}".rstrip()
    document.add_paragraph(caption, style="Caption")
    if shown["has_table"]:
        _add_table(document, on_paper(shown, ROWS))
    if shown["method"]:
        document.add_paragraph(f"Method: {shown['method']}")


def _add_table(document, table: dict[str, Any]) -> None:
    """Add the first rows of a table; its head is repeated on each page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    columns, rows = table["columns"], table["rows"]
    grid = document.add_table(len(rows) + 1, len(columns), "Light List Accent 1")
    head = grid.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    for place, column in enumerate(columns):
        cells = grid.columns[place].cells
        cells[0].text = column["label"]
        for cell, row in zip(cells[1:], rows, strict=True):
            cell.text = row[place]
            if column["number"]:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if table["note"]:
        document.add_paragraph(table["note"])


def _without_times(data: bytes) -> bytes:
    """Return a ZIP file whose entries are in order and bear no time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name)  # 1980-01-01, the earliest there is
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
