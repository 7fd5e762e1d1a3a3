"""Co-mentions as exhibits: a matrix of counts, a network, a timeline, tables.

Each `show_*` takes tables and returns what `analysis.exhibit` needs: table,
title, caption, method, figure, alternative text, evidence. `names` maps
actor_id to a display name.
"""

from itertools import product

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from analysis.actors.network import Network
from overture.press.style import (
    ACCENT,
    FAINT,
    HEAT,
    MARKERS,
    MUTED,
    mark_area,
    mark_line,
    mark_point,
    new_figure,
    styled,
)
from overture.voice import direction_counts

_HALO = [withStroke(linewidth=2.5, foreground="white")]
_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_ONE_ARTICLE = (
    "Whether a pair meets more often than chance gives cannot be said within one "
    "article: these are counts, not findings."
)
_METHOD = (
    "Actors by presence in a unit. Test: one-sided Cochran-Mantel-Haenszel within "
    "documents (sentences, windows) or length deciles, Benjamini-Hochberg q."
)
_PLURAL = {"window": "windows of sentences"}


def units_of(pairs: pd.DataFrame) -> str:
    """Return the unit of a table of pairs in the plural ("sentences")."""
    unit = pairs["unit"].iloc[0] if len(pairs) else "sentence"
    return _PLURAL.get(unit, f"{unit}s")


def answer_pairs(pairs: pd.DataFrame, names: pd.Series, *, max_q: float = 0.05) -> str:
    """Say in one paragraph who is mentioned with whom, with n."""
    if pairs.empty:
        return "No two actors are mentioned together."
    first = pairs.iloc[0]
    text = (
        f"{title_pairs(pairs, names)}, where independence would give "
        f"{first['expected']:,.1f}. {len(pairs):,} pairs meet at least once. "
    )
    if pairs["q"].isna().all():
        return text + _ONE_ARTICLE
    kept = pairs[pairs["q"] < max_q]
    text += f"{len(kept):,} of them meet more often than length explains"
    text += f" (q < {max_q:g})"
    if kept.empty:
        return text + "."
    order = [True, False, True, True]
    row = kept.sort_values(["q", "ratio", "actor_a", "actor_b"], ascending=order)
    row = row.iloc[0]
    return text + (
        f"; the surest are {_pair(row, names)}, {row['ratio']:.1f} times the "
        f"expected (95 % interval {row['low']:.1f} to {row['high']:.1f})."
    )


def basis(pairs: pd.DataFrame) -> dict:
    """Return n, and the unit that it counts."""
    return {
        "unit": units_of(pairs),
        "n": int(pairs["n_units"].max()) if len(pairs) else 0,
    }


def name_pair(pairs: pd.DataFrame, names: pd.Series) -> str:
    """Name the first pair of a table."""
    return "A pair" if pairs.empty else _pair(pairs.iloc[0], names)


def title_pairs(pairs: pd.DataFrame, names: pd.Series) -> str:
    """Say which pair meets most often."""
    if pairs.empty:
        return "No two actors are mentioned together"
    first = pairs.iloc[0]
    return (
        f"{_pair(first, names)} are mentioned together most often: in "
        f"{first['observed']:,} of {first['n_units']:,} {units_of(pairs)}"
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


def among_leading(pairs: pd.DataFrame, top: int) -> pd.DataFrame:
    """Return the pairs among the actors of most co-mentions."""
    leading = _leading(pairs, top)
    return pairs[pairs["actor_a"].isin(leading) & pairs["actor_b"].isin(leading)]


@styled()
def plot_matrix(
    pairs: pd.DataFrame, names: pd.Series, *, max_q: float = 0.05
) -> Figure:
    """Draw the observed units of each pair.

    Numbers in bold are of pairs with q below `max_q`; an empty cell is a pair
    that never meets.
    """
    actors = _leading(pairs, len(pairs) + 1)
    at = {actor: i for i, actor in enumerate(actors)}
    size = max(len(actors) - 1, 1)
    figure, ax = new_figure(7.2, 1.4 + 0.36 * size)
    grid = np.full((size, size), np.nan)
    for row in pairs.itertuples():
        left, below = sorted((at[row.actor_a], at[row.actor_b]))
        grid[below - 1, left] = row.observed
    peak = np.nanmax(grid, initial=1)
    image = ax.imshow(grid, cmap=HEAT, norm=PowerNorm(0.5, 0, peak), aspect="auto")
    for row in pairs.itertuples():
        left, below = sorted((at[row.actor_a], at[row.actor_b]))
        rgb = np.array(image.to_rgba(row.observed)[:3])
        light = rgb**2.2 @ [0.2126, 0.7152, 0.0722] > 0.18  # equal contrast there
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


def describe_matrix(pairs: pd.DataFrame, names: pd.Series) -> str:
    """Say what the matrix shows."""
    leading = _leading(pairs, len(pairs) + 1)
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
    figure, ax = new_figure(7.2, 5.2)
    figure.set_layout_engine("none")
    ax.set_position([0.01, 0.04, 0.98, 0.95])
    ax.set_axis_off()
    place = net.nodes.set_index("actor_id")[["x", "y"]]
    width = net.edges["ratio"] if net.tested else net.edges["observed"]
    width = 0.8 + 4.2 * np.sqrt(width / max(width.max(), 1))
    edges = []
    for row, line in zip(net.edges.itertuples(), width, strict=True):
        x, y = place.loc[[row.actor_a, row.actor_b]].to_numpy().T
        ax.plot(x, y, color=FAINT, lw=line, zorder=1)
        mark_line(ax, (row.actor_a, row.actor_b), tuple(x), tuple(y))
        edges.append(np.column_stack([x, y]))
        if not net.tested and len(width) <= 30:
            at = 0.6 * x[0] + 0.4 * x[1], 0.6 * y[0] + 0.4 * y[1]  # not the crossings
            style = {"ha": "center", "va": "center", "color": MUTED, "fontsize": 8}
            ax.text(*at, row.observed, **style, path_effects=_HALO)
    sizes = 40 + 320 * net.nodes["units"] / max(net.nodes["units"].max(), 1)
    for node, size in zip(net.nodes.itertuples(), sizes, strict=True):
        marker = MARKERS[(node.community - 1) % len(MARKERS)]
        color = ACCENT if node.community == 1 else MUTED
        look = {"marker": marker, "color": color, "edgecolor": "white", "zorder": 2}
        ax.scatter(node.x, node.y, s=size, **look)
        mark_point(ax, node.actor_id, node.x, node.y)
    if len(net.nodes):
        (left, low), (right, high) = place.min(), place.max()
        pad_x, pad_y = 0.15 * (right - left) + 0.1, 0.08 * (high - low) + 0.1
        ax.set_xlim(left - pad_x, right + pad_x)
        ax.set_ylim(low - pad_y, high + pad_y)
    note = (
        "Lines: pairs that pass the test, wider for a higher ratio."
        if net.tested
        else "Lines: all pairs, as counted. Within one article nothing can be tested."
    )
    figure.text(0.01, 0.01, note, color=MUTED, fontsize=8)
    labels = [_name(actor, names) for actor in net.nodes["actor_id"]]
    _label(ax, net.nodes[["x", "y"]].to_numpy(), np.sqrt(sizes), labels, edges)
    return figure


def _label(ax, place, width, labels, edges) -> None:
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
        style = {"fontsize": 9, "path_effects": _HALO, "zorder": 4}
        text = ax.text(*place[i], labels[i], ha="center", va="center", **style)
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
            ax.plot(*line, color=MUTED, lw=0.6, zorder=1.5)


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


def _counted(pairs: pd.DataFrame, evidence: pd.DataFrame) -> dict:
    """Return key, evidence and what of it is counted."""
    unit = pairs["unit"].iloc[0] if len(pairs) else "sentence"
    countable = unit in ("sentence", "document")
    return {
        "key": ["actor_a", "actor_b"],
        "evidence": evidence,
        "counts": "observed" if countable else None,
        "evidence_unit": unit if countable else "sentence",
        "method": _METHOD,
    }


def show_matrix(
    pairs: pd.DataFrame, evidence: pd.DataFrame, names: pd.Series, *, max_q: float
) -> dict:
    """Show pairs, as from `among_leading`, as a matrix."""
    title = title_pairs(pairs, names)
    if pairs.empty:
        return _nothing(title, "Fewer than two actors share a unit.")
    tested = pairs["q"].notna().any()
    bold = f"Bold: q below {max_q:g}." if tested else _ONE_ARTICLE
    return _counted(pairs, evidence) | {
        "table": pairs,
        "title": title,
        "caption": f"{units_of(pairs).capitalize()} that mention both actors. {bold}",
        "figure": plot_matrix(pairs, names, max_q=max_q),
        "alt": describe_matrix(pairs, names),
    }


def show_network(net: Network, evidence: pd.DataFrame, names: pd.Series) -> dict:
    """Show the pairs that survive as a network."""
    if net.edges.empty:
        return _nothing("No pair passes the test", "There is no network to draw.")
    what = (
        "Pairs that pass the test; lines are wider for a higher ratio, symbols larger "
        "for more units; shapes are communities."
        if net.tested
        else f"All pairs as counted; wider lines for more units. {_ONE_ARTICLE}"
    )
    many = f"{net.n_edges:,} pairs {'pass the test' if net.tested else 'meet'}"
    if len(net.edges) < net.n_edges:
        many += f"; the {len(net.edges)} most frequent are drawn"
    return _counted(net.edges, evidence) | {
        "table": net.edges,
        "title": many,
        "caption": what,
        "figure": plot_network(net, names),
        "alt": describe_network(net, names),
    }


def show_variants(table: pd.DataFrame, names: pd.Series) -> dict:
    """Show how the counts depend on what is counted."""
    if table.empty:
        return _nothing("No pair to compare", "Fewer than two actors share a unit.")
    order = table["all"].rank(method="first", ascending=False)
    parts = ["without_headings", "author_only", "one_per_story"]
    moved = [
        name
        for name in parts
        if (table[name].rank(method="first", ascending=False) != order).any()
    ]
    says = ", ".join(moved).replace("_", " ")
    return {
        "table": table,
        "title": f"The order of the pairs changes: {says}"
        if moved
        else "The order of the pairs is the same however they are counted",
        "caption": "Units with both actors: all; without titles and headings; in "
        "the author's own words; in one document per story.",
        "method": "The same count on a part of the sentences.",
        "key": ["actor_a", "actor_b"],
    }


def show_timeline(table: pd.DataFrame, evidence: pd.DataFrame, who: str) -> dict:
    """Show when an actor, or a pair, is mentioned."""
    dated = table[table["period"] != "undated"]
    if len(dated) < 2:
        return _nothing(
            f"{who} over time: not within one article",
            "A timeline needs dated documents of two periods or more.",
        )
    peak = dated.loc[dated["sentences"].idxmax()]
    return {
        "table": table,
        "title": f"{who}: most in {peak['period']}, {peak['sentences']:,} sentences",
        "caption": "Sentences by the date of the document; share is of all its "
        "period's documents.",
        "method": "Periods without a document are kept; undated ones come last.",
        "figure": plot_timeline(table, count="sentences"),
        "alt": describe_timeline(table, count="sentences"),
        "key": ["period"],
        "evidence": evidence,
        "counts": "sentences",
        "evidence_unit": "sentence",
    }


def show_sources(
    table: pd.DataFrame, evidence: pd.DataFrame, documents: pd.DataFrame, *, top: int
) -> dict:
    """Show the leading pairs of each source."""
    sources = table["source"].nunique()
    if sources < 2:
        return _nothing(
            "Who writes of whom together: not with one source",
            "A comparison needs two sources or more.",
        )
    source = documents.set_index("doc_id")["source"].fillna("unknown")
    counted = _counted(table, evidence.assign(source=evidence["doc_id"].map(source)))
    return counted | {
        "table": table,
        "title": f"{sources} sources and the pairs that each mentions most",
        "caption": f"The {top} most frequent pairs of each source; expected and q "
        "within the source.",
        "key": ["source", "actor_a", "actor_b"],
    }


def show_direction(directed: pd.DataFrame, *, top: int) -> dict:
    """Show who is subject and object of which verb."""
    counts = direction_counts(directed)
    if counts.empty:
        return _nothing(
            "No sentence has the form “A verbs B”",
            "The patterns look for a verb, and nothing else, between two actors.",
        )
    first = counts.iloc[0]
    return {
        "table": counts.head(top),
        "title": f"{counts['sentences'].sum():,} sentences say who does what to whom, "
        f"most often “{first['subject']} {first['verb']} {first['object']}”",
        "caption": "Examples, not a measure: most sentences with two actors have "
        "another form. Negated, possible and quoted deeds are included.",
        "method": "Patterns over a closed list of verbs; active and passive.",
        "key": ["subject", "verb", "object"],
        "evidence": directed,
        "counts": "sentences",
        "evidence_unit": "sentence",
    }


def _nothing(title: str, caption: str) -> dict:
    """Return an exhibit that says why there is nothing to show."""
    return {"table": None, "title": title, "caption": caption, "method": "None."}
