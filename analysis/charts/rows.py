"""Charts of things that stand below one another: dots, bars and strips.

One line per key of the table, the first on top. `dots` and `bars` take the same
arguments, so that one can be put in the other's place. Marks open the evidence of
a row; colour is never the only carrier.
"""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from analysis import phrases
from analysis.charts.labels import axis, check, key_of, label_rows, say, short
from analysis.corpus.contents import place_in
from overture.press import style

_LINES = 100  # occurrences up to which each is drawn as a line
_COLORS = (style.ACCENT, style.INK, style.MUTED)
_TALLEST = 60  # inches


@style.styled()
def dots(
    table: pd.DataFrame,
    value: str,
    *,
    by: str | None = None,
    low: str = "low",
    high: str = "high",
    names: pd.Series | None = None,
    top: int | None = None,
    label: str = "",
) -> Figure:
    """Draw a dot per row, with its interval.

    Parameters
    ----------
    table : DataFrame
        Tells its key (see `overture.frame.tell`).
    value : str
        Column of numbers. What is infinite becomes a triangle at the edge.
    by : str, optional
        Column of the key: rows that differ in it alone share a line, told apart
        by the shape of the dot.
    low, high : str
        Columns of the interval; none is drawn where the table lacks them.
    names : Series, optional
        Display names by actor_id.
    top : int, optional
        Draw the first rows only.
    label : str, optional
        Of the axis; the column's name by default.

    Returns
    -------
    Figure
        With marks and alternative text.
    """
    if table.empty:
        return style.blank()
    rows = _arrange("dots", table.head(top or len(table)), value, by, low, high)
    figure, ax = _axis(rows, value, by, names, label)
    _intervals(ax, rows)
    for i, (level, part) in enumerate(rows.groupby("_level", sort=False)):
        part = part[part[value].notna()]
        look = {
            "color": _COLORS[i % 3],
            "s": 30,
            "lw": 0,
            "clip_on": False,
            "zorder": 3,
        }
        shapes = np.where(np.isfinite(part[value]), style.MARKERS[i % 9], "<")
        shapes = np.where(np.isposinf(part[value]), ">", shapes)
        for shape, same in part.groupby(shapes):
            sns.scatterplot(x=same["_x"], y=same["_y"], marker=shape, ax=ax, **look)
        if by:
            ax.scatter([], [], marker=style.MARKERS[i % 9], label=level, **look)
    return _finish(figure, ax, rows, value, by, names, "Dot plot")


@style.styled()
def bars(
    table: pd.DataFrame,
    value: str,
    *,
    by: str | None = None,
    low: str = "low",
    high: str = "high",
    names: pd.Series | None = None,
    top: int | None = None,
    label: str = "",
) -> Figure:
    """Draw a bar per row; with `by` counts are stacked, others stand side by side.

    Parameters are those of `dots`; `by` is told by hatches.

    Returns
    -------
    Figure
        With marks and alternative text.
    """
    if table.empty:
        return style.blank()
    rows = _arrange("bars", table.head(top or len(table)), value, by, low, high)
    stacked = by is not None and value == table.attrs.get("counts")
    if stacked:
        rows["_y"], rows["_half"] = rows["_at"].astype(float), 0.36
        length = rows["_x"].fillna(0)
        rows["_left"] = length.groupby(rows["_at"]).cumsum() - length
    figure, ax = _axis(rows, value, by, names, label)
    for i, (level, part) in enumerate(rows.groupby("_level", sort=False)):
        solid = i % 2 == 0  # every second is white: a hatch never touches its like
        look = {"facecolor": style.ACCENT if solid else "white", "linewidth": 0.6}
        look |= {"edgecolor": "white" if solid else style.ACCENT}
        look |= {"hatch": style.HATCHES[i % len(style.HATCHES)] if by else ""}
        part = part[part[value].notna()].drop_duplicates("_y").sort_values("_y")
        before = len(ax.patches)
        sns.barplot(x=part["_x"], y=part["_y"], orient="h", native_scale=True, ax=ax)
        places = part[["_y", "_half", "_left"]].itertuples(index=False, name=None)
        for bar, (y, half, left) in zip(ax.patches[before:], places, strict=True):
            bar.set(y=y - half, height=2 * half, x=left, **look)
        if by:
            ax.barh([0], [0], label=level, **look)
    if value == table.attrs.get("counts"):
        for at, total in rows.groupby("_at")["_x"].sum().items():
            _note(ax, f"{total:,.0f}", (total, at))
    if not stacked:
        _intervals(ax, rows)
    ax.relim()
    ax.autoscale_view(scaley=False)
    return _finish(figure, ax, rows, value, by, names, "Bar chart")


@style.styled()
def strips(
    table: pd.DataFrame,
    spans: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    names: pd.Series | None = None,
    top: int | None = None,
) -> Figure:
    """Draw where in all the texts the things of a table stand, texts in order of date.

    Parameters
    ----------
    table : DataFrame
        Tells its key.
    spans : DataFrame
        The key columns, `doc_id` and `start`, a row per occurrence.
    documents : DataFrame
    names, top
        As for `dots`.

    Returns
    -------
    Figure
        Lines; shades of hundredths where a row has more than 100 occurrences. With
        marks and alternative text.
    """
    if table.empty:
        return style.blank()
    rows = _arrange("strips", table.head(top or len(table)).assign(_n=1.0), "_n")
    key = key_of(table)
    rows[["_at", "_y"]] += 0.5  # as the lines of a heatmap stand
    figure, ax = _axis(rows, "place", None, names, "")
    lines = pd.MultiIndex.from_frame(rows[key].astype(str))
    y = lines.get_indexer(pd.MultiIndex.from_frame(spans[key].astype(str)))
    x, y = place_in(spans, documents)[y >= 0].to_numpy(), y[y >= 0]
    if np.bincount(y, minlength=1).max() > _LINES:
        grid = np.zeros((len(rows), 100))
        np.add.at(grid, (y, np.clip(x, 0, 99).astype(int)), 1)
        grid /= np.maximum(grid.max(axis=1, keepdims=True), 1)  # each line by itself
        sns.heatmap(grid, cmap=style.HEAT, cbar=False, ax=ax)
    else:
        look = {"marker": "|", "color": style.ACCENT, "s": 11, "linewidth": 1}
        look |= {"jitter": False, "orient": "h", "native_scale": True}
        sns.stripplot(x=x, y=y + 0.5, ax=ax, **look)
    _name_lines(ax, rows, names, None)
    ax.set(xlim=(0, 100), xticks=range(0, 101, 20), ylim=(len(rows), 0))
    ax.set_xlabel("% of all text, in order of date")
    ax.set_xticklabels(range(0, 101, 20), rotation=0)
    return _finish(figure, ax, rows, "place", None, names, "Strips")


def _arrange(chart: str, table, value: str, by=None, low="low", high="high"):
    """Return rows with their line, height, level and length in a chart."""
    check(chart, table, value, also=[by] if by else [])
    rest = key_of(table, [by])
    rows = table.assign(_left=0.0, _level="")
    rows["_at"] = range(len(table))
    if by:
        rows["_level"] = [short(level) for level in table[by]]
        if rest:
            rows["_at"] = table.groupby(rest, sort=False, dropna=False).ngroup()
    levels = pd.factorize(rows["_level"])[0]
    step = 0.8 / max(levels.max() + 1, 1)
    rows["_half"] = step / 2
    rows["_y"] = rows["_at"] + (levels - levels.max() / 2) * step
    columns = [value, *({low, high} & set(table.columns))]
    numbers = table[columns].astype(float).to_numpy()
    finite = np.abs(numbers[np.isfinite(numbers)])
    edge = finite.max(initial=0) * 1.08 or 1.0  # where the infinite is drawn
    rows["_x"] = table[value].astype(float).clip(-edge, edge)
    if {low, high} <= set(table.columns):
        rows["_low"] = table[low].astype(float).clip(-edge, edge)
        rows["_high"] = table[high].astype(float).clip(-edge, edge)
    return rows


def _axis(rows: pd.DataFrame, value: str, by, names, label: str):
    """Return a figure with a named line for each place."""
    lines = rows["_at"].nunique()
    beside = round(0.8 / rows["_half"].iloc[0] / 2)  # of a line; 1 where stacked
    each = 0.24 if by is None else 0.26 + 0.08 * beside
    figure, ax = style.new_figure(7.2, min(0.9 + each * lines, _TALLEST))
    ax.axvline(0, color=style.MUTED, linewidth=0.8)
    _name_lines(ax, rows, names, by)
    ax.set_xlabel(axis(value, label))
    if by is None and "n" in rows and value != "n":
        for at, n in zip(rows["_at"], rows["n"], strict=True):
            _note(ax, f"n = {n:,}", (1, at), xycoords=("axes fraction", "data"))
    return figure, ax


def _name_lines(ax, rows: pd.DataFrame, names, by) -> None:
    """Name the lines of a chart at its left, the first on top."""
    named = dict(zip(rows["_at"], label_rows(rows, names, [by]), strict=True))
    ax.set_yticks(list(named), [short(name) for name in named.values()])
    ax.tick_params(axis="y", length=0, rotation=0)
    ax.set_ylim(max(named) + 0.6, -0.6)
    ax.grid(axis="y")


def _note(ax, text: str, at: tuple, **options) -> None:
    """Write beside a place, to its right."""
    look = {"color": style.MUTED, "va": "center", "textcoords": "offset points"}
    ax.annotate(text, at, xytext=(5, 0), **look, **options)


def _intervals(ax, rows: pd.DataFrame) -> None:
    """Draw the intervals that are known."""
    if "_low" in rows:
        known = rows.dropna(subset=["_low", "_high"])
        ends = known["_low"], known["_high"]
        ax.hlines(known["_y"], *ends, color=style.INK, linewidth=1.1, zorder=2.5)


def _finish(figure, ax, rows, value, by, names, kind: str) -> Figure:
    """Mark the rows, add the legend and say what the chart shows."""
    ax.set_ylabel("")
    key = key_of(rows)
    for row in rows.to_dict("records"):
        half = row["_half"] if by else 0.5
        ends = row["_left"], row["_left"] + np.nan_to_num(row["_x"])
        x = ends if row["_left"] else None
        style.mark_area(
            ax, [row[name] for name in key], x=x, y=(row["_y"] - half, row["_y"] + half)
        )
    if by:
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, handleheight=1.0)
    what = (
        f"{kind} of {phrases.count(len(rows), 'row')}, {str(value).replace('_', ' ')}"
    )
    if value not in rows:
        said = phrases.listed(label_rows(rows, names)[:12]) + "."
    else:
        said = say(rows, value, names)
    return style.describe(figure, f"{what}: {said}")
