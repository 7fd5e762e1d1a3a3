"""Exhibits: a table of the report with its figure, caption and evidence.

`exhibit` checks what a table promises, shows itself in a notebook and, where the
environment names a folder, writes what the report is built from.
"""

import base64
import os
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from overture.press.cells import (
    format_column,
    is_number,
    shorten,
    state_basis,
    visible,
)
from overture.press.evidence import UNITS, count_units, locate
from overture.press.exhibit_folder import write_exhibit
from overture.press.style import alternative, find_marks, save_png

FOLDER = "WORKBOOK_EXHIBITS"  # environment variable: where exhibits are written
# Columns whose ids have names.
ACTORS = ("actor_id", "actor_a", "actor_b", "subject", "object")
_SHOWN = 10  # rows of a table in a notebook; the report has all


@dataclass(frozen=True)
class Exhibit:
    """An exhibit that was checked; a notebook shows it."""

    slug: str
    html: str
    text: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def exhibit(
    corpus,
    name: str,
    table: pd.DataFrame,
    figure: Figure | None = None,
    finds: str = "",
    evidence: pd.DataFrame | None = None,
    *,
    caption: str = "",
    banner: str | None = None,
) -> Exhibit:
    """Make an exhibit of the report.

    Parameters
    ----------
    corpus : Corpus
        Has the tables `documents` and `sentences` that evidence lies in.
    name : str
        Of small letters, digits and hyphens, unique in a report.
    table : DataFrame
        Its `attrs` (see `overture.frame.tell`) say `unit`, `n`, `method` and, with
        evidence, `key`, `counts` and `counted`.
    figure : Figure, optional
        With an alternative text (`style.describe`); its marks open evidence.
    finds : str
        The finding, made from the numbers; a second line is the caption. An empty
        table is left out where that line says why it is empty.
    evidence : DataFrame, optional
        One row per counted span: the key columns, `doc_id`, `start`, `end`.
        Spans of rows that the table does not have are left out.
    caption : str, optional
        What is shown, instead of the second line; else the table's own.
    banner : str, optional
        A warning that stays with the exhibit ("labels not validated"); the table's
        own by default.

    Returns
    -------
    Exhibit
        Shows itself in a notebook; also written, whole or not at all, into the
        folder that the environment variable WORKBOOK_EXHIBITS names.

    Raises
    ------
    ValueError
        Naming the exhibit and what is wrong, such as a key that is not unique or
        a count that its evidence does not bear out.
    """
    told = {"key": [], "counts": None, "counted": "span"} | table.attrs
    title, _, said = finds.partition("\n")
    if table.empty and said:
        told |= {"key": [], "counts": None, "counted": "span"}
        table, figure, evidence, caption = None, None, None, said
    told |= {"caption": caption or said or told.get("caption", "")}
    about = _promise(name, title, told, table, figure)
    about["banner"] = banner or about["banner"]
    wrong = _find_fault(about, table, figure, evidence)
    if wrong:
        message = f"exhibit {name!r}: {wrong}"
        raise ValueError(message)
    if table is not None:
        table = table.reset_index(drop=True)  # keeps attrs
    if evidence is not None:
        evidence = locate(table, about["key"], evidence, corpus, slug=name)
        _check_counts(about, table, evidence)
    about |= _describe(table, figure, corpus)
    folder = os.environ.get(FOLDER)
    if folder:
        write_exhibit(Path(folder), about, table, figure, evidence, corpus)
    basis = state_basis(about["n"], about["unit"])
    return Exhibit(name, _to_html(about, table, figure), f"{title} ({basis})")


def _promise(name: str, title: str, told: dict, table, figure) -> dict:
    """Return what the exhibit says of itself, before anything is counted."""
    return {
        "slug": name,
        "title": title,
        "caption": told["caption"],
        "unit": told.get("unit"),
        "n": None if told.get("n") is None else int(told["n"]),
        "method": told.get("method", ""),
        "alt": "" if figure is None else alternative(figure),
        "banner": told.get("banner"),
        "key": _find_key(told["key"], table),
        "counts": told["counts"],
        "evidence_unit": told["counted"],
    }


def _describe(table, figure, corpus) -> dict:
    """Return what is found out about table and figure, for who reads the report."""
    return {
        "columns": [] if table is None else [str(name) for name in table.columns],
        "rows": 0 if table is None else len(table),
        "names": _name_actors(table, corpus),
        "meanings": _explain(table, corpus),
        "size": [] if figure is None else [float(v) for v in figure.get_size_inches()],
        "marks": [] if figure is None else find_marks(figure),
    }


def _find_key(told, table) -> list[str]:
    """Return the told key; a part of it that was dropped no longer names a row."""
    kept = [name for name in told if table is not None and name in table.columns]
    return kept or list(told)


def _find_fault(about: dict, table, figure, evidence) -> str:
    """Return which promise is broken, of those that need no counting; or ""."""
    untold = [name for name in ("unit", "n") if about[name] is None]
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", about["slug"]):
        return "a name is made of small letters, digits and single hyphens"
    if not about["title"].strip():
        return "finds= is empty; it states the finding"
    if untold:
        return f"the table does not tell its {untold[0]}; overture.frame.tell adds it"
    if figure is not None and not about["alt"].strip():
        return "the figure has no alternative text; style.describe gives it"
    if about["evidence_unit"] not in UNITS:
        one = ", ".join(UNITS)
        return f"counted must be one of {one}, not {about['evidence_unit']!r}"
    return "" if table is None else _find_fault_of_key(about, table, evidence)


def _find_fault_of_key(about: dict, table, evidence) -> str:
    """Return what is wrong with the key, or with what it is needed for; or ""."""
    key, counts = about["key"], about["counts"]
    columns = list(table.columns)
    unknown = [name for name in [*key, counts] if name and name not in columns]
    if unknown:
        known = ", ".join(map(str, columns))
        return f"the table has no column {unknown[0]!r} (it has {known})"
    if counts and evidence is None:
        return f"the counts in {counts!r} have no evidence; give evidence="
    if evidence is not None and not key:
        return "evidence needs a table that tells its key"
    if key and table.duplicated(key).any():
        first = table.loc[table.duplicated(key), key].iloc[0].astype(str)
        return f"two rows have the key {', '.join(key)} = {', '.join(first)}"
    return ""


def _check_counts(about: dict, table, evidence) -> None:
    """Raise ValueError where a count differs from its evidence."""
    counts, unit = about["counts"], about["evidence_unit"]
    if counts is None:
        return
    found = count_units(evidence, unit, len(table))
    wrong = (table[counts].to_numpy() != found).nonzero()[0]
    if len(wrong):
        row = table.iloc[wrong[0]]
        name = ", ".join(str(row[column]) for column in about["key"])
        message = (
            f"exhibit {about['slug']!r}: {counts} of {name} is {row[counts]}, its "
            f"evidence has {found[wrong[0]]} {unit}s ({len(wrong)} such rows)"
        )
        raise ValueError(message)


def _name_actors(table, corpus) -> dict[str, str]:
    """Return the display names of the actors in a table, by their ids."""
    actors = getattr(corpus, "actors", None)
    if table is None or actors is None:
        return {}
    columns = [name for name in ACTORS if name in table.columns]
    seen = {str(value) for name in columns for value in table[name].dropna()}
    known = zip(actors["actor_id"].astype(str), actors["name"].astype(str), strict=True)
    return {actor: name for actor, name in known if actor in seen and actor != name}


def _explain(table, corpus) -> dict[str, str]:
    """Return the meaning of each column, from the table or the corpus's own."""
    if table is None:
        return {}
    names = [str(name) for name in table.columns]
    own = table.attrs.get("meanings", {})
    return _explain_columns(names, own, getattr(corpus, "meanings", {}))


def _explain_columns(
    columns: list[str], meanings: dict[str, str], tables: dict[str, dict[str, str]]
) -> dict[str, str]:
    """Return the meaning of each column, "" where none is known.

    A column that several of the workbook's tables have is explained as in the
    table that shares most columns with these.
    """
    nearest = sorted(
        tables.values(),
        key=lambda schema: (-len(schema.keys() & set(columns)), len(schema)),
    )
    explained = {}
    for name in columns:
        known = [schema[name] for schema in nearest if name in schema]
        explained[name] = meanings.get(name) or (known[0] if known else "")
    return explained


def _to_html(about: dict, table, figure) -> str:
    """Return the exhibit as a fragment of HTML; texts are escaped."""
    parts = [f"<h4>{_text(about['title'])}</h4>"]
    if about["banner"]:
        parts.append(f"<p><strong>{_text(about['banner'])}</strong></p>")
    if figure is not None:
        image = base64.b64encode(save_png(figure, dpi=100)).decode()
        parts.append(
            f'<img alt="{_text(about["alt"])}" src="data:image/png;base64,{image}">'
        )
    if table is not None:
        parts.append(_to_table(name_actors(table, about["names"])))
    if len(table if table is not None else ()) > _SHOWN:
        parts.append(f"<p>{_SHOWN} of {len(table):,} rows.</p>")
    basis = f"{state_basis(about['n'], about['unit'])}."
    parts.append(f"<p>{_text(about['caption'])} <em>{_text(basis)}</em></p>")
    return "\n".join(parts)


def name_actors(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return a table for readers: actors by name instead of id."""
    columns = [name for name in ACTORS if name in table.columns] if names else []
    named = {name: [names.get(str(v), v) for v in table[name]] for name in columns}
    return table.assign(**named)


def _to_table(table: pd.DataFrame) -> str:
    """Return the first rows of a table as HTML."""
    shown = table.head(_SHOWN)
    ends = [is_number(table[name]) for name in table.columns]
    align = [' style="text-align: right"' if end else "" for end in ends]
    names = [str(name) for name in table.columns]
    columns = [format_column(shown[name]) for name in table.columns]
    head = "".join(f"<th>{_text(name)}</th>" for name in names)
    rows = "\n".join(
        "<tr>"
        + "".join(
            f"<td{place}>{_text(shorten(cell))}</td>"
            for place, cell in zip(align, cells, strict=True)
        )
        + "</tr>"
        for cells in zip(*columns, strict=True)
    )
    return (
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _text(text: str) -> str:
    """Escape untrusted text for HTML."""
    return escape(visible(str(text)))
