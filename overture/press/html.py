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

from overture.press.cells import shorten, to_csv, visible
from overture.press.evidence import SAMPLE
from overture.press.sections import Section
from overture.press.view import ROWS

LARGEST = 4_800_000  # bytes of the page
# Until the page is small enough: rows of a table, sentences inside for each of
# its leading rows, and for each of the others.
_STEPS = (
    (ROWS, SAMPLE, SAMPLE),
    (ROWS, SAMPLE, 5),
    (ROWS, 10, 3),
    (ROWS, 10, 1),
    (100, 10, 1),
    (25, 5, 1),
    (25, 1, 1),
)
_LEADING = 12  # rows
_LARGEST_VECTOR = 150_000  # characters; above, the figure's pixels are smaller
_HERE = Path(__file__).parent


def to_html(sections: list[Section], page: dict[str, Any]) -> str:
    """Return the report as one HTML file.

    Parameters
    ----------
    sections : list of Section
        For the evidence and the tables to download.
    page : dict
        What is shown, as `overture.press.build.describe` returns it.

    Returns
    -------
    str
        Under 5 MB: where the evidence is too much, fewer sentences of each row
        are inside, and the page says how many of how many.
    """
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    script = (_HERE / "report.js").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html")
    exhibits = [exhibit for section in sections for exhibit in section.exhibits]
    images = {exhibit.name: _image(exhibit.folder) for exhibit in exhibits}
    whole, shown_rows = "", 0
    for rows, leading, others in _STEPS:
        if rows != shown_rows:
            shown_rows = rows
            downloads = {
                exhibit.name: "data:text/csv;charset=utf-8,"
                + quote(to_csv(exhibit.table.head(rows)))
                for exhibit in exhibits
                if exhibit.table is not None
            }
            whole = template.render(
                about=page,
                limit=rows,
                images=images,
                downloads=downloads,
                style=style,
                script=script,
                style_hash=_hash(style),
                script_hash=_hash(script),
            )
        evidence = _pack(exhibits, rows, leading, others)
        if len(whole.encode()) + len(evidence.encode()) < LARGEST:
            break
    # The last step is the smallest there is, whether or not it fits.
    return whole.replace("{evidence}", evidence, 1)


def _hash(text: str) -> str:
    """Return the source expression that lets a policy allow this text."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _image(folder: Path) -> str:
    """Return the figure as a data URL, the smaller of its two forms."""
    svg, png = folder / "figure.svg", folder / "figure.png"
    if not svg.exists():
        return ""
    text = " ".join(svg.read_text(encoding="utf-8").split())
    vector = "data:image/svg+xml," + quote(text, safe=" /:=;,-.()'!*+@$&?[]{}|~^`")
    if len(vector) < _LARGEST_VECTOR:
        return vector
    return "data:image/png;base64," + base64.b64encode(png.read_bytes()).decode()


def _pack(exhibits: list, rows: int, leading: int, others: int) -> str:
    """Return the evidence as JSON that is safe inside a script element.

    `docs`: [title, source, date, path]. `texts`: [text, document, number of the
    text before, number of the text after], -1 if there is none. `exhibits`:
    name, then row, then [sentences in all, [[text, start, end, ...], ...]] with
    places in UTF-16 units, as the script counts.
    """
    texts = _Texts()
    packed: dict[str, dict] = {}
    for exhibit in exhibits:
        found = exhibit.sample.get("rows", {})
        for row in sorted((row for row in found if int(row) < rows), key=int):
            items = found[row]["items"]
            n = min(leading if int(row) < _LEADING else others, len(items))
            chosen = []
            for place in range(n):  # spread over all of them
                _, name, marks = items[int(place * max(1, len(items) / n))]
                text = exhibit.sample["sentences"][name]
                places = [_units(text, at) for mark in marks for at in mark]
                chosen.append([texts.add(name, exhibit.sample, near=True), *places])
            packed.setdefault(exhibit.name, {})[row] = [found[row]["n"], chosen]
    value = {"docs": texts.documents, "texts": texts.texts, "exhibits": packed}
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


class _Texts:
    """Sentences and documents of the page, each once and known by its number."""

    def __init__(self):
        self.documents: list[list[str]] = []
        self.texts: list[list] = []
        self._of_document: dict[str, int] = {}
        self._of_text: dict[str, int] = {}

    def add(self, name: str, sample: dict, *, near: bool) -> int:
        """Add a sentence, with those beside it if `near`; -1 if there is none."""
        if name not in sample["sentences"]:
            return -1
        doc_id, _, number = name.rpartition("/")
        if name not in self._of_text:
            if doc_id not in self._of_document:
                self._of_document[doc_id] = len(self.documents)
                title, *rest = map(visible, sample["documents"][doc_id])
                self.documents.append([shorten(title), *rest])
            self._of_text[name] = len(self.texts)
            text = visible(sample["sentences"][name])
            self.texts.append([text, self._of_document[doc_id], -1, -1])
        place = self._of_text[name]
        if near and "@" not in number:
            for side, step in ((2, -1), (3, 1)):
                beside = f"{doc_id}/{int(number) + step}"
                self.texts[place][side] = self.add(beside, sample, near=False)
        return place


def _units(text: str, place: int) -> int:
    """Return a place in characters as one in UTF-16 units."""
    return place + sum(character > "\uffff" for character in text[:place])
