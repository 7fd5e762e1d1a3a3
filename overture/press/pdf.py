"""PDF: the report for print, tagged (PDF/UA-1), set by typst.

Texts reach typst as data, never as markup. Fonts are those that come with
matplotlib and typst, so that no machine sets it differently.
"""

import json
import shutil
import tempfile
from pathlib import Path
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

ROWS = 15  # rows of a table on paper; its CSV has all
_COLUMNS = 8  # columns that fit across a page
_WIDEST = 60  # characters of a cell
_HERE = Path(__file__).parent


def to_pdf(sections: list[Section], about: dict[str, Any], *, epoch: int = 0) -> bytes:
    """Return the report as PDF.

    Parameters
    ----------
    sections : list of Section
    about : dict
        As for `to_html`.
    epoch : int
        Time of creation that the file states, seconds since 1970.
    """
    import matplotlib as mpl
    import typst

    fonts = Path(mpl.get_data_path(), "fonts", "ttf")
    with tempfile.TemporaryDirectory(prefix="workbook-pdf-") as folder:
        root = Path(folder)
        shutil.copyfile(_HERE / "report.typ", root / "report.typ")
        told = ("title", "kicker", "dek", "summary", "since", "ledger", "glossary")
        data = {name: about[name] for name in told}
        data |= {"citation": about["citation"], "provenance": about["provenance"]}
        data["sections"] = [
            {
                "question": section.question,
                "answer": section.answer,
                "limits": section.limits,
                "exhibits": [_show(exhibit, root) for exhibit in section.exhibits],
            }
            for section in sections
        ]
        (root / "report.json").write_text(
            json.dumps(_clean(data), ensure_ascii=False), encoding="utf-8"
        )
        return typst.compile(
            str(root / "report.typ"),
            root=str(root),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=epoch,
        )


def _show(exhibit: ReportExhibit, root: Path) -> dict[str, Any]:
    """Return what the template shows of an exhibit, its figure put in place."""
    about = exhibit.about
    told = ("title", "caption", "method", "banner", "alt", "basis")
    shown: dict[str, Any] = {name: about[name] for name in told}
    shown |= {"name": exhibit.name, "image": "", "columns": [], "rows": []}
    shown |= {"told": "", "rest": 0}
    figure = exhibit.folder / "figure.svg"
    if figure.exists():
        shown["image"] = f"{exhibit.name}.svg"
        shutil.copyfile(figure, root / shown["image"])
    if exhibit.table is None:
        return shown
    kept, shown["told"] = split_columns(
        exhibit.table, keep=[*about["key"], about["counts"]]
    )
    table = name_actors(exhibit.table.head(ROWS), about["names"])[kept[:_COLUMNS]]
    shown["columns"] = [
        {"label": label_column(name), "number": is_number(table[name])}
        for name in table.columns
    ]
    cells = [format_column(table[name]) for name in table.columns]
    shown["rows"] = [
        [shorten(cell, _WIDEST) for cell in row] for row in zip(*cells, strict=True)
    ]
    shown["rest"] = len(exhibit.table) - len(table)
    return shown


def _clean(value):
    """Make every text in a value visible, long ones bounded."""
    if isinstance(value, str):
        return shorten(visible(value), 2000)
    if isinstance(value, dict):
        return {name: _clean(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    return value
