"""The matrix: a number for each pair, as shade and in figures."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import colormaps
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure

from analysis import phrases
from analysis.charts.labels import axis, check, key_of, number, say, short
from overture.press import style


@style.styled()
def matrix(
    table: pd.DataFrame,
    value: str,
    *,
    bold: Sequence[bool] | bool = False,
    names: pd.Series | None = None,
    label: str = "",
) -> Figure:
    """Draw the pairs of the first two columns of the key as a matrix.

    Parameters
    ----------
    table : DataFrame
        Tells its key. Where that is actor_a and actor_b, the order of the two is
        without meaning and half of the matrix is drawn, those with most first.
    value : str
        Column of numbers.
    bold : sequence of bool, optional
        Rows whose number is bold.
    names : Series, optional
        Display names by actor_id.
    label : str, optional
        What a cell gives, for the alternative text; the column's name by default.

    Returns
    -------
    Figure
        With a mark for each row and alternative text; an empty cell is a pair
        without a row.
    """
    if table.empty:
        return style.blank()
    check("matrix", table, value)
    key = key_of(table)
    if len(key) < 2:
        message = f"matrix: a key of two columns is needed, the table has {key[0]!r}"
        raise ValueError(message)
    down, across = _ends(table, key, value)
    grid = np.full((len(down), len(across)), np.nan)
    said = np.full(grid.shape, "", dtype=object)
    heavy = {}
    figure, ax = style.new_figure(7.2, min(1.4 + 0.36 * len(down), 60))
    weights = np.broadcast_to(bold, len(table))
    keys = table[key].to_numpy()
    for row, amount, weight in zip(keys, table[value], weights, strict=True):
        i, j = _cell(row, key, down, across)
        grid[i, j], said[i, j] = amount, number(amount)
        heavy[i, j] = weight
        style.mark_area(ax, row, x=(j, j + 1), y=(i, i + 1))
    norm, heat = PowerNorm(0.5, 0, np.nanmax(grid, initial=1)), colormaps[style.HEAT]
    look = {"cmap": heat, "norm": norm, "annot": said, "fmt": "", "cbar": False}
    sns.heatmap(grid, mask=np.isnan(grid), ax=ax, **look)
    for text in ax.texts:
        j, i = (int(at) for at in text.get_position())
        rgb = np.array(heat(norm(grid[i, j]))[:3])
        light = rgb**2.2 @ [0.2126, 0.7152, 0.0722] > 0.18  # equal contrast there
        text.set_color("black" if light else "white")
        text.set_weight("bold" if heavy.get((i, j)) else "normal")
    said = [[short(phrases.name_of(v, names)) for v in w] for w in (across, down)]
    ax.set_xticks(np.arange(len(across)) + 0.5, said[0], rotation=35, ha="right")
    ax.set_yticks(np.arange(len(down)) + 0.5, said[1], rotation=0)
    ax.tick_params(length=0)
    text = f"Matrix of {len(set(across) | set(down))} actors; each cell gives "
    text += f"{axis(value, label)}. {say(table, value, names)}"
    return style.describe(figure, text)


def _ends(table: pd.DataFrame, key: list[str], value: str) -> tuple[list, list]:
    """Return what stands at the left and below, that with the largest sum first."""
    sides = [table.groupby(name)[value].sum() for name in key[:2]]
    if key[:2] == ["actor_a", "actor_b"]:  # half of the matrix: its order says nothing
        both = _ordered(pd.concat(sides).groupby(level=0).sum())
        return both[1:] or both, both[:-1] or both
    return _ordered(sides[0]), _ordered(sides[1])


def _ordered(totals: pd.Series) -> list:
    """Return names by their sums, ties by name."""
    return list(totals.sort_index().sort_values(ascending=False, kind="stable").index)


def _cell(row, key: list[str], down: list, across: list) -> tuple[int, int]:
    """Return line and column of a row of the table."""
    if key[:2] != ["actor_a", "actor_b"]:
        return down.index(row[0]), across.index(row[1])
    order = [*across[:1], *down]
    first, second = sorted(order.index(actor) for actor in row[:2])
    return max(second - 1, 0), min(first, len(across) - 1)
