"""Key terms of both sides of a comparison, and their map.

One row per term: how frequent it is, and how much more one side has it.
"""

import numpy as np
import pandas as pd

from analysis.terms.references import Comparison
from overture.frame import tell

_SHOWN = 600  # terms of the background; more could not be told apart


def key_terms(comparison: Comparison, *, top: int) -> pd.DataFrame:
    """Return the key terms of the target, then of the reference, the surest outside.

    Those of the reference only where it is a part of the corpus.
    """
    sides = [comparison.leading(top), comparison.leading(top, -1)[::-1]]
    inside = len(comparison.reference) > 0
    table = pd.concat(sides if inside else sides[:1], ignore_index=True)
    story = comparison.table.attrs
    return tell(
        table, **story | {"method": f"{story['method']} Those are left out here."}
    )


def keyness_map(
    comparison: Comparison, *, top: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Place terms by frequency and by log ratio.

    Parameters
    ----------
    comparison : Comparison
        From `analysis.compare`.
    top : int
        Key terms of each side.

    Returns
    -------
    (DataFrame, DataFrame)
        The key terms of both sides, and the most frequent others: the rows of
        `comparison.table` with `mean_per_thousand` (float64, occurrences per 1,000
        tokens, mean of both sides) and `placed_log_ratio` (float64, log ratio; a
        count of 0, which has no logarithm, is placed as 0.5). Empty where the
        reference is no part of the corpus.
    """
    table = comparison.table[comparison.table["flag"] == ""]
    if not len(comparison.reference):
        table = table.head(0)
    sides = ("n_target", "n_reference")
    one, other = (table[n].clip(lower=0.5) / max(table[n].sum(), 1) for n in sides)
    table = table.assign(
        mean_per_thousand=(one + other) / 2 * 1000,
        placed_log_ratio=np.log2(one / other),
    )
    leading = [comparison.leading(top, side) for side in (1, -1)]
    key = table.loc[pd.concat(leading).index.intersection(table.index, sort=False)]
    order = ["occurrences", "term"]
    rest = table.drop(key.index).sort_values(order, ascending=[False, True])
    return key.reset_index(drop=True), rest.head(_SHOWN)
