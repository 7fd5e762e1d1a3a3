"""Findings: what tables say, in words, made from their numbers.

A module per notebook: `answer` opens it; the others return the title of an exhibit
and, on a second line, its caption, or why there is nothing to show.
"""

import pandas as pd


def several(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a table; without rows where a column has no two values to compare."""
    known = set(table[column]) - {"undated"}
    return table if len(known) > 1 else table.head(0)
