"""Panels: values along an ordered axis (time, the course of a text), side by side.

Periods without a row stay gaps. One panel for each value of `by`, all on the same
scale; what is flagged stands on a band and has another shape.
"""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from analysis import phrases
from analysis.charts.labels import axis, check, key_of, number, short
from analysis.corpus.periods import steps_between
from overture.press import style

_MOST = 24  # panels; more could not be read
_KINDS = ("line", "dots", "bars")


@style.styled()
def panels(
    table: pd.DataFrame,
    value: str,
    *,
    by: str | None = None,
    kind: str = "line",
    flag: str | pd.Series | None = None,
    names: pd.Series | None = None,
    label: str = "",
) -> Figure:
    """Draw a value along the first column of the key that is not `by`.

    Parameters
    ----------
    table : DataFrame
        Tells its key. Columns `low` and `high`, where there are any, are drawn as
        the interval.
    value : str
        Column of numbers.
    by : str, optional
        Column of the key with a panel for each of its values, the first 24.
    kind : {"line", "dots", "bars"}
        A line is broken where a value is missing.
    flag : str or Series of bool, optional
        Rows that are to stand out.
    names : Series, optional
        Display names by actor_id.
    label : str, optional
        Of the vertical axis; the column's name by default.

    Returns
    -------
    Figure
        With a mark for each row and alternative text.
    """
    if kind not in _KINDS:
        message = f"kind must be one of {', '.join(_KINDS)}, not {kind!r}"
        raise ValueError(message)
    if table.empty:
        return style.blank()
    check("panels", table, value, also=[by] if by else [])
    x = key_of(table, [by])[0]
    flag = table[flag] if isinstance(flag, str) else flag
    rows = table.assign(_flag=False if flag is None else flag, _panel="")
    if by:
        rows["_panel"] = rows[by].astype(str)
    rows = rows[rows[x].astype(str) != "undated"]
    steps = steps_between(rows[x])
    rows["_at"] = rows[x].map({step: i for i, step in enumerate(steps)})
    shown = list(dict.fromkeys(rows["_panel"]))[:_MOST]
    figure, axes = _grid(len(shown))
    for ax, panel in zip(axes.flat, shown, strict=False):
        part = rows[rows["_panel"] == panel]
        _draw(ax, part.sort_values("_at"), value, kind, set(rows["_at"]))
        for at, key in zip(part["_at"], part[key_of(table)].to_numpy(), strict=True):
            style.mark_area(ax, key, x=(at - 0.5, at + 0.5))
        ax.set_title(short(phrases.name_of(panel, names)))
        _name_steps(ax, steps, crowded=axes.shape[1] > 1)
    drawn = rows[value].abs().max()
    if kind != "dots" and 0 < drawn < np.inf:  # a wide interval must not flatten all
        low, high = axes.flat[0].get_ylim()
        axes.flat[0].set_ylim(max(low, -2.2 * drawn), min(high, 2.2 * drawn))
    figure.supylabel(axis(value, label), fontsize=9)
    return style.describe(figure, _describe(rows, value, kind, steps, names))


def _grid(panels: int):
    """Return a figure and its axes, one for each panel, three in a row at most."""
    columns = max(1, min(panels, 2 if panels == 4 else 3))
    rows = max(-(-panels // columns), 1)
    shape = {"nrows": rows, "ncols": columns, "squeeze": False}
    high = 2.8 if rows == 1 else 1.75 * rows + 0.5
    figure, axes = style.new_figure(7.2, high, sharex=True, sharey=True, **shape)
    for ax in axes.flat[panels:]:
        ax.set_axis_off()
    return figure, axes


def _name_steps(ax, steps: list, *, crowded: bool) -> None:
    """Name as many steps below a panel as there is room for."""
    every = -(-len(steps) // (4 if crowded else 8))
    ticks = range(0, len(steps), max(every, 1))
    turned = {"rotation": 30, "ha": "right"} if crowded else {}
    ax.set_xticks(ticks, [short(steps[i])[:18] for i in ticks], **turned)
    ax.tick_params(labelbottom=True)


def _draw(ax, part: pd.DataFrame, value: str, kind: str, known: set) -> None:
    """Draw one panel: what is flagged, the interval, the values."""
    part = part.drop_duplicates("_at").set_index("_at", drop=False)
    for at in part["_at"][part["_flag"].astype(bool)]:
        ax.axvspan(at - 0.5, at + 0.5, color=style.FAINT, lw=0, zorder=0)
    ax.axhline(0, color=style.MUTED, linewidth=0.8)
    limits = part[["low", "high"]].dropna() if {"low", "high"} <= set(part) else None
    look = {"color": style.ACCENT, "ax": ax}
    if kind == "line":
        # no row where others have one is none counted; no row at all is a gap
        counted = part[value].reindex(sorted(known | set(part.index)), fill_value=0.0)
        line = counted.reindex(range(min(known), max(known) + 1)).astype(float)
        line = line.where(np.isfinite(line))
        piece = line.isna().cumsum()[line.notna()]
        line = line.dropna()
        if limits is not None:
            whole = part[["low", "high"]].reindex(range(min(known), max(known) + 1))
            edges = whole["low"], whole["high"]
            ax.fill_between(whole.index, *edges, color=style.ACCENT, alpha=0.2, lw=0)
        dot = {"marker": "o", "markersize": 3, "markeredgewidth": 0, "linewidth": 1.2}
        sns.lineplot(x=line.index, y=line, units=piece, estimator=None, **dot, **look)
        out = part[part["_flag"].astype(bool)]
        sns.scatterplot(x=out["_at"], y=out[value], marker="s", color=style.INK, ax=ax)
    elif kind == "dots":
        if limits is not None:
            ends = limits["low"], limits["high"]
            ax.vlines(limits.index, *ends, color=style.INK, linewidth=1.1)
        sns.scatterplot(x=part["_at"], y=part[value], **look, s=28, lw=0, zorder=3)
    else:
        _draw_bars(ax, part[np.isfinite(part[value].astype(float))], value)
    ax.set(xlabel="", ylabel="", xlim=(min(known) - 0.6, max(known) + 0.6))


def _draw_bars(ax, part: pd.DataFrame, value: str) -> None:
    """Draw bars; what is flagged is hatched, the extremes are labelled."""
    look = {"color": style.ACCENT, "saturation": 1, "native_scale": True}
    before = len(ax.patches)  # bands of what is flagged
    sns.barplot(x=part["_at"], y=part[value], ax=ax, **look)
    drawn = zip(ax.patches[before:], part["_at"], part["_flag"], strict=True)
    for bar, at, out in drawn:
        bar.set(x=at - 0.4, width=0.8)
        if out:
            bar.set(facecolor="white", edgecolor=style.ACCENT, hatch="////")
    extremes = [part[value].idxmax(), part[value].idxmin()] if len(part) else []
    for at in extremes[: 1 + (part[value].min() < 0)]:
        here, above = part.loc[at, value], part.loc[at, value] >= 0
        place = {"ha": "center", "va": "bottom" if above else "top"}
        ax.annotate(
            number(here),
            (at, here),
            xytext=(0, 3 if above else -3),
            textcoords="offset points",
            **place,
        )


def _describe(rows: pd.DataFrame, value: str, kind: str, steps: list, names) -> str:
    """Say what the panels show: the ends of the axis, of each panel its extremes."""
    text = f"{kind.capitalize().removesuffix('s')} chart of {value.replace('_', ' ')}"
    if not steps:
        return f"{text}: nothing is dated."
    said = []
    for panel, part in rows.dropna(subset=[value]).groupby("_panel", sort=False):
        ends = part.set_index("_at")[value].agg(["idxmax", "idxmin"])
        most, least = (part[part["_at"] == at].iloc[0] for at in ends)
        said.append(
            (f"{phrases.name_of(panel, names)}: " if panel else "")
            + f"most {number(most[value])} at {steps[most['_at']]}, "
            f"least {number(least[value])} at {steps[least['_at']]}"
        )
    flagged = phrases.listed(
        rows.loc[rows["_flag"].astype(bool), "_at"]
        .map(dict(enumerate(steps)))
        .drop_duplicates()[:12]
    )
    text += f", {steps[0]} to {steps[-1]}: {'; '.join(said) or 'no value'}."
    return text + (f" Standing out: {flagged}." if flagged else "")
