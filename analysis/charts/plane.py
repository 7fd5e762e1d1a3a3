"""The plane: two numbers of each thing as a point, the leading ones named."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
import textalloc
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from analysis.charts.labels import axis, check, key_of, label_rows, say, short
from overture.press import style


@style.styled()
def plane(
    table: pd.DataFrame,
    x: str,
    y: str,
    *,
    rest: pd.DataFrame | None = None,
    names: pd.Series | None = None,
    axes: Sequence[str] = ("", ""),
    log: bool = False,
) -> Figure:
    """Draw the rows of a table as named points over two of its columns.

    Parameters
    ----------
    table : DataFrame
        Tells its key.
    x, y : str
        Columns of numbers.
    rest : DataFrame, optional
        Points with the same columns behind, in grey and without names.
    names : Series, optional
        Display names by actor_id.
    axes : (str, str), optional
        Of the axes; the columns' names by default.
    log : bool
        Whether the horizontal axis is logarithmic.

    Returns
    -------
    Figure
        With a mark for each row of the table and alternative text.
    """
    if table.empty:
        return style.blank()
    check("plane", table, x, y)
    table = table[np.isfinite(table[[x, y]]).all(axis=1)]
    if log:
        table = table[table[x] > 0]
    figure, ax = style.new_figure(7.2, 5.4)
    behind = table.head(0) if rest is None else rest
    look = {"ax": ax, "linewidth": 0}
    sns.scatterplot(x=behind[x], y=behind[y], s=5, color=style.FAINT, zorder=1, **look)
    sns.scatterplot(x=table[x], y=table[y], s=14, color=style.ACCENT, zorder=2, **look)
    ax.axhline(0, color=style.MUTED, linewidth=0.8)
    if log:
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.xaxis.set_major_formatter("{x:g}")
        ax.xaxis.set_minor_formatter("")
    ax.set(xlabel=axis(x, axes[0]), ylabel=axis(y, axes[1]))
    for row in table.to_dict("records"):
        key = [row[name] for name in key_of(table)]
        style.mark_point(ax, key, row[x], row[y])
    _name_points(ax, table, x, y, names, pd.concat([table, behind]))
    text = f"Scatter of {len(table) + len(behind)} points, {y.replace('_', ' ')}: "
    return style.describe(figure, text + say(table, y, names))


def _name_points(ax, table, x: str, y: str, names, points: pd.DataFrame) -> None:
    """Write names beside points, over no other name."""
    if table.empty:
        return
    FigureCanvasAgg(ax.figure).draw()
    ax.figure.set_layout_engine("none")
    textalloc.allocate(
        ax,
        table[x].tolist(),
        table[y].tolist(),
        [short(name) for name in label_rows(table, names)],
        x_scatter=points[x].tolist(),
        y_scatter=points[y].tolist(),
        textsize=8,
        textcolor=style.INK,
        linecolor=style.MUTED,
        linewidth=0.5,
    )
