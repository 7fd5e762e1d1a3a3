"""DOCX: the report for those who edit, by python-docx.

The same text, figures (PNG, with alternative texts) and tables as in print.
"""

import datetime
import io
import zipfile
from typing import Any

from overture.press.cells import (
    format_column,
    is_number,
    label_column,
    shorten,
    split_columns,
    visible,
)
from overture.press.exhibits import name_actors
from overture.press.sections import ReportExhibit, Section

ROWS = 20
_COLUMNS = 8


def to_docx(sections: list[Section], about: dict[str, Any], *, epoch: int = 0) -> bytes:
    """Return the report as a Word document, the same bytes each time.

    Parameters
    ----------
    sections : list of Section
    about : dict
        As for `to_html`.
    epoch : int
        Time of creation that the file states, seconds since 1970.
    """
    import docx
    from docx.shared import Pt

    document = docx.Document()
    made = datetime.datetime.fromtimestamp(epoch, datetime.UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title = visible(about["title"])[:250]
    properties.author = properties.last_modified_by = "Overture"
    properties.created = properties.modified = made
    properties.language = "en"
    document.styles["Normal"].font.name = "DejaVu Sans"
    document.styles["Normal"].font.size = Pt(9)
    document.add_heading(visible(about["title"]), 0)
    document.add_paragraph(visible(about["dek"]))
    document.add_heading("Summary", 1)
    for finding in about["summary"]:
        text = f"{finding['title']} ({finding['basis']})"
        document.add_paragraph(visible(text), style="List Bullet")
    if about["since"]:
        document.add_heading("Since the last report", 1)
        _add_blocks(document, about["since"]["lead"])
        for part in about["since"]["parts"]:
            document.add_heading(visible(part["title"]), 2)
            _add_blocks(document, part["blocks"])
    for section in sections:
        document.add_heading(visible(section.question), 1)
        _add_blocks(document, section.answer)
        for exhibit in section.exhibits:
            _add_exhibit(document, exhibit)
        if section.limits:
            document.add_heading("What this cannot show", 2)
            _add_blocks(document, section.limits)
    document.add_heading("Glossary", 1)
    for word, meaning in about["glossary"].items():
        document.add_paragraph().add_run(f"{word}: ").bold = True
        document.paragraphs[-1].add_run(meaning)
    document.add_heading("How this was made", 1)
    _add_blocks(document, about["provenance"]["lead"])
    document.add_paragraph(visible(about["citation"]))
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_times(buffer.getvalue())


def _add_blocks(document, blocks) -> None:
    """Add paragraphs and points."""
    for kind, text in blocks:
        style = "List Bullet" if kind == "li" else None
        document.add_paragraph(visible(text), style=style)


def _add_exhibit(document, exhibit: ReportExhibit) -> None:
    """Add an exhibit: title, figure, caption, table, method."""
    from docx.shared import Cm

    about = exhibit.about
    document.add_heading(visible(about["title"]), 2)
    if about["banner"]:
        document.add_paragraph(visible(f"Note: {about['banner']}"))
    figure = exhibit.folder / "figure.png"
    if figure.exists():
        document.add_picture(str(figure), width=Cm(15))
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        # python-docx has no call for it: the picture's description.
        drawing = document.inline_shapes[-1]._inline.docPr
        drawing.set("descr", visible(about["alt"]))
    document.add_paragraph(
        visible(f"{about['caption']} {about['basis']}").rstrip(), style="Caption"
    )
    if exhibit.table is not None:
        _add_table(document, exhibit)
    if about["method"]:
        document.add_paragraph(visible(f"Method: {about['method']}"))


def _add_table(document, exhibit: ReportExhibit) -> None:
    """Add the first rows of a table; its head is repeated on each page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    table = name_actors(exhibit.table, exhibit.about["names"])
    about = exhibit.about
    kept, told = split_columns(exhibit.table, keep=[*about["key"], about["counts"]])
    table = table.head(ROWS)[kept[:_COLUMNS]]
    grid = document.add_table(len(table) + 1, len(table.columns), "Light List Accent 1")
    head = grid.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    for place, name in enumerate(table.columns):
        column = grid.columns[place].cells
        column[0].text = visible(label_column(name))
        for cell, text in zip(column[1:], format_column(table[name]), strict=True):
            cell.text = shorten(text, 60)
            if is_number(table[name]):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if told:
        document.add_paragraph(visible(told))
    rest = len(exhibit.table) - len(table)
    if rest > 0:
        text = f"{rest:,} more rows are in tables/{exhibit.name}.csv."
        document.add_paragraph(text)


def _without_times(data: bytes) -> bytes:
    """Return a ZIP file whose entries are in order and bear no time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name)  # 1980-01-01, the earliest there is
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
