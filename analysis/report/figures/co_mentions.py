"""Figures of co-mentions: a matrix of counts, a network, a timeline.

Each takes tables and returns a Figure; the `describe_*` functions say the same
in words, for the alternative text. `names` maps actor_id to a display name.
"""

import numpy as np
import pandas as pd
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from analysis.measures.network import Network
from analysis.report.figures.style import (
    ACCENT,
    FAINT,
    HEAT,
    INK,
    MARKERS,
    MUTED,
    mark_area,
    mark_line,
    mark_point,
    new_figure,
    styled,
)

_HALO = [withStroke(linewidth=2.5, foreground="white")]
_PLURAL = {"window": "windows of sentences"}


def units_of(pairs: pd.DataFrame) -> str:
    """Return the unit of a table of pairs in the plural ("sentences")."""
    unit = pairs["unit"].iloc[0] if len(pairs) else "sentence"
    return _PLURAL.get(unit, f"{unit}s")


def answer_pairs(pairs: pd.DataFrame, names: pd.Series, *, max_q: float = 0.05) -> str:
    """Say in one paragraph who is mentioned with whom, with n."""
    if pairs.empty:
        return "No two actors are mentioned together in this corpus."
    units, n = units_of(pairs), int(pairs["n_units"].iloc[0])
    first = pairs.iloc[0]
    text = (
        f"{_pair(first, names)} are mentioned together most often: in "
        f"{first['observed']:,} of {n:,} {units}, where independence would give "
        f"{first['expected']:,.1f}. {len(pairs):,} pairs meet at least once. "
    )
    if pairs["q"].isna().all():
        return text + (
            "Whether a pair meets more often than chance gives cannot be said "
            "within one article: these are counts, not findings."
        )
    kept = pairs[pairs["q"] < max_q]
    text += (
        f"{len(kept):,} of them meet more often than the length of the texts "
        f"explains (q < {max_q:g})"
    )
    if kept.empty:
        return text + "."
    top = kept.sort_values(
        ["ratio", "actor_a", "actor_b"], ascending=[False, True, True]
    )
    row = top.iloc[0]
    return text + (
        f"; the highest ratio is that of {_pair(row, names)}, {row['ratio']:.1f} "
        f"times the expected (95 % interval {row['low']:.1f} to {row['high']:.1f})."
    )


def _pair(row, names: pd.Series) -> str:
    """Return "A and B"."""
    return f"{_name(row['actor_a'], names)} and {_name(row['actor_b'], names)}"


def _name(actor: str, names: pd.Series) -> str:
    """Return the display name of an actor, or its id."""
    return str(names.get(actor, actor))


def _leading(pairs: pd.DataFrame, top: int) -> list[str]:
    """Return the actors of most co-mentions, ties by name."""
    sides = [pairs.set_index(side)["observed"] for side in ("actor_a", "actor_b")]
    total = pd.concat(sides).groupby(level=0).sum().sort_index()
    return list(total.sort_values(ascending=False, kind="stable").index[:top])


@styled()
def plot_matrix(
    pairs: pd.DataFrame, names: pd.Series, *, top: int = 12, max_q: float = 0.05
) -> Figure:
    """Draw the observed units of each pair of the leading actors.

    Numbers in bold are of pairs with q below `max_q`; an empty cell is a pair
    that never meets.
    """
    actors = _leading(pairs, top)
    at = {actor: i for i, actor in enumerate(actors)}
    shown = pairs[pairs["actor_a"].isin(at) & pairs["actor_b"].isin(at)]
    size = max(len(actors) - 1, 1)
    figure, ax = new_figure(7.2, 1.4 + 0.36 * size)
    grid = np.full((size, size), np.nan)
    for row in shown.itertuples():
        left, below = sorted((at[row.actor_a], at[row.actor_b]))
        grid[below - 1, left] = row.observed
    peak = np.nanmax(grid, initial=1)
    image = ax.imshow(grid, cmap=HEAT, norm=PowerNorm(0.5, 0, peak), aspect="auto")
    for row in shown.itertuples():
        left, below = sorted((at[row.actor_a], at[row.actor_b]))
        light = np.dot(image.to_rgba(row.observed)[:3], [0.299, 0.587, 0.114]) > 0.5
        ax.text(
            left,
            below - 1,
            f"{row.observed:,}",
            ha="center",
            va="center",
            color="black" if light else "white",
            weight="bold" if row.q < max_q else "normal",
        )
        mark_area(
            ax,
            (row.actor_a, row.actor_b),
            x=(left - 0.5, left + 0.5),
            y=(below - 1.5, below - 0.5),
        )
    labels = [_name(actor, names) for actor in actors]
    ax.set_xticks(range(size), labels[:size], rotation=35, ha="right")
    ax.set_yticks(range(size), labels[1:] or labels)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return figure


def describe_matrix(pairs: pd.DataFrame, names: pd.Series, *, top: int = 12) -> str:
    """Say what the matrix shows."""
    leading = _leading(pairs, top)
    first = [
        f"{_pair(row, names)} {row['observed']:,}"
        for _, row in pairs.head(5).iterrows()
    ]
    return (
        f"Matrix of {len(leading)} actors; each cell gives the {units_of(pairs)} "
        f"that mention both. Most often: {'; '.join(first)}."
    )


@styled()
def plot_network(net: Network, names: pd.Series) -> Figure:
    """Draw nodes sized by units and edges as wide as their ratio.

    Where nothing was tested, edges are as wide as their count and carry it, and
    the figure says so. The shape of a node is its community.
    """
    import textalloc

    figure, ax = new_figure(7.2, 5.2)
    figure.set_layout_engine("none")
    ax.set_position([0.01, 0.04, 0.98, 0.95])
    ax.set_axis_off()
    ax.margins(0.12)
    place = net.nodes.set_index("actor_id")[["x", "y"]]
    width = net.edges["ratio"] if net.tested else net.edges["observed"]
    width = 0.8 + 4.2 * np.sqrt(width / max(width.max(), 1))
    xs, ys = [], []
    for row, line in zip(net.edges.itertuples(), width, strict=True):
        x, y = place.loc[[row.actor_a, row.actor_b]].to_numpy().T
        ax.plot(x, y, color=FAINT, lw=line, zorder=1)
        mark_line(ax, (row.actor_a, row.actor_b), tuple(x), tuple(y))
        xs.append(list(x))
        ys.append(list(y))
        if not net.tested and len(width) <= 30:
            middle = {"ha": "center", "va": "center", "color": MUTED, "fontsize": 8}
            ax.text(x.mean(), y.mean(), row.observed, **middle, path_effects=_HALO)
    sizes = 40 + 320 * net.nodes["units"] / max(net.nodes["units"].max(), 1)
    for node, size in zip(net.nodes.itertuples(), sizes, strict=True):
        marker = MARKERS[(node.community - 1) % len(MARKERS)]
        color = ACCENT if node.community == 1 else MUTED
        look = {"marker": marker, "color": color, "edgecolor": "white", "zorder": 2}
        ax.scatter(node.x, node.y, s=size, **look)
        mark_point(ax, node.actor_id, node.x, node.y)
    note = (
        "Lines: pairs that pass the test, wider for a higher ratio."
        if net.tested
        else "Lines: all pairs, as counted. Within one article nothing can be tested."
    )
    figure.text(0.01, 0.01, note, color=MUTED, fontsize=8)
    if len(net.nodes):
        textalloc.allocate(
            ax,
            net.nodes["x"].to_numpy(),
            net.nodes["y"].to_numpy(),
            [_name(actor, names) for actor in net.nodes["actor_id"]],
            x_scatter=net.nodes["x"].to_numpy(),
            y_scatter=net.nodes["y"].to_numpy(),
            x_lines=xs,
            y_lines=ys,
            min_distance=0.018,
            textsize=9,
            textcolor=INK,
            linecolor=MUTED,
            linewidth=0.6,
            path_effects=_HALO,
        )
    return figure


def describe_network(net: Network, names: pd.Series) -> str:
    """Say what the network shows."""
    what = "that pass the test" if net.tested else "as counted, none tested"
    text = (
        f"Network of {len(net.nodes)} actors and {len(net.edges)} pairs {what}, "
        f"in {net.nodes['community'].nunique()} groups."
    )
    if net.nodes.empty:
        return text
    keys = ["degree", "units", "actor_id"]
    hub = net.nodes.sort_values(keys, ascending=[False, False, True]).iloc[0]
    by = "ratio" if net.tested else "observed"
    order = [False, True, True]
    edge = net.edges.sort_values([by, "actor_a", "actor_b"], ascending=order).iloc[0]
    return (
        f"{text} Most connected: {_name(hub['actor_id'], names)}, with "
        f"{hub['degree']} others. Widest line: {_pair(edge, names)}."
    )


@styled()
def plot_timeline(table: pd.DataFrame, *, count: str = "documents") -> Figure:
    """Draw the documents of each period; undated ones are left to the table."""
    dated = table[table["period"] != "undated"]
    figure, ax = new_figure(7.2, 2.6)
    ax.bar(range(len(dated)), dated[count], color=ACCENT, width=0.8)
    step = max(len(dated) // 8, 1)
    ax.set_xticks(range(0, len(dated), step), dated["period"].iloc[::step])
    ax.set_ylabel(count)
    ax.yaxis.get_major_locator().set_params(integer=True)
    for i, row in enumerate(dated.itertuples()):
        mark_area(ax, row.period, x=(i - 0.4, i + 0.4))
    return figure


def describe_timeline(table: pd.DataFrame, *, count: str = "documents") -> str:
    """Say what the timeline shows."""
    dated = table[table["period"] != "undated"]
    if dated.empty:
        return "No dated document."
    peak = dated.loc[dated[count].idxmax()]
    return (
        f"Bars from {dated['period'].iloc[0]} to {dated['period'].iloc[-1]}: "
        f"{dated[count].sum():,} {count} in all, most ({peak[count]:,}) in the "
        f"period from {peak['period']}."
    )
