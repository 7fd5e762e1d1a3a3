"""Findings of the sentiment: how the text speaks of whom, in which voice."""

import numpy as np
import pandas as pd

from analysis.phrases import NOTHING, capital, name_of, pair, signed

_ONE_STORY = "Within one article there is no interval: it has one story."


def answer(rows: pd.DataFrame, names: pd.Series) -> str:
    """Say in one paragraph how the text speaks of whom, with n."""
    if rows.empty:
        return "No mention of an actor was labelled."
    return (
        f"{_extremes(rows, names)}. {rows['n'].sum():,} mentions were labelled by the "
        f"engine {rows['engine'].iloc[0]}, from -1 (negative) to 1 (positive). "
        "**Nobody has validated it on these texts.**"
    )


def course(table: pd.DataFrame) -> str:
    """Say what the valence through the text is."""
    if table.empty:
        return f"No sentence has a scored word{NOTHING}"
    if "tenth" in table:
        peak = table.loc[table["mean"].abs().idxmax()]
        return (
            f"Valence is strongest ({signed(peak['mean'])}) in tenth "
            f"{peak['tenth']:.0f} of texts\nMean valence of the scored sentences by "
            "their place in the text, with 95 % intervals over stories."
        )
    scored = table["valence"].notna()
    title = f"{scored.sum()} of {len(table)} sentences have a scored word"
    if scored.any():
        mean = signed(table["valence"].mean())
        title = f"The sentences' mean valence is {mean}: {title}"
    return (
        f"{title}\nValence of each sentence in the order of the text, names masked. A "
        "gap is a sentence without a scored word, which is not 0. Grey: title and "
        "headings."
    )


def extremes(table: pd.DataFrame) -> str:
    """Say how the most extreme sentence scores."""
    if table.empty:
        return f"No sentence leans to either side{NOTHING}"
    first = table.iloc[0]
    return (
        f"The most {first['side']} sentence scores {signed(first['valence'])}\n"
        "Sentences by valence; choose a row to see the words it rests on."
    )


def actors(rows: pd.DataFrame, names: pd.Series) -> str:
    """Say towards whom labels lean most."""
    if rows.empty:
        return f"No mention of an actor was labelled{NOTHING}"
    return (
        f"{_extremes(rows, names)}\nMean score of the mentions of each actor, in all "
        f"voices. {intervals(rows)}"
    )


def voices(rows: pd.DataFrame) -> str:
    """Say how much of what is said of actors others say."""
    if rows.empty:
        return f"No mention of an actor was labelled{NOTHING}"
    share = rows.loc[rows["voice"] != "author", "n"].sum() / rows["n"].sum()
    title = f"{share:.0%} of the labelled mentions are in quoted or reported speech"
    if share == 0:
        title = "Every labelled mention is in the author's own words"
    return (
        f"{title}\nMean score by voice: the author's own words, words quoted from or "
        "reported of a speaker, and quotations of nobody named. " + intervals(rows)
    )


def speakers(table: pd.DataFrame, names: pd.Series) -> str:
    """Say who is quoted most."""
    if table.empty:
        return (
            "No speaker is named in a quotation\n"
            "No words between marks or in reported speech have a speaker."
        )
    first = table.iloc[0]
    return (
        f"{capital(name_of(first['speaker'], names))} is quoted most: {first['n']:,} "
        f"of {table.attrs['n']:,} quoted spans\nQuoted and reported speech by speaker; "
        "a quotation over several sentences counts in each."
    )


def meetings(rows: pd.DataFrame, names: pd.Series) -> str:
    """Say which of the leading pairs meets in the least friendly sentences."""
    if rows.empty:
        return f"No two actors meet in a labelled sentence{NOTHING}"
    whole = rows[rows["voice"] == "all"]
    first = whole.sort_values(["mean", "actor_a", "actor_b"]).iloc[0]
    return (
        f"Of the leading pairs, {pair(first, names)} meet in the least friendly "
        f"sentences ({signed(first['mean'])})\nMean of what is said towards the two, "
        f"over the sentences that mention both. {intervals(rows)}"
    )


def groups(rows: pd.DataFrame, names: pd.Series, *, by: str) -> str:
    """Say of whom groups of documents speak most differently."""
    if rows["group"].drop_duplicates().size < 2:
        return (
            f"Not within one article. There is one {by} only\n"
            f"Sentiment by {by} needs several {by}s."
        )
    spread = rows[rows["n"] >= 5].groupby("actor_id")["mean"].agg(np.ptp).dropna()
    title = f"Sentiment towards {rows['actor_id'].nunique()} actors by {by}"
    if len(spread):
        who = name_of(spread.idxmax(), names)
        title = f"{who} is spoken of most differently by {by}"
    return f"{title}\nMean score of the mentions by {by}. {intervals(rows)}"


def disagreement(table: pd.DataFrame) -> str:
    """Say how often two engines differ."""
    engines, n = table.attrs["engines"], table.attrs["n"]
    if not n:
        return f"No mention was labelled twice{NOTHING}"
    return (
        f"The engines {engines} give {len(table):,} of {n:,} mentions different "
        "labels\nMentions on which they differ most. Where engines disagree, read "
        "the sentence."
    )


def intervals(rows: pd.DataFrame) -> str:
    """Say what the intervals are, or why there are none."""
    if rows["low"].isna().all():
        few = "There are too few stories for intervals."
        return _ONE_STORY if rows["n_stories"].max() < 2 else few
    return "Lines: 95 % intervals over stories."


def _extremes(rows: pd.DataFrame, names: pd.Series) -> str:
    """Say towards whom labels lean most, among those of five mentions or more."""
    often = rows[rows["n"] >= min(5, rows["n"].max())]
    if len(often) < 2:
        return "Too few actors to compare"
    order = often.sort_values(["mean", "actor_id"], ascending=[False, True])
    best, worst = order.iloc[0], order.iloc[-1]
    return (
        f"Labels are most positive towards {name_of(best['actor_id'], names)} "
        f"({signed(best['mean'])}) and most negative towards "
        f"{name_of(worst['actor_id'], names)} ({signed(worst['mean'])})"
    )
