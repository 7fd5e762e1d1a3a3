"""Sections: what the executed notebooks of a run have to tell, in order.

One section per notebook: its question, its answer, its exhibits and what it
cannot show. The one model that HTML, PDF and DOCX are written from.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from overture.press.cells import state_basis
from overture.press.exhibits import name_actors

_LIMITS = "what this cannot show"
# Places of the page that an exhibit's name must not take.
_RESERVED = frozenset(
    "summary since ledger intake glossary provenance contents main evidence "
    "live documents".split()
)


@dataclass(frozen=True)
class ReportExhibit:
    """An exhibit as the notebook wrote it.

    Attributes
    ----------
    name : str
        Its slug; with the notebook's name in front where it is taken.
    about : dict
        exhibit.json: title, caption, unit, n, method, key, counts, marks, ...
    folder : Path
    table : DataFrame or None
    sample : dict
        sample.json, or empty.
    """

    name: str
    about: dict[str, Any]
    folder: Path
    table: pd.DataFrame | None
    sample: dict[str, Any]

    @cached_property
    def labels(self) -> list[str]:
        """Name each row of the table as a reader would, actors by name."""
        if self.table is None or not self.about["key"]:
            return []
        keys = name_actors(self.table, self.about["names"])[self.about["key"]]
        return [
            ", ".join(values) for values in keys.astype(str).itertuples(index=False)
        ]

    @cached_property
    def _keys(self) -> list[list[str]]:
        """Return the key of each row as texts."""
        return self.table[self.about["key"]].astype(str).to_numpy().tolist()

    def rows_of(self, mark: dict[str, Any]) -> list[int]:
        """Return the rows with evidence that a mark of the figure stands for."""
        if not self.labels:
            return []
        wanted, known = mark["key"], self.sample.get("rows", {})
        whole = len(wanted) == len(self.about["key"])
        return [
            row
            for row, key in enumerate(self._keys)
            if (key == wanted if whole else wanted[0] in key) and str(row) in known
        ]


@dataclass(frozen=True)
class Section:
    """A notebook's part of the report.

    Attributes
    ----------
    name : str
        The notebook's name without its number.
    question : str
        Its title.
    answer, limits : list of (kind, text)
        Paragraphs ("p") and points ("li").
    exhibits : list of ReportExhibit
    """

    name: str
    question: str
    answer: list[tuple[str, str]] = field(default_factory=list)
    limits: list[tuple[str, str]] = field(default_factory=list)
    exhibits: list[ReportExhibit] = field(default_factory=list)


def read_sections(exhibits: Path, notebooks: Path) -> list[Section]:
    """Read sections from a folder of exhibits and one of executed notebooks.

    Returns
    -------
    list of Section
        In the order of the notebooks' file names; a folder of exhibits without
        its notebook follows under its own name.
    """
    found = {path.stem for path in notebooks.glob("*.ipynb")}
    found |= {path.name for path in exhibits.glob("*") if path.is_dir()}
    taken = set(_RESERVED)
    sections = []
    for stem in sorted(found):
        cells = _read_cells(notebooks / f"{stem}.ipynb")
        name = re.sub(r"^\d+-", "", stem)
        question, intro = _read_title(cells, name)
        sections.append(
            Section(
                name=name,
                question=question,
                answer=_read_answer(cells) or intro,
                limits=_read_limits(cells),
                exhibits=_read_exhibits(exhibits / stem, name, taken),
            )
        )
    return sections


def to_blocks(markdown: str) -> list[tuple[str, str]]:
    """Return paragraphs and points of simple Markdown as plain text.

    Examples
    --------
    >>> to_blocks("One *word*\\nmore.\\n\\n- a point")
    [('p', 'One word more.'), ('li', 'a point')]
    """
    blocks = []
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*[-*] )", markdown.strip()):
        kind = "li" if re.match(r"\s*[-*] ", paragraph) else "p"
        text = " ".join(re.sub(r"^\s*[-*] ", "", paragraph).split())
        text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
        text = re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", text)
        text = re.sub(r"(?<!\w)([*_])([^*_]+)\1(?!\w)", r"\2", text)
        text = re.sub(r"\\([\\`*_{}\[\]()#+.!|<>$~-])", r"\1", text)
        if text and not text.startswith("#"):
            blocks.append((kind, text))
    return blocks


def _read_cells(path: Path) -> list[dict[str, Any]]:
    """Read the cells of a notebook, none if there is no notebook."""
    if not path.exists():
        return []
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in cells]


def _read_title(cells: list, name: str) -> tuple[str, list]:
    """Return a notebook's question and the text below it."""
    for cell in cells:
        if cell["cell_type"] == "markdown" and cell["source"].startswith("# "):
            title, _, rest = cell["source"].partition("\n")
            return title[2:].strip(), to_blocks(rest)
    return name.replace("-", " ").capitalize(), []


def _read_answer(cells: list) -> list:
    """Return the first Markdown that the notebook's code made."""
    for cell in cells:
        for output in cell.get("outputs", ()):
            if "text/markdown" in output.get("data", {}):
                return to_blocks("".join(output["data"]["text/markdown"]))
    return []


def _read_limits(cells: list) -> list:
    """Return what stands under the heading of limits."""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            parts = re.split(r"^#+ +(.*)$", cell["source"], flags=re.MULTILINE)
            for heading, text in zip(parts[1::2], parts[2::2], strict=True):
                if heading.strip().lower() == _LIMITS:
                    return to_blocks(text)
    return []


def _read_exhibits(folder: Path, section: str, taken: set[str]) -> list[ReportExhibit]:
    """Read the exhibits of a notebook in the order in which it made them."""
    found = []
    for path in folder.glob("*/exhibit.json"):
        about = json.loads(path.read_text(encoding="utf-8"))
        about["basis"] = state_basis(about["n"], about["unit"])
        found.append((about["order"], about["slug"], about, path.parent))
    exhibits = []
    for _, slug, about, place in sorted(found, key=lambda item: item[:2]):
        name = slug if slug not in taken else f"{section}-{slug}"
        taken.add(name)
        table, sample = None, {}
        if (place / "table.parquet").exists():
            table = pd.read_parquet(place / "table.parquet")
        if (place / "sample.json").exists():
            sample = json.loads((place / "sample.json").read_text(encoding="utf-8"))
        exhibits.append(ReportExhibit(name, about, place, table, sample))
    return exhibits
