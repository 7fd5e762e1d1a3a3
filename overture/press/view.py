"""View: a report's sections and exhibits as every form of it shows them.

Rows, labels, notes and cells are made here once, so that a number reads the same
on the page and on paper; a form takes as many rows and columns as it has room for.
"""

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

ROWS = 300  # rows of a table in a page; its CSV has all
_ACROSS = 8  # columns that fit across a sheet of paper
_TOLD = ("title", "caption", "method", "banner", "alt", "basis", "counts")


def view_sections(sections: list[Section]) -> list[dict[str, Any]]:
    """Return what is shown of each section: texts, and its exhibits."""
    return [
        {
            "name": section.name,
            "question": section.question,
            "answer": section.answer,
            "limits": section.limits,
            "exhibits": [_view_exhibit(exhibit) for exhibit in section.exhibits],
        }
        for section in sections
    ]


def make_visible(value: Any) -> Any:
    """Return a view in which no text hides or acts; very long ones are cut."""
    if isinstance(value, str):
        return shorten(visible(value), 2000)
    if isinstance(value, dict):
        return {name: make_visible(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [make_visible(part) for part in value]
    return value


def on_paper(shown: dict[str, Any], rows: int) -> dict[str, Any]:
    """Return columns, rows of texts and a note: what a sheet has room for."""
    cells = [
        [shorten(cell["text"], 60) for cell in row["cells"][:_ACROSS]]
        for row in shown["rows"][:rows]
    ]
    rest = shown["total"] - len(cells)
    more = f"{rest:,} more rows are in tables/{shown['name']}.csv." if rest else ""
    note = " ".join(part for part in (shown["told"], more) if part)
    return {"columns": shown["columns"][:_ACROSS], "rows": cells, "note": note}


def _view_exhibit(exhibit: ReportExhibit) -> dict[str, Any]:
    """Return what is shown of an exhibit."""
    about, table = exhibit.about, exhibit.table
    shown = {name: about[name] for name in _TOLD}
    shown |= {"name": exhibit.name, "folder": exhibit.folder, "total": about["rows"]}
    shown |= {"evidence_unit": about["evidence_unit"], "has_table": table is not None}
    shown |= {"columns": [], "rows": [], "told": "", "marks": []}
    if table is None:
        return shown
    kept, told = split_columns(table, keep=[*about["key"], about["counts"]])
    table = name_actors(table.head(ROWS), about["names"])[kept]
    columns = [
        {
            "label": label_column(name),
            "meaning": about["meanings"][name],
            "number": is_number(table[name]),
            "key": name in about["key"],
            "counts": name == about["counts"],
        }
        for name in kept
    ]
    labels = [shorten(label, 120) for label in exhibit.labels[:ROWS]]
    rows = _view_rows(table, columns, labels or [""] * len(table), exhibit.sample)
    marks = [_view_mark(exhibit, mark, columns, rows) for mark in about["marks"]]
    marks = [mark for mark in marks if mark]
    width, height = about["size"] or (1, 0)
    shown["height"] = round(1000 * height / width)
    return shown | {"columns": columns, "rows": rows, "told": told, "marks": marks}


def _view_rows(table, columns, labels, sample) -> list[dict[str, Any]]:
    """Return the rows of a table: cells as text, numbers with their value too."""
    cells = []
    for column in columns:
        values = table.iloc[:, len(cells)]
        raw = [f"{v:.6g}" for v in values.astype(float)] if column["number"] else None
        texts = [shorten(text, 300) for text in format_column(values)]
        cells.append(list(zip(texts, raw or [None] * len(texts), strict=True)))
    known = sample.get("rows", {})
    return [
        {
            "number": number,
            "label": label,
            "evidence": str(number) in known,
            "cells": [{"text": text, "raw": raw} for text, raw in row],
        }
        for number, (label, *row) in enumerate(zip(labels, *cells, strict=True))
    ]


def _view_mark(exhibit, mark, columns, rows) -> dict[str, Any] | None:
    """Return place, name and rows of a mark over the figure; None if it opens none."""
    about, found = exhibit.about, exhibit.rows_of(mark)
    if not found:
        return None
    if len(found) == 1:
        name = shorten(exhibit.labels[found[0]], 120)
        cells = rows[found[0]]["cells"] if found[0] < len(rows) else []
        for column, cell in zip(columns, cells, strict=False):
            name += f": {cell['text']} {column['label']}" if column["counts"] else ""
    else:
        names = (about["names"].get(value, value) for value in mark["key"])
        name = shorten(", ".join(names), 120)
    scale = about["size"][1] / about["size"][0]
    left, top, right, bottom = mark["box"]
    return {
        "kind": mark["kind"],
        "name": name,
        "rows": " ".join(str(row) for row in found[:50]),
        "left": left,
        "top": round(top * scale),
        "right": right,
        "bottom": round(bottom * scale),
    }
