"""Figures of actors: how they are named, and when they are mentioned.

Each takes a table and returns a Figure; the other functions say the same in
words. `names` maps actor_id to a display name.
"""

import pandas as pd
from matplotlib.figure import Figure

from analysis.actors.appearances import count_periods, of_period
from overture.press import exhibit
from overture.press.style import (
    ACCENT,
    HATCHES,
    INK,
    MARKERS,
    mark_area,
    mark_point,
    new_figure,
    styled,
)

_KINDS = (
    "name",
    "surname",
    "acronym",
    "demonym",
    "capital",
    "institution",
    "office",
    "apposition",
    "discovered",
)


def answer_actors(corpus) -> str:
    """Say in one paragraph who is in the corpus, with n."""
    actors, left = corpus.actors, len(corpus.unresolved)
    leaders = [
        f"{name} ({mentions:,} mentions in {sentences:,} sentences)"
        for name, mentions, sentences in zip(
            actors["name"].head(3),
            actors["mentions"],
            actors["sentences"],
            strict=False,
        )
    ]
    most = f" Most often: {_join(leaders)}." if leaders else ""
    doubt = {0: "No name was left unresolved.", 1: "One name was left unresolved."}
    rest = doubt.get(left, f"{left:,} names were left unresolved.")
    return f"{title_actors(corpus)}.{most} {rest}"


def title_actors(corpus) -> str:
    """State how many actors there are and how often they are mentioned."""
    n = len(corpus.sentences)
    if corpus.actors.empty:
        return f"No known actor is mentioned in {n:,} sentences and headings"
    total = corpus.actors["mentions"].sum()
    return (
        f"{len(corpus.actors):,} actors are mentioned {total:,} times in {n:,} "
        "sentences and headings"
    )


def title_kinds(kinds: pd.DataFrame, names: pd.Series) -> str:
    """State who is mentioned most, and how."""
    if kinds.empty:
        return "No known actor is mentioned"
    first = kinds.iloc[0]
    total = kinds.loc[kinds["actor_id"] == first["actor_id"], "mentions"].sum()
    return (
        f"{names[first['actor_id']]} leads with {total:,} mentions, "
        f"{first['mentions']:,} of them by {first['alias_kind']}"
    )


def describe_kinds(kinds: pd.DataFrame, names: pd.Series) -> str:
    """Say the bars of `plot_kinds` in words."""
    parts = [
        f"{names[actor]} {rows['mentions'].sum():,} ("
        + ", ".join(f"{r.alias_kind} {r.mentions:,}" for r in rows.itertuples())
        + ")"
        for actor, rows in kinds.groupby("actor_id", sort=False)
    ]
    return f"Bar chart of mentions by kind of alias: {'; '.join(parts)}."


@styled()
def plot_kinds(kinds: pd.DataFrame, names: pd.Series) -> Figure:
    """Draw the mentions of each actor as a bar, parted by kind of alias."""
    order = list(dict.fromkeys(kinds["actor_id"]))
    figure, ax = new_figure(height=max(1.6, 0.34 * len(order) + 1.1))
    left = dict.fromkeys(order, 0)
    present = [kind for kind in _KINDS if kind in set(kinds["alias_kind"])]
    for kind in present:
        rows = kinds[kinds["alias_kind"] == kind]
        places = [order.index(actor) for actor in rows["actor_id"]]
        starts = [left[actor] for actor in rows["actor_id"]]
        # Every second kind is white, so that a hatch never touches its like.
        solid = _KINDS.index(kind) % 2 == 0
        ax.barh(
            places,
            rows["mentions"],
            left=starts,
            height=0.7,
            color=ACCENT if solid else "white",
            edgecolor="white" if solid else ACCENT,
            hatch=HATCHES[_KINDS.index(kind) % len(HATCHES)],
            linewidth=0.6,
            label=kind,
        )
        for actor, place, n in zip(
            rows["actor_id"], places, rows["mentions"], strict=True
        ):
            span = (left[actor], left[actor] + n)
            mark_area(ax, (actor, kind), x=span, y=(place - 0.35, place + 0.35))
            left[actor] += n
    for place, actor in enumerate(order):
        ax.annotate(
            f"{left[actor]:,}",
            (left[actor], place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
        )
    ax.set_yticks(range(len(order)), [names[actor] for actor in order])
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.set_xlabel("mentions")
    ax.margins(x=0.08)
    if present:
        ax.legend(loc="lower right", ncols=2, handlelength=2.4, handleheight=1.0)
    return figure


def title_periods(periods: pd.DataFrame, names: pd.Series) -> str:
    """State who is mentioned most per document, and when."""
    first = periods.sort_values(
        ["per_document", "period", "actor_id"], ascending=[False, True, True]
    ).iloc[0]
    return (
        f"{names[first['actor_id']]} peaks in {first['period']} with "
        f"{first['per_document']:,.1f} mentions per document"
    )


def describe_periods(periods: pd.DataFrame, names: pd.Series) -> str:
    """Say the lines of `plot_periods` in words."""
    parts = []
    for actor, rows in periods.groupby("actor_id", sort=True):
        peak = rows.sort_values(["per_document", "period"], ascending=[False, True])
        parts.append(
            f"{names[actor]} {rows['mentions'].sum():,} mentions, most per document "
            f"in {peak['period'].iloc[0]} ({peak['per_document'].iloc[0]:,.1f})"
        )
    span = f"{periods['period'].min()} to {periods['period'].max()}"
    return f"Line chart of mentions per document, {span}: {'; '.join(parts)}."


@styled()
def plot_periods(periods: pd.DataFrame, names: pd.Series) -> Figure:
    """Draw the mentions per document of each actor over the periods."""
    times = sorted(set(periods["period"]))
    figure, ax = new_figure(height=3.4)
    actors = periods.groupby("actor_id")["mentions"].sum().sort_index(kind="stable")
    ends = []
    for number, actor in enumerate(actors.sort_values(ascending=False).index):
        rows = periods[periods["actor_id"] == actor].set_index("period")
        values = rows["per_document"].reindex(times, fill_value=0.0)
        ax.plot(
            range(len(times)),
            values,
            color=ACCENT if number == 0 else INK,
            linewidth=1.6 if number == 0 else 0.8,
            marker=MARKERS[number % len(MARKERS)],
            markersize=4,
        )
        for place, period in enumerate(times):
            if period in rows.index:
                mark_point(ax, (period, actor), place, values[period])
        ends.append([values.iloc[-1], names[actor]])
    # Labels at the line ends, pushed apart so that none covers another.
    step = 0.055 * (ax.get_ylim()[1] - ax.get_ylim()[0])
    below = -float("inf")
    for value, name in sorted(ends):
        below = max(value, below + step)
        ax.annotate(
            name,
            (len(times) - 1, below),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            annotation_clip=False,
        )
    shown = range(0, len(times), max(1, len(times) // 8))
    ax.set_xticks(list(shown), [times[place] for place in shown])
    ax.set_ylabel("mentions per document")
    ax.set_ylim(bottom=0)
    return figure


def exhibit_periods(corpus, actors: pd.DataFrame):
    """Exhibit the timeline of some actors, or say that one date does not make one."""
    names = actors.set_index("actor_id")["name"]
    periods = count_periods(corpus.mentions, corpus.documents)
    periods = periods[periods["actor_id"].isin(names.index)]
    if periods.empty:
        return exhibit(
            "actor-timeline",
            None,
            title="When actors are mentioned: not within one article",
            caption="A timeline needs documents of at least two dates.",
            unit="documents",
            n=len(corpus.documents),
            method="Mentions per document of a period.",
        )
    form = periods["period"].iloc[0]
    return exhibit(
        "actor-timeline",
        periods,
        title=title_periods(periods, names),
        caption="Mentions per dated document of each period.",
        unit="dated documents",
        n=int(corpus.documents["date"].notna().sum()),
        method="Days, months or years, so that there are at most 60 periods.",
        figure=plot_periods(periods, names),
        alt=describe_periods(periods, names),
        key=["period", "actor_id"],
        evidence=of_period(corpus.mentions, corpus.documents, form),
        counts="mentions",
        corpus=corpus,
    )


def title_unresolved(unresolved: pd.DataFrame) -> str:
    """State which name was left unresolved most often."""
    if unresolved.empty:
        return "Every name that looked like an actor was resolved"
    first = unresolved.iloc[0]
    times = "once" if first["n"] == 1 else f"{first['n']:,} times"
    return (
        f"{len(unresolved):,} names were left unresolved; most often "
        f"“{first['surface']}”, {times} ({first['reason']})"
    )


def _join(parts: list[str]) -> str:
    """Join with commas and an "and"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
