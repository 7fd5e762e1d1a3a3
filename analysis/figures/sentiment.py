"""Sentiment as exhibits: through the text, by actor, voice and pair, extremes.

Each `show_*` takes tables and returns what `analysis.exhibit` needs. `names` maps
actor_id to a display name. Every exhibit carries the banner of its engine.
"""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.actors.quoted import count_speakers
from analysis.inference.actor_sentiment import NEUTRAL, actor_sentiment
from analysis.inference.bootstrap import bootstrap_ratio
from overture.press.style import (
    ACCENT,
    FAINT,
    INK,
    MARKERS,
    MUTED,
    mark_area,
    new_figure,
    styled,
)
from overture.tone import describe_accuracy

_VADER = (
    "macro-F1 0.51 (natural distribution) and 0.48 (several targets) on NewsMTSC, "
    "correlation 0.50 with readers' ratings of editorial sentences"
)
_VOICES = ("author", "quoted", "unattributed")
_SIDES = ["negative", "positive"]
_NOT_WITHIN = "Not within one article."
_ONE_STORY = "Within one article there is no interval: it has one story."


def banner(engine: str) -> str:
    """Return the warning that stays with every number of an engine.

    The figures beside it are those of the engine's model card.
    """
    known = _VADER if engine == "vader" else describe_accuracy(engine)
    return f"Not validated on this corpus. Engine {engine}; elsewhere: {known}."


def share_of(mentions: pd.DataFrame, labelled: int) -> float | None:
    """Return the share of mentions to label so that about `labelled` are."""
    return labelled / len(mentions) if len(mentions) > labelled else None


def answer_sentiment(table: pd.DataFrame, names: pd.Series) -> str:
    """Say in one paragraph how the text speaks of whom, with n."""
    rows = _rows(table, len(table))
    if rows.empty:
        return "No mention of an actor was labelled."
    engine = rows["engine"].iloc[0]
    return (
        f"{title_actors(table, names)}. {rows['n'].sum():,} mentions were labelled by "
        f"the engine {engine}, from -1 (negative) to 1 (positive). **Nobody has "
        "validated it on these texts.**"
    )


def title_actors(table: pd.DataFrame, names: pd.Series) -> str:
    """Say towards whom labels lean most, among those of five mentions or more."""
    rows = _rows(table, len(table))
    often = rows[rows["n"] >= min(5, rows["n"].max())] if len(rows) else rows
    if len(often) < 2:
        return "Too few actors to compare"
    order = often.sort_values(["mean", "actor_id"], ascending=[False, True])
    best, worst = order.iloc[0], order.iloc[-1]
    return (
        f"Labels are most positive towards {_name(best, names)} ({_mean(best)}) and "
        f"most negative towards {_name(worst, names)} ({_mean(worst)})"
    )


def show_course(valence, words, sentences, documents) -> dict:
    """Show the valence through the text: by sentence, or by tenth of the text."""
    engine = valence["engine"].iloc[0] if len(valence) else "vader"
    if len(documents["doc_id"].drop_duplicates()) != 1:
        return _course_of_many(valence, sentences, documents, engine)
    keys = ["doc_id", "sentence_id"]
    table = valence.merge(sentences[[*keys, "kind", "voice", "text"]], on=keys)
    table = table[["sentence_id", "kind", "voice", "valence", "n_scored", "text"]]
    scored = table["valence"].notna()
    mean = table["valence"].mean()
    title = f"{scored.sum()} of {len(table)} sentences have a scored word"
    if scored.any():
        title = f"The sentences' mean valence is {mean:+.2f}: {title}"
    return _basis(engine, "sentences", len(table)) | {
        "table": table,
        "title": title,
        "caption": "Valence of each sentence in the order of the text, names masked. "
        "A gap is a sentence without a scored word, which is not 0.",
        "method": _METHOD_VALENCE,
        "figure": plot_course(table),
        "alt": _describe_course(table),
        "key": ["sentence_id"],
        "evidence": words,
        "counts": "n_scored",
    }


def _course_of_many(valence, sentences, documents, engine) -> dict:
    """Show the mean valence of each tenth of the texts."""
    keys = ["doc_id", "sentence_id"]
    units = sentences[[*keys, "start", "end"]].merge(valence, on=keys)
    units = units.merge(documents[["doc_id", "story_id", "n_chars"]], on="doc_id")
    units["tenth"] = (10 * units["start"] // units["n_chars"].clip(lower=1)).clip(0, 9)
    units["tenth"] += 1
    units = units.dropna(subset="valence")
    rows = []
    for tenth, part in units.groupby("tenth"):
        found = bootstrap_ratio(part["valence"], clusters=part["story_id"])
        rows.append((tenth, len(part), *found.iloc[0, :3]))
    columns = ["tenth", "n", "mean", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    table.attrs["meanings"] = {"tenth": "tenth of the text, from 1"}
    if table.empty:
        return _nothing("No sentence has a scored word", engine)
    peak = table.loc[table["mean"].abs().idxmax()]
    title = (
        f"Valence is strongest ({_mean(peak)}) in tenth {peak['tenth']:.0f} of texts"
    )
    return _basis(engine, "sentences", len(units)) | {
        "table": table,
        "title": title,
        "caption": "Mean valence of the scored sentences by their place in the text, "
        "with 95 % intervals over stories.",
        "method": _METHOD_VALENCE,
        "figure": plot_tenths(table),
        "alt": f"Points with intervals for ten tenths of the text. {title}.",
        "key": ["tenth"],
        "evidence": units[["tenth", "doc_id", "start", "end"]],
        "counts": "n",
        "evidence_unit": "sentence",
    }


def show_actors(table, units, names, *, top: int = 12) -> dict:
    """Show the sentiment towards the most mentioned actors."""
    rows = _rows(table, top)
    if rows.empty:
        return _nothing("No mention of an actor was labelled")
    return _counted(rows, units, ["actor_id", "voice"]) | {
        "title": title_actors(rows, names),
        "caption": "Mean score of the mentions of each actor, in all voices. "
        + _intervals(rows),
        "figure": plot_actors(rows, names),
        "alt": _describe_actors(rows, names),
    }


def show_voices(table, units, names, *, top: int = 12) -> dict:
    """Show the sentiment towards actors by who speaks."""
    leading = _rows(table, top)["actor_id"]
    rows = table[table["voice"].isin(_VOICES) & table["actor_id"].isin(leading)]
    rows = rows[rows["n"] > 0]
    if rows.empty:
        return _nothing("No mention of an actor was labelled")
    share = rows.loc[rows["voice"] != "author", "n"].sum() / rows["n"].sum()
    title = f"{share:.0%} of the labelled mentions are in quoted or reported speech"
    if share == 0:
        title = "Every labelled mention is in the author's own words"
    return _counted(rows, units, ["actor_id", "voice"]) | {
        "title": title,
        "caption": "Mean score by voice: the author's own words, words quoted from or "
        "reported of a speaker, and quotations of nobody named. " + _intervals(rows),
        "figure": plot_voices(rows, names),
        "alt": f"Points by actor and voice. {title}. {_describe_actors(rows, names)}",
    }


def show_speakers(quotations, names, *, top: int = 12) -> dict:
    """Show who is quoted most."""
    table = count_speakers(quotations).head(top)
    basis = {"unit": "quoted spans", "n": len(quotations), "method": _METHOD_SPEAKERS}
    if table.empty:
        return basis | {
            "table": None,
            "title": "No speaker is named in a quotation",
            "caption": "No words between marks or in reported speech have a speaker.",
        }
    first = table.iloc[0]
    name = _name(first, names, "speaker")
    who = quotations["actor_id"].fillna(quotations["speaker"])
    return basis | {
        "table": table,
        "title": f"{name[:1].upper()}{name[1:]} is quoted most: {first['n']:,} of "
        f"{len(quotations):,} quoted spans",
        "caption": "Quoted and reported speech by speaker; a quotation over several "
        "sentences counts in each.",
        "key": ["speaker"],
        "evidence": quotations.assign(speaker=who),
        "counts": "n",
    }


def show_pairs(table, units, names, *, top: int = 12) -> dict:
    """Show the sentiment of the sentences in which two actors meet."""
    rows = table[(table["voice"] == "all") & (table["n"] > 0)]
    order = ["n", "actor_a", "actor_b"]
    rows = rows.sort_values(order, ascending=[False, True, True]).head(top)
    if rows.empty:
        return _nothing("No two actors meet in a labelled sentence")
    kept = rows[["actor_a", "actor_b"]]
    rows = table[(table["n"] > 0)].merge(kept, on=["actor_a", "actor_b"], how="inner")
    whole = rows[rows["voice"] == "all"]
    first = whole.sort_values(["mean", *order[1:]]).iloc[0]
    names_of = f"{_name(first, names, 'actor_a')} and {_name(first, names, 'actor_b')}"
    return _counted(rows, units, ["actor_a", "actor_b", "voice"]) | {
        "title": f"Of the leading pairs, {names_of} meet in the least friendly "
        f"sentences ({_mean(first)})",
        "caption": "Mean of what is said towards the two, over the sentences that "
        "mention both. " + _intervals(rows),
        "unit": "meetings of two actors in a sentence",
        "evidence_unit": "sentence",
        "n": int(whole["n"].sum()),
    }


def show_groups(units, names, *, by: str, top: int = 4) -> dict:
    """Show the sentiment towards the leading actors by source or period."""
    if units["group"].drop_duplicates().size < 2:
        return _nothing(f"{_NOT_WITHIN} There is one {by} only") | {
            "caption": f"Sentiment by {by} needs several {by}s."
        }
    table = actor_sentiment(units)
    table = table[table["n"] > 0]
    total = table.groupby("actor_id")["n"].sum().reset_index()
    order = total.sort_values(["n", "actor_id"], ascending=[False, True])
    leading = order["actor_id"].head(top).tolist()
    rows = table[table["actor_id"].isin(leading)]
    spread = rows[rows["n"] >= 5].groupby("actor_id")["mean"].agg(np.ptp)
    title = f"Sentiment towards {len(leading)} actors by {by}"
    if len(spread):
        widest = pd.Series({"actor_id": spread.idxmax()})
        title = f"{_name(widest, names)} is spoken of most differently by {by}"
    return _counted(rows, units, ["group", "actor_id", "voice"]) | {
        "title": title,
        "caption": f"Mean score of the mentions by {by}. " + _intervals(rows),
        "figure": plot_groups(rows, leading, names),
        "alt": f"Panels of points, one per actor, by {by}. {title}.",
    }


def show_extremes(valence, words, sentences, *, top: int = 5) -> dict:
    """Show the most negative and most positive sentences, their words marked."""
    engine = valence["engine"].iloc[0] if len(valence) else "vader"
    keys = ["doc_id", "sentence_id"]
    table = valence.dropna(subset="valence").merge(
        sentences[[*keys, "voice", "text"]], on=keys
    )
    ordered = table.sort_values(["valence", *keys], ignore_index=True)
    low = ordered[ordered["valence"] < 0].head(top)
    high = ordered[ordered["valence"] > 0][::-1].head(top)
    table = pd.concat([low.assign(side="negative"), high.assign(side="positive")])
    if table.empty:
        return _nothing("No sentence leans to either side", engine)
    table["rank"] = table.groupby("side").cumcount() + 1
    table = table.reset_index(drop=True)
    columns = ["side", "rank", "valence", "n_scored", "voice", "text"]
    marked = words.merge(table[[*keys, "side", "rank"]], on=keys)
    first = table.iloc[0]
    title = f"The most {first['side']} sentence scores {first['valence']:+.2f}"
    shown = table[columns]
    shown.attrs["meanings"] = {
        "side": "negative or positive",
        "rank": "rank on its side, from 1",
    }
    return _basis(engine, "sentences", int(valence["valence"].notna().sum())) | {
        "table": shown,
        "title": title,
        "caption": "Sentences by valence; choose a row to see the words it rests on.",
        "method": _METHOD_VALENCE,
        "key": ["side", "rank"],
        "evidence": marked,
        "counts": "n_scored",
    }


def show_disagreement(first, second, sentences, names, *, top: int = 10) -> dict:
    """Show the mentions about which two engines differ most.

    `second` may be a table of sentence valences: the label is then that of the
    sentence.
    """
    keys = ["doc_id", "sentence_id", "start", "end", "actor_id"]
    if "label" not in second:
        second = second.dropna(subset="valence")
        score = second["valence"]
        label = np.select([score <= -NEUTRAL, score >= NEUTRAL], _SIDES, "neutral")
        second = second.assign(label=label, score=score)
    on = [name for name in keys if name in second]
    both = first.merge(second, on=on, suffixes=("", "_other"))
    engine = " and ".join([*first["engine"].head(1), *second["engine"].head(1)])
    if both.empty:
        return _nothing("No mention was labelled twice", engine)
    differs = both["label"] != both["label_other"]
    both["gap"] = (both["score"] - both["score_other"]).abs()
    order = both[differs].sort_values(["gap", *keys], ascending=[False, *[True] * 5])
    table = order.head(top).merge(
        sentences[["doc_id", "sentence_id", "text"]], on=["doc_id", "sentence_id"]
    )
    table["actor"] = [_name(row, names) for _, row in table.iterrows()]
    table.insert(0, "rank", range(1, len(table) + 1))
    columns = ["rank", "actor", "label", "score", "label_other", "score_other", "text"]
    marked = table[["rank", "doc_id", "start", "end"]]
    title = (
        f"The engines {engine} give {differs.sum():,} of {len(both):,} mentions "
        "different labels"
    )
    shown = table[columns]
    shown.attrs["meanings"] = {
        "rank": "rank by the distance of the scores",
        "actor": "display name",
        "label_other": "label of the second engine",
        "score_other": "score of the second engine",
    }
    return _basis(engine, "mentions", len(both)) | {
        "table": shown if len(shown) else None,
        "title": title,
        "caption": "Mentions on which they differ most. Where engines disagree, read "
        "the sentence.",
        "method": _METHOD_MENTIONS,
        "key": ["rank"] if len(shown) else [],
        "evidence": marked if len(shown) else None,
        "banner": " ".join(banner(name) for name in engine.split(" and ")),
    }


@styled()
def plot_course(table: pd.DataFrame) -> Figure:
    """Draw the valence of each sentence of one text; its extremes are numbered."""
    figure, ax = new_figure(7.2, 3.0)
    ax.axhline(0, color=MUTED, linewidth=0.8)
    scored = table[table["valence"].notna()]
    ax.bar(scored["sentence_id"], scored["valence"], width=0.7, color=ACCENT)
    for row in table[table["kind"] != "body"].itertuples():
        ax.axvline(row.sentence_id, color=FAINT, linewidth=6, zorder=0)
    for row in table.itertuples():
        mark_area(
            ax, str(row.sentence_id), x=(row.sentence_id - 0.5, row.sentence_id + 0.5)
        )
    for at in (
        {scored["valence"].idxmin(), scored["valence"].idxmax()} if len(scored) else ()
    ):
        row = scored.loc[at]
        ax.annotate(
            f"{row['valence']:+.2f}",
            (row["sentence_id"], row["valence"]),
            xytext=(0, 3 if row["valence"] > 0 else -3),
            textcoords="offset points",
            ha="center",
            va="bottom" if row["valence"] > 0 else "top",
        )
    ax.set(ylim=(-1.1, 1.1), xlabel="sentence (grey: title and headings)")
    ax.set_ylabel("valence")
    ax.xaxis.get_major_locator().set_params(integer=True)
    return figure


@styled()
def plot_tenths(table: pd.DataFrame) -> Figure:
    """Draw the mean valence of each tenth of the texts, with intervals."""
    figure, ax = new_figure(7.2, 3.0)
    ax.axhline(0, color=MUTED, linewidth=0.8)
    ax.vlines(table["tenth"], table["low"], table["high"], color=ACCENT)
    ax.plot(table["tenth"], table["mean"], "o", color=ACCENT)
    for row in table.itertuples():
        mark_area(ax, str(row.tenth), x=(row.tenth - 0.5, row.tenth + 0.5))
    ax.set(xlabel="tenth of the text", ylabel="mean valence", xticks=table["tenth"])
    return figure


@styled()
def plot_actors(rows: pd.DataFrame, names: pd.Series) -> Figure:
    """Draw the mean score of each actor with its interval and n."""
    rows = rows.sort_values(["mean", "actor_id"], ignore_index=True)
    figure, ax = new_figure(7.2, 0.8 + 0.32 * len(rows))
    ax.axvline(0, color=MUTED, linewidth=0.8)
    ax.hlines(rows.index, rows["low"], rows["high"], color=ACCENT)
    ax.plot(rows["mean"], rows.index, "o", color=ACCENT)
    ax.set(xlim=(-1, 1), ylim=(-0.6, len(rows) - 0.4))
    _label_actors(ax, rows, rows.index, names)
    return figure


@styled()
def plot_voices(rows: pd.DataFrame, names: pd.Series) -> Figure:
    """Draw the mean score of each actor by voice; the marker is the voice."""
    actors = sorted(rows["actor_id"].unique(), reverse=True)
    place = rows["actor_id"].map({actor: at for at, actor in enumerate(actors)})
    shown = [voice for voice in _VOICES if (rows["voice"] == voice).any()]
    shift = rows["voice"].map(shown.index) - (len(shown) - 1) / 2
    place = place - 0.22 * shift
    figure, ax = new_figure(7.2, 0.9 + 0.4 * len(actors))
    ax.set(xlim=(-1, 1), ylim=(-0.6, len(actors) - 0.4))
    ax.axvline(0, color=MUTED, linewidth=0.8)
    for voice in shown:
        part = rows["voice"] == voice
        color, marker = ACCENT if voice == "author" else INK, _VOICES.index(voice)
        ax.hlines(place[part], rows["low"][part], rows["high"][part], color=color)
        look = {"marker": MARKERS[marker], "color": color, "label": voice}
        ax.plot(rows["mean"][part], place[part], linestyle="none", **look)
    ax.legend(loc="lower right", ncols=3, bbox_to_anchor=(1, 1))
    rows = rows.assign(place=place)
    for row in rows.itertuples():
        mark_area(ax, (row.actor_id, row.voice), y=(row.place - 0.11, row.place + 0.11))
    ax.set_yticks(range(len(actors)), [str(names.get(a, a)) for a in actors])
    ax.set_xlabel("mean score, -1 negative to 1 positive")
    return figure


@styled()
def plot_groups(rows: pd.DataFrame, leading: list[str], names: pd.Series) -> Figure:
    """Draw the mean score of each actor in each group, a panel per actor."""
    groups = sorted(rows["group"].unique())
    figure, axes = new_figure(
        7.2, 0.8 + 1.3 * len(leading), nrows=len(leading), sharex=True, squeeze=False
    )
    for ax, actor in zip(axes[:, 0], leading, strict=True):
        part = rows[rows["actor_id"] == actor]
        at = part["group"].map(groups.index)
        ax.axhline(0, color=MUTED, linewidth=0.8)
        ax.vlines(at, part["low"], part["high"], color=ACCENT)
        ax.plot(at, part["mean"], "o", color=ACCENT)
        ax.set_title(str(names.get(actor, actor)))
        ax.set_ylim(-1, 1)
        for x, group in zip(at, part["group"], strict=True):
            mark_area(ax, (group, actor, "all"), x=(x - 0.4, x + 0.4))
    step = max(len(groups) // 12, 1)
    ticks = range(0, len(groups), step)
    labels = [str(groups[tick])[:18] for tick in ticks]
    axes[-1, 0].set_xticks(ticks, labels, rotation=35, ha="right")
    return figure


_METHOD_VALENCE = (
    "Valence: VADER's compound score of each sentence, or of a user's lexicon with "
    "VADER's rules, after the names of actors were masked and typographic quotation "
    "marks made straight."
)
_METHOD_SPEAKERS = (
    "Speakers by patterns of verbs of speech around quotation marks, and in reported "
    "clauses; a pronoun counts for a person only if one alone can be meant."
)
_METHOD_MENTIONS = (
    "Score: probability of positive minus negative towards the mention, its name "
    "hidden. Voice: that of the mention's position. Intervals: bootstrap over stories."
)


def _basis(engine: str, unit: str, n: int) -> dict:
    """Return unit, n and banner."""
    return {"unit": unit, "n": n, "banner": banner(engine)}


def _counted(rows: pd.DataFrame, units: pd.DataFrame, key: list[str]) -> dict:
    """Return table, key, evidence and what of it is counted."""
    whole = rows[rows["voice"] == "all"]
    n = int((whole if len(whole) else rows)["n"].sum())
    method = _METHOD_MENTIONS
    if (units["weight"] > 1).any():
        method += " A random sample of the mentions was labelled; each counts 1 / pi."
    return _basis(rows["engine"].iloc[0], "mentions", n) | {
        "table": rows,
        "key": key,
        "evidence": units.dropna(subset="score"),
        "counts": "n",
        "evidence_unit": "span",
        "method": method,
    }


def _nothing(title: str, engine: str = "") -> dict:
    """Return an exhibit without a table."""
    return {
        "table": None,
        "title": title,
        "caption": "There is nothing to show.",
        "unit": "mentions",
        "n": 0,
        "method": _METHOD_MENTIONS,
        "banner": banner(engine) if engine else None,
    }


def _rows(table: pd.DataFrame, top: int) -> pd.DataFrame:
    """Return the rows of the most mentioned actors, all voices together."""
    rows = table[(table["voice"] == "all") & (table["n"] > 0)]
    order = rows.sort_values(["n", "actor_id"], ascending=[False, True])
    return order.head(top).reset_index(drop=True)


def _intervals(rows: pd.DataFrame) -> str:
    """Say what the intervals are, or why there are none."""
    if rows["low"].isna().all():
        few = "There are too few stories for intervals."
        return _ONE_STORY if rows["n_stories"].max() < 2 else few
    return "Lines: 95 % intervals over stories."


def _name(row, names: pd.Series, column: str = "actor_id") -> str:
    """Return the display name of an actor, or its id."""
    return str(names.get(row[column], row[column]))


def _mean(row) -> str:
    """Return a mean with its sign."""
    return f"{row['mean']:+.2f}"


def _describe_actors(rows: pd.DataFrame, names: pd.Series) -> str:
    """Say what the points of a figure are."""
    shown = rows.head(12)
    points = [
        f"{_name(row, names)}{'' if row['voice'] == 'all' else ', ' + row['voice']} "
        f"{_mean(row)} (n = {row['n']:,})"
        for _, row in shown.iterrows()
    ]
    return f"Mean scores: {'; '.join(points)}."


def _describe_course(table: pd.DataFrame) -> str:
    """Say what the bars of a text are."""
    scored = table.dropna(subset="valence")
    if scored.empty:
        return "No sentence has a scored word."
    low, high = (scored.loc[scored["valence"].agg(f)] for f in ("idxmin", "idxmax"))
    return (
        f"Bars for {len(scored)} of {len(table)} sentences: "
        f"{(scored['valence'] > 0).sum()} positive, {(scored['valence'] < 0).sum()} "
        f"negative. Lowest: sentence {low['sentence_id']} ({low['valence']:+.2f}); "
        f"highest: sentence {high['sentence_id']} ({high['valence']:+.2f})."
    )


def _label_actors(ax, rows, places, names) -> None:
    """Name the rows of a chart of actors, with n at the right."""
    ax.set_yticks(places, [_name(row, names) for _, row in rows.iterrows()])
    for place, row in zip(places, rows.itertuples(), strict=True):
        ax.annotate(
            f"n = {row.n:,}",
            (1, place),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=MUTED,
        )
        mark_area(ax, (row.actor_id, row.voice), y=(place - 0.4, place + 0.4))
    ax.set_xlabel("mean score, -1 negative to 1 positive")
