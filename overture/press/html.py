"""HTML: the report as one file that opens anywhere and loads nothing.

The policy in its head allows one script and one style, named by their hashes,
and images inside the file. Texts from documents reach the page as text: by
the template's escaping, or as JSON that the script writes as text nodes.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from overture.press.cells import (
    format_column,
    is_number,
    label_column,
    shorten,
    split_columns,
    to_csv,
    visible,
)
from overture.press.evidence import SAMPLE
from overture.press.exhibits import name_actors
from overture.press.sections import ReportExhibit, Section

LARGEST = 4_800_000  # bytes of the page
# Until the page is small enough: rows of a table (its CSV has all), sentences
# inside for each of its leading rows, and for each of the others.
_STEPS = (
    (300, SAMPLE, SAMPLE),
    (300, SAMPLE, 5),
    (300, 10, 3),
    (300, 10, 1),
    (100, 10, 1),
    (25, 5, 1),
    (25, 1, 1),
)
_LEADING = 12  # rows
_HERE = Path(__file__).parent


def to_html(sections: list[Section], about: dict[str, Any]) -> str:
    """Return the report as one HTML file.

    Parameters
    ----------
    sections : list of Section
    about : dict
        title, corpus, summary, glossary, provenance, citation, since, parameters.

    Returns
    -------
    str
        Under 5 MB: where the evidence is too much, fewer sentences of each row
        are inside, and the page says how many of how many.
    """
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    script = (_HERE / "report.js").read_text(encoding="utf-8")
    loader = jinja2.FileSystemLoader(_HERE)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["visible"] = lambda text: visible(str(text))
    template = environment.get_template("report.html")
    page, shown_rows = "", 0
    for rows, leading, others in _STEPS:
        if rows != shown_rows:
            shown_rows = rows
            shown = [
                (section, [_show(exhibit, rows) for exhibit in section.exhibits])
                for section in sections
            ]
            page = template.render(
                about=about,
                shown=shown,
                style=style,
                script=script,
                style_hash=_hash(style),
                script_hash=_hash(script),
            )
        evidence = _pack(sections, rows, leading, others)
        if len(page.encode()) + len(evidence.encode()) < LARGEST:
            break
    # The last step is the smallest there is, whether or not it fits.
    return page.replace("{evidence}", evidence, 1)


def _hash(text: str) -> str:
    """Return the source expression that lets a policy allow this text."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _show(exhibit: ReportExhibit, limit: int) -> dict[str, Any]:
    """Return what the template shows of an exhibit."""
    about = exhibit.about
    shown: dict[str, Any] = {
        "name": exhibit.name,
        "about": about,
        "image": _image(exhibit.folder),
    }
    if exhibit.table is None:
        return shown
    always = [*about["key"], about["counts"]]
    kept, shown["told"] = split_columns(exhibit.table, keep=always)
    table = name_actors(exhibit.table.head(limit), about["names"])[kept]
    labels = [shorten(label, 120) for label in exhibit.labels]
    rows = exhibit.sample.get("rows", {})
    explained = about["meanings"]
    cells = [format_column(table[name]) for name in table.columns]
    raw = [
        [f"{value:.6g}" for value in table[name].astype(float)]
        if is_number(table[name])
        else None
        for name in table.columns
    ]
    shown["columns"] = [
        {
            "name": name,
            "label": label_column(name),
            "meaning": explained[name],
            "number": is_number(table[name]),
            "key": name in about["key"],
            "counts": name == about["counts"],
        }
        for name in kept
    ]
    shown["rows"] = [
        {
            "number": number,
            "label": labels[number] if labels else "",
            "evidence": str(number) in rows,
            "cells": [
                {
                    "text": shorten(column[number], 300),
                    "raw": values[number] if values else None,
                }
                for column, values in zip(cells, raw, strict=True)
            ],
        }
        for number in range(len(table))
    ]
    counts = cells[kept.index(about["counts"])] if about["counts"] else []
    shown["marks"] = [
        _show_mark(exhibit, mark, labels, counts)
        for mark in about["marks"]
        if exhibit.rows_of(mark)
    ]
    shown["height"] = (
        round(1000 * about["size"][1] / about["size"][0]) if about["size"] else 0
    )
    shown["download"] = "data:text/csv;charset=utf-8," + quote(
        to_csv(exhibit.table.head(limit))
    )
    shown["whole"] = len(table) == len(exhibit.table)
    return shown


def _show_mark(exhibit, mark, labels, counts) -> dict[str, Any]:
    """Return place, name and rows of a mark over the figure."""
    rows = exhibit.rows_of(mark)
    about = exhibit.about
    left, top, right, bottom = mark["box"]
    scale = about["size"][1] / about["size"][0]
    top, bottom = round(top * scale), round(bottom * scale)
    name = (
        labels[rows[0]]
        if len(rows) == 1
        else shorten(
            ", ".join(about["names"].get(value, value) for value in mark["key"]), 120
        )
    )
    if len(rows) == 1 and about["counts"] and rows[0] < len(counts):
        name += f": {counts[rows[0]]} {about['counts'].replace('_', ' ')}"
    return {
        "kind": mark["kind"],
        "name": name,
        "rows": " ".join(str(row) for row in rows[:50]),
        "left": left,
        "top": top,
        "right": right,
        "bottom": bottom,
    }


def _image(folder: Path) -> str:
    """Return the figure as a data URL, the smaller of its two forms."""
    svg, png = folder / "figure.svg", folder / "figure.png"
    if not svg.exists():
        return ""
    text = " ".join(svg.read_text(encoding="utf-8").split())
    vector = "data:image/svg+xml," + quote(text, safe=" /:=;,-.()'!*+@$&?[]{}|~^`")
    if len(vector) < 150_000:
        return vector
    return "data:image/png;base64," + base64.b64encode(png.read_bytes()).decode()


def _pack(sections: list[Section], rows: int, leading: int, others: int) -> str:
    """Return the evidence as JSON that is safe inside a script element.

    `docs`: [title, source, date, path]. `texts`: [text, document, number of the
    text before, number of the text after], -1 if there is none. `exhibits`:
    name, then row, then [sentences in all, [[text, start, end, ...], ...]] with
    places in UTF-16 units, as the script counts.
    """
    docs: dict[str, int] = {}
    texts: dict[str, int] = {}
    about_docs, about_texts, exhibits = [], [], {}

    def add_text(name: str, sample: dict, near: bool) -> int:
        if name not in sample["sentences"]:
            return -1
        if name not in texts:
            doc_id, _, number = name.rpartition("/")
            if doc_id not in docs:
                docs[doc_id] = len(docs)
                title, *rest = sample["documents"][doc_id]
                about_docs.append(
                    [shorten(visible(title)), *(visible(part) for part in rest)]
                )
            texts[name] = len(texts)
            text = visible(sample["sentences"][name])
            about_texts.append([text, docs[doc_id], -1, -1])
        place = texts[name]
        number = name.rpartition("/")[2]
        if near and "@" not in number:
            doc_id = name.rpartition("/")[0]
            for side, step in ((2, -1), (3, 1)):
                beside = add_text(f"{doc_id}/{int(number) + step}", sample, False)
                about_texts[place][side] = beside
        return place

    for section in sections:
        for exhibit in section.exhibits:
            packed = {}
            for row, entry in sorted(
                exhibit.sample.get("rows", {}).items(), key=lambda item: int(item[0])
            ):
                if int(row) >= rows:
                    continue
                n = leading if int(row) < _LEADING else others
                step = max(1, len(entry["items"]) / n)
                chosen = [
                    entry["items"][int(place * step)]
                    for place in range(min(n, len(entry["items"])))
                ]
                items = []
                for _, name, marks in chosen:
                    text = exhibit.sample["sentences"][name]
                    places = [_units(text, at) for mark in marks for at in mark]
                    items.append([add_text(name, exhibit.sample, True), *places])
                packed[row] = [entry["n"], items]
            if packed:
                exhibits[exhibit.name] = packed
    value = {"docs": about_docs, "texts": about_texts, "exhibits": exhibits}
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return text


def _units(text: str, place: int) -> int:
    """Return a place in characters as one in UTF-16 units."""
    if text.isascii():
        return place
    return place + sum(character > "\uffff" for character in text[:place])
