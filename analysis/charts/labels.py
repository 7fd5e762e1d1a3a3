"""Labels: how charts name rows, axes and numbers, and which columns they can show."""

from collections.abc import Sequence
from difflib import get_close_matches

import pandas as pd

from analysis.phrases import listed, name_of
from overture.press import cells

_AXES = {
    "per_thousand": "occurrences per 1,000 tokens",
    "mean": "mean score, −1 negative to 1 positive",
    "log_ratio": "log ratio: 1 = twice as much as the other, −1 = half",
    "mean_per_thousand": "occurrences per 1,000 tokens, mean of both",
    "placed_log_ratio": "log ratio: 1 = twice as much as the other, −1 = half",
    "per_document": "mentions per document",
}
_LONGEST = 44  # characters of a label in a figure
_SAID = 12  # values that an alternative text says


def key_of(table: pd.DataFrame, besides: Sequence = ()) -> list[str]:
    """Return the columns that name a row: those the table tells, else its first."""
    key = [name for name in table.attrs.get("key", ()) if name in table.columns]
    return [name for name in key or table.columns[:1] if name not in besides]


def label_rows(table: pd.DataFrame, names=None, besides: Sequence = ()) -> list[str]:
    """Name each row by its key; a part that is the same in all rows says nothing."""
    key = key_of(table, besides)
    told = [c for c in key if c.startswith("actor_") or len(set(table[c])) > 1]
    columns = [[name_of(value, names) for value in table[c]] for c in told or key[:1]]
    between = " and " if set(told) == {"actor_a", "actor_b"} else ", "
    rows = zip(*columns, strict=True) if columns else [("",)] * len(table)
    return [between.join(row) for row in rows]


def axis(column: str, label: str = "") -> str:
    """Return what an axis is called."""
    return label or _AXES.get(column, str(column).replace("_", " "))


def short(text) -> str:
    """Return a label that fits beside a chart and neither hides nor acts."""
    return cells.shorten(cells.visible(str(text)), _LONGEST)


def say(table: pd.DataFrame, value: str, names=None) -> str:
    """Say the first values of a table, for those who do not see the chart."""
    known = table.head(_SAID)
    sizes = known["n"] if "n" in known and value != "n" else [None] * len(known)
    rows = label_rows(known, names)
    said = [
        f"{name} {number(at)}" + ("" if n is None else f" (n = {n:,})")
        for name, at, n in zip(rows, known[value], sizes, strict=True)
    ]
    rest = len(table) - len(known)
    return "; ".join(said) + (f"; and {rest:,} more." if rest else ".")


def number(value) -> str:
    """Return a number as a reader hears it."""
    if pd.isna(value):
        return "not known"
    whole = float(value).is_integer() and not isinstance(value, float)
    return f"{value:,}" if whole else f"{value:,.2f}"


def check(chart: str, table: pd.DataFrame, *numbers: str, also: Sequence = ()) -> None:
    """Raise ValueError where a chart is given a column that it cannot show."""
    for name in [*numbers, *also, *key_of(table)]:
        if name not in table.columns:
            known = [str(column) for column in table.columns]
            near = get_close_matches(str(name), known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            message = f"{chart}: no column {name!r} among {', '.join(known)}{hint}"
            raise ValueError(message)
    for name in numbers:
        if not pd.api.types.is_numeric_dtype(table[name]):
            fit = table.select_dtypes("number").columns
            message = f"{chart}: {name!r} holds no numbers; try {listed(fit) or 'none'}"
            raise ValueError(message)
