"""The network: who is tied to whom, drawn from the tables of `analysis.network`."""

from itertools import product

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from analysis import phrases
from analysis.charts.labels import short
from overture.press import style

_HALO = [withStroke(linewidth=2.5, foreground="white")]
_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))


@style.styled()
def network(net, *, names: pd.Series | None = None) -> Figure:
    """Draw nodes sized by units and edges as wide as their ratio.

    Where nothing was tested, edges are as wide as their count and carry it, and
    the figure says so. The shape of a node is its community.

    Parameters
    ----------
    net : analysis.actors.network.Network
    names : Series, optional
        Display names by actor_id.

    Returns
    -------
    Figure
        With marks of nodes and edges, and alternative text.
    """
    if net.nodes.empty or net.edges.empty:
        return style.blank()
    figure, ax = style.new_figure(7.2, 5.2)
    figure.set_layout_engine("none")
    ax.set_position([0.01, 0.04, 0.98, 0.95])
    ax.set_axis_off()
    place = net.nodes.set_index("actor_id")[["x", "y"]]
    width = net.edges["ratio"] if net.tested else net.edges["observed"]
    width = 0.8 + 4.2 * np.sqrt(width / max(width.max(), 1))
    edges = []
    for row, line in zip(net.edges.itertuples(), width, strict=True):
        x, y = place.loc[[row.actor_a, row.actor_b]].to_numpy().T
        ax.plot(x, y, color=style.FAINT, lw=line, zorder=1)
        style.mark_line(ax, (row.actor_a, row.actor_b), tuple(x), tuple(y))
        edges.append(np.column_stack([x, y]))
        if not net.tested and len(width) <= 30:
            at = 0.6 * x[0] + 0.4 * x[1], 0.6 * y[0] + 0.4 * y[1]  # not the crossings
            look = {"ha": "center", "va": "center", "color": style.MUTED, "fontsize": 8}
            ax.text(*at, row.observed, **look, path_effects=_HALO)
    sizes = 40 + 320 * net.nodes["units"] / max(net.nodes["units"].max(), 1)
    for node, size in zip(net.nodes.itertuples(), sizes, strict=True):
        marker = style.MARKERS[(node.community - 1) % len(style.MARKERS)]
        look = {"marker": marker, "edgecolor": "white", "zorder": 2, "ax": ax}
        color = style.ACCENT if node.community == 1 else style.MUTED
        sns.scatterplot(x=[node.x], y=[node.y], s=size, color=color, **look)
        style.mark_point(ax, node.actor_id, node.x, node.y)
    (left, low), (right, high) = place.min(), place.max()
    pad_x, pad_y = 0.15 * (right - left) + 0.1, 0.08 * (high - low) + 0.1
    ax.set_xlim(left - pad_x, right + pad_x)
    ax.set_ylim(low - pad_y, high + pad_y)
    note = (
        "Lines: pairs that pass the test, wider for a higher ratio."
        if net.tested
        else "Lines: all pairs, as counted. Within one article nothing can be tested."
    )
    figure.text(0.01, 0.01, note, color=style.MUTED, fontsize=8)
    said = [short(phrases.name_of(actor, names)) for actor in place.index]
    _name_nodes(ax, place.to_numpy(), np.sqrt(sizes), said, edges)
    return style.describe(figure, _describe(net, names))


def _name_nodes(ax, place, width, said, edges) -> None:
    """Write a label beside each node, over no other label and no node.

    Largest nodes first; of the free places the one that covers the fewest
    lines and is nearest. `width` is the nodes' in points, `edges` their ends.
    """
    renderer = FigureCanvasAgg(ax.figure).get_renderer()
    scale = ax.figure.dpi / 72
    center = ax.transData.transform(place).reshape(-1, 2)
    half = width.to_numpy()[:, None] * scale / 2 + 1
    taken = np.hstack([center - half, center + half])
    ends = ax.transData.transform(np.reshape(edges, (-1, 2))).reshape(-1, 2, 2)
    along = np.linspace(0, 1, 40)[:, None, None]
    points = (ends[:, 0] + along * (ends[:, 1] - ends[:, 0])).reshape(-1, 2)
    for i in np.argsort(-width.to_numpy(), kind="stable"):
        look = {"fontsize": 9, "path_effects": _HALO, "zorder": 4}
        text = ax.text(*place[i], said[i], ha="center", va="center", **look)
        box = text.get_window_extent(renderer)
        size = np.array([box.width, box.height])
        best = None
        for far, (dx, dy) in product((2, 10, 22, 36, 55), _AROUND):
            away = half[i] + far * scale
            middle = center[i] + (dx, dy) * (away + size / 2)
            low, high = middle - size / 2 - 1, middle + size / 2 + 1
            hit = (taken[:, :2] < high).all(axis=1) & (taken[:, 2:] > low).all(axis=1)
            outside = (low < ax.bbox.min).any() or (high > ax.bbox.max).any()
            covered = ((points > low) & (points < high)).all(axis=1).sum()
            cost = (hit.sum() + 2 * outside, covered + far)
            if best is None or cost < best[0]:
                best = cost, middle, far
        _, middle, far = best
        text.set_position(ax.transData.inverted().transform(middle))
        box = [*(middle - size / 2), *(middle + size / 2)]
        taken = np.vstack([taken, box])
        if far > 2:
            line = np.vstack([place[i], text.get_position()]).T
            ax.plot(*line, color=style.MUTED, lw=0.6, zorder=1.5)


def _describe(net, names) -> str:
    """Say what the network shows."""
    what = "that pass the test" if net.tested else "as counted, none tested"
    text = (
        f"Network of {len(net.nodes)} actors and {len(net.edges)} pairs {what}, "
        f"in {net.nodes['community'].nunique()} groups."
    )
    keys = ["degree", "units", "actor_id"]
    hub = net.nodes.sort_values(keys, ascending=[False, False, True]).iloc[0]
    by = "ratio" if net.tested else "observed"
    order = [False, True, True]
    edge = net.edges.sort_values([by, "actor_a", "actor_b"], ascending=order).iloc[0]
    return (
        f"{text} Most connected: {phrases.name_of(hub['actor_id'], names)}, with "
        f"{hub['degree']} others. Widest line: {phrases.pair(edge, names)}."
    )
