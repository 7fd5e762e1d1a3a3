"""A view: what a question to the desk found, as tables that show themselves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from overture.press.cells import format_column, shorten, visible

LINE = ["doc_id", "sentence_id", "start", "end"]
_SHOWN = 12  # rows of a table on a page


class Part(NamedTuple):
    """A table of a view; `evidence`, `counts` are as for `overture.press.exhibit`."""

    name: str
    title: str
    table: pd.DataFrame
    key: list[str] = []
    evidence: pd.DataFrame | Callable[[], pd.DataFrame] | None = None
    counts: str | None = None


@dataclass(frozen=True)
class View:
    """What a call found. `options` are the arguments that find it again."""

    kind: str
    options: dict[str, Any]
    title: str
    parts: list[Part] = field(repr=False)

    def _repr_html_(self) -> str:
        tables = "".join(
            f"<h5>{to_text(part.title)}</h5>{to_html(part.table)}"
            for part in self.parts
        )
        return f"<section><h4>{to_text(self.title)}</h4>{tables}</section>"


def to_html(table: pd.DataFrame) -> str:
    """Return the first rows of a table as HTML; texts are escaped."""
    if table.empty:
        return "<p>None.</p>"
    shown = table.drop(columns=[c for c in LINE[1:] if c in table]).head(_SHOWN)
    cells = {
        str(name): [to_text(shorten(cell)) for cell in format_column(shown[name])]
        for name in shown
    }
    rest = len(table) - len(shown)
    more = f"<p>{rest:,} more rows.</p>" if rest else ""
    return pd.DataFrame(cells).to_html(index=False, escape=False, border=0) + more


def to_text(text: Any) -> str:
    """Escape untrusted text for HTML."""
    return escape(visible(str(text)))
