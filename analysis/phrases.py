"""Phrases: counts, lists and names as every finding and chart says them.

A finding is the title of an exhibit; its second line is the caption, or why there is
nothing to show. The findings of a floor stand in its module `findings`.
"""

from collections.abc import Iterable

import pandas as pd

NOTHING = "\nThere is nothing to show."


def count(n: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "story"), count(2000, "story"), count(2, "place")
    ('1 story', '2,000 stories', '2 places')
    """
    plural = f"{noun[:-1]}ies" if noun[-2:] in ("ry", "ty") else f"{noun}s"
    return f"{n:,} {noun if n == 1 else plural}"


def listed(words: Iterable) -> str:
    """Return "a, b and c"."""
    words = [str(word) for word in words]
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), *words[-1:]])


def capital(text: str) -> str:
    """Start a sentence."""
    return text[:1].upper() + text[1:]


def name_of(actor, names: pd.Series | None = None) -> str:
    """Return the display name of an actor, or its id where it has none."""
    return str(actor if names is None else names.get(actor, actor))


def pair(row, names: pd.Series | None = None) -> str:
    """Return "A and B" for a row of a table of pairs."""
    return f"{name_of(row['actor_a'], names)} and {name_of(row['actor_b'], names)}"


def signed(value: float) -> str:
    """Return a number with its sign."""
    return f"{value:+.2f}"


def several(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a table; without rows where a column has no two values to compare."""
    known = set(table[column]) - {"undated"}
    return table if len(known) > 1 else table.head(0)
