"""Passages: sentences and mentions to be read, by what engines said of them.

One row per sentence, tenth of a text or mention; each with its evidence in a table
beside it. Nothing is tested here.
"""

import numpy as np
import pandas as pd

from analysis.inference.actor_sentiment import NEUTRAL
from analysis.inference.bootstrap import bootstrap_ratio
from analysis.phrases import several
from overture.frame import tell
from overture.tone import describe_accuracy

_VADER = (
    "macro-F1 0.51 (natural distribution) and 0.48 (several targets) on NewsMTSC, "
    "correlation 0.50 with readers' ratings of editorial sentences"
)
_SIDES = ["negative", "positive"]
_KEYS = ["doc_id", "sentence_id"]
_VALENCE = (
    "Valence: VADER's compound score of each sentence, or of a user's lexicon with "
    "VADER's rules, after the names of actors were masked and typographic quotation "
    "marks made straight."
)
METHOD = (
    "Score: probability of positive minus negative towards the mention, its name "
    "hidden. Voice: that of the mention's position. Intervals: bootstrap over stories."
)


def banner(*engines: str) -> str:
    """Return the warning that stays with every number of an engine.

    The figures beside it are those of the engine's model card.
    """
    said = []
    for engine in dict.fromkeys(engines):
        known = _VADER if engine == "vader" else describe_accuracy(engine)
        said.append(
            f"Not validated on this corpus. Engine {engine}; elsewhere: {known}."
        )
    return " ".join(said)


def share_of(mentions: pd.DataFrame, labelled: int) -> float | None:
    """Return the share of mentions to label so that about `labelled` are."""
    return labelled / len(mentions) if len(mentions) > labelled else None


def most_mentioned(table: pd.DataFrame, top: int | None = None) -> pd.DataFrame:
    """Return the rows of the actors or pairs most labelled, all voices together."""
    names = [name for name in table.attrs["key"] if name.startswith("actor_")]
    rows = table[(table["voice"] == "all") & (table["n"] > 0)]
    order = rows.sort_values(["n", *names], ascending=[False] + [True] * len(names))
    rows = order.head(len(order) if top is None else top).reset_index(drop=True)
    return _told(rows)


def by_voice(table: pd.DataFrame, top: int | None = None) -> pd.DataFrame:
    """Return the rows of the actors or pairs most labelled, voice by voice."""
    names = [name for name in table.attrs["key"] if name.startswith("actor_")]
    leading = pd.MultiIndex.from_frame(most_mentioned(table, top)[names])
    among = pd.MultiIndex.from_frame(table[names]).isin(leading)
    return _told(table[among & (table["n"] > 0)])


def by_group(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all groups; none where there is only one to compare."""
    return several(by_voice(table), "group")


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with n, the units that they rest on, and the engine's banner."""
    whole = rows[rows["voice"] == "all"]
    n = int((whole if len(whole) else rows)["n"].sum())
    key = [name for name in rows.attrs["key"] if name != "engine"]  # there is one
    return tell(rows, n=n, key=key, banner=banner(*rows["engine"].unique()) or None)


def course(
    valence: pd.DataFrame,
    words: pd.DataFrame,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Follow the valence through the text: by sentence, or by tenth of the texts.

    Parameters
    ----------
    valence, words : DataFrame
        Of `analysis.sentence_valence` and `analysis.scored_words`.
    sentences, documents : DataFrame

    Returns
    -------
    (DataFrame, DataFrame)
        Of one document: sentence_id, kind, voice, valence, n_scored, text. Of more:
        tenth (1 to 10), n (scored sentences), mean, low, high. And its evidence.
        Its attrs tell `value`, the column to be drawn.
    """
    engine = valence["engine"].iloc[0] if len(valence) else "vader"
    story = {"unit": "sentences", "banner": banner(engine), "method": _VALENCE}
    if len(set(documents["doc_id"])) == 1:
        text = sentences[[*_KEYS, "kind", "voice", "text"]]
        table = valence.merge(text, on=_KEYS)
        table = table[["sentence_id", "kind", "voice", "valence", "n_scored", "text"]]
        story |= {
            "value": "valence",
            "key": ["sentence_id"],
            "counts": "n_scored",
            "counted": "span",
        }
        return tell(table, n=len(table), **story), words
    units = sentences[[*_KEYS, "start", "end"]].merge(valence, on=_KEYS)
    units = units.merge(documents[["doc_id", "story_id", "n_chars"]], on="doc_id")
    tenth = (10 * units["start"] // units["n_chars"].clip(lower=1)).clip(0, 9) + 1
    units = units.assign(tenth=tenth).dropna(subset="valence")
    rows = []
    for tenth, part in units.groupby("tenth"):
        found = bootstrap_ratio(part["valence"], clusters=part["story_id"])
        rows.append((tenth, len(part), *found.iloc[0, :3]))
    table = pd.DataFrame(rows, columns=["tenth", "n", "mean", "low", "high"])
    story |= {"value": "mean", "key": ["tenth"], "counts": "n", "counted": "sentence"}
    meanings = {"tenth": "tenth of the text, from 1"}
    return tell(table, n=len(units), meanings=meanings, **story), units


def extremes(
    valence: pd.DataFrame, words: pd.DataFrame, sentences: pd.DataFrame, *, top: int = 5
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List the most negative and the most positive sentences.

    Returns
    -------
    (DataFrame, DataFrame)
        side (negative, positive), rank (from 1 on each side), valence, n_scored,
        voice, text. And its evidence, the words that they rest on.
    """
    engine = valence["engine"].iloc[0] if len(valence) else "vader"
    scored = valence.dropna(subset="valence")
    table = scored.merge(sentences[[*_KEYS, "voice", "text"]], on=_KEYS)
    ordered = table.sort_values(["valence", *_KEYS], ignore_index=True)
    low = ordered[ordered["valence"] < 0].head(top)
    high = ordered[ordered["valence"] > 0][::-1].head(top)
    table = pd.concat([low.assign(side="negative"), high.assign(side="positive")])
    table["rank"] = table.groupby("side").cumcount() + 1
    marked = words.merge(table[[*_KEYS, "side", "rank"]], on=_KEYS)
    columns = ["side", "rank", "valence", "n_scored", "voice", "text"]
    shown = tell(
        table[columns].reset_index(drop=True),
        unit="sentences",
        n=len(scored),
        key=["side", "rank"],
        counts="n_scored",
        method=_VALENCE,
        banner=banner(engine),
        meanings={
            "side": "negative or positive",
            "rank": "rank on its side, from 1",
        },
    )
    return shown, marked


def disagreements(
    first: pd.DataFrame, second: pd.DataFrame, sentences: pd.DataFrame, names: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List the mentions that two engines label differently, the furthest apart first.

    Parameters
    ----------
    first : DataFrame
        mention_sentiment.
    second : DataFrame
        The same of another engine, or sentence_valence: the label is then that of
        the sentence.
    sentences : DataFrame
    names : Series
        Display names by actor_id.

    Returns
    -------
    (DataFrame, DataFrame)
        rank, actor (display name), label, score, label_other, score_other, text; its
        attrs tell `engines`, and `n`, the mentions that both labelled. And its
        evidence, the mentions.
    """
    keys = [*_KEYS, "start", "end", "actor_id"]
    if "label" not in second:
        second = second.dropna(subset="valence")
        score = second["valence"]
        label = np.select([score <= -NEUTRAL, score >= NEUTRAL], _SIDES, "neutral")
        second = second.assign(label=label, score=score)
    on = [name for name in keys if name in second]
    both = first.merge(second, on=on, suffixes=("", "_other"))
    engines = [*first["engine"].head(1), *second["engine"].head(1)]
    both["gap"] = (both["score"] - both["score_other"]).abs()
    table = both[both["label"] != both["label_other"]]
    table = table.sort_values(["gap", *keys], ascending=[False, *[True] * len(keys)])
    table = table.merge(sentences[[*_KEYS, "text"]], on=_KEYS)
    table["actor"] = [str(names.get(actor, actor)) for actor in table["actor_id"]]
    table["rank"] = range(1, len(table) + 1)
    columns = ["rank", "actor", "label", "score", "label_other", "score_other", "text"]
    shown = tell(
        table[columns],
        unit="mentions",
        n=len(both),
        key=["rank"],
        engines=" and ".join(engines),
        method=METHOD,
        banner=banner(*engines),
        meanings={
            "rank": "rank by the distance of the scores",
            "actor": "display name",
            "label_other": "label of the second engine",
            "score_other": "score of the second engine",
        },
    )
    return shown, table[["rank", "doc_id", "start", "end"]]
