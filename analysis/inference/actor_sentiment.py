"""Sentiment by actor: means and shares by voice, with intervals over stories.

One row per actor (or pair) and voice. It takes what an engine said, of sentences
(valence of the sentences that mention the actor) or of mentions (sentiment towards
the actor); the two answer different questions and are not to be averaged.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.corpus.periods import PERIODS, UNDATED, group_of
from analysis.corpus.schema import SCHEMAS
from analysis.inference.bootstrap import bootstrap_ratio
from overture.frame import as_table, tell
from overture.voice import find_quotations, span_voices

NEUTRAL = 0.05  # |valence| below is neutral: Hutto & Gilbert (2014)
FEWEST = 5  # stories for an interval: below, a bootstrap knows next to nothing
_CLASSES = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
_SENTENCE = ["doc_id", "sentence_id"]
_UNIT = ["voice", "engine", *_SENTENCE, "start", "end"]
_UNIT += ["score", "kind", "weight", "story_id"]


@dataclass(frozen=True)
class SentimentUnits:
    """What is averaged: each scored sentence or mention of an actor, by voice.

    Attributes
    ----------
    actors : DataFrame
        A row per unit and voice (each once more with voice "all"): `actor_id`,
        `voice`, `engine`, the span, `score` (NaN if nothing was scored), `kind`
        (-1, 0, 1), `weight`, `story_id` and perhaps `group`. Where there is a
        score, the evidence of `actor_sentiment`.
    sentences : DataFrame or None
        As given: the voice of the sentences in which two actors meet.
    noun : str
        "mentions" or "sentences".
    """

    actors: pd.DataFrame
    sentences: pd.DataFrame | None = field(repr=False)
    noun: str

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The same, a row per sentence, pair and voice: `pair_sentiment`'s evidence.

        With `actor_a` and `actor_b` (a < b) instead of `actor_id`; `start` and
        `end` are of the first mention of `actor_a`. The score is the mean of what
        is said towards the two.
        """
        group = ["group"] if "group" in self.actors else []
        place = [*_SENTENCE, "engine", *group, "story_id"]
        whole = self.actors[self.actors["voice"] == "all"]
        single = whole.assign(total=whole["score"] * whole["weight"])
        single = single.groupby([*place, "actor_id"], dropna=False).agg(
            start=("start", "first"),
            end=("end", "first"),
            total=("total", lambda s: s.sum(min_count=1)),
            weight=("weight", "sum"),
        )
        single = single.assign(score=single["total"] / single["weight"]).reset_index()
        pairs = single.merge(single, on=place, suffixes=("_a", "_b"))
        pairs = pairs[pairs["actor_id_a"] < pairs["actor_id_b"]]
        names = {"actor_id_a": "actor_a", "actor_id_b": "actor_b"}
        pairs = pairs.rename(columns=names | {"start_a": "start", "end_a": "end"})
        score = (pairs["score_a"] + pairs["score_b"]) / 2
        pairs = pairs.assign(score=score, kind=_class(score), weight=1.0)
        parts = [pairs.assign(voice="all")]
        if self.sentences is not None and "voice" in self.sentences:
            voices = self.sentences[[*_SENTENCE, "voice"]].astype({"doc_id": "str"})
            parts.insert(0, pairs.merge(voices, on=_SENTENCE))
        columns = ["actor_a", "actor_b", *_UNIT, *group]
        return pd.concat(parts, ignore_index=True)[columns]


def sentiment_units(
    scores: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    sentences: pd.DataFrame | None = None,
    documents: pd.DataFrame | None = None,
    *,
    quotations: pd.DataFrame | None = None,
    by: str | None = None,
) -> SentimentUnits:
    """Place what an engine said: by actor, voice, story and group.

    Parameters
    ----------
    scores : DataFrame
        The table `sentence_valence` (then the unit is a sentence that mentions the
        actor) or `mention_sentiment` (then the unit is a mention).
    mentions : DataFrame, optional
        Needed with `sentence_valence`.
    sentences : DataFrame, optional
        Gives the voice at each mention; without it all are counted together.
    documents : DataFrame, optional
        With `doc_id`, and `story_id` for the intervals; without it each document is
        a story.
    quotations : DataFrame, optional
        Of `find_quotations`, which are otherwise found in the sentences.
    by : str, optional
        A column of `documents` ("source"), or "day", "week", "month", "quarter" or
        "year" of its dates: units then also have a `group`.

    Returns
    -------
    SentimentUnits

    Raises
    ------
    ValueError
        If mentions are missing, or `by` is no column of documents.
    """
    per_mention = "label" in scores
    text = {"doc_id": "str"}
    scores = scores.astype(text)
    if per_mention:
        kind = scores["label"].astype("object").map(_CLASSES)
        units = scores.assign(kind=kind, weight=1.0 / scores.get("pi", 1.0))
    elif mentions is None:
        message = "sentence valences need mentions: actor_sentiment(valence, mentions)"
        raise ValueError(message)
    else:
        spans = mentions[[*_SENTENCE, "start", "end", "actor_id"]].astype(text)
        units = spans.merge(scores[[*_SENTENCE, "engine", "valence"]], on=_SENTENCE)
        units = units.rename(columns={"valence": "score"}).assign(weight=1.0)
        units["kind"] = _class(units["score"])
    units = units.sort_values(["doc_id", "start", "end", "actor_id", "engine"])
    parts = [units.assign(voice="all")]
    if quotations is None and sentences is not None:
        used = sentences.astype(text)
        quotations = find_quotations(used[used["doc_id"].isin(units["doc_id"])])
    if quotations is not None:
        parts.insert(0, span_voices(units, quotations))
    units = pd.concat(parts, ignore_index=True)
    if not per_mention:
        unit = ["actor_id", "voice", "engine", *_SENTENCE]
        units = units.drop_duplicates(unit, ignore_index=True)
    columns = ["actor_id", *_UNIT, *(["group"] if by else [])]
    units = _place(units, documents, by)[columns]
    return SentimentUnits(units, sentences, "mentions" if per_mention else "sentences")


def actor_sentiment(
    scores: SentimentUnits | pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    sentences: pd.DataFrame | None = None,
    documents: pd.DataFrame | None = None,
    *,
    by: str | None = None,
    n_resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the sentiment of each actor, by voice.

    Parameters
    ----------
    scores : SentimentUnits or DataFrame
        Of `sentiment_units`, with nothing else but the bootstrap; or the scores.
    mentions, sentences, documents, by
        With scores: as for `sentiment_units`.
    n_resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        The table `actor_sentiment`: `actor_id`, `voice` (author, quoted,
        unattributed, all), `engine`, `n` (scored sentences or mentions), `mean` (-1
        to 1), `low`, `high` (95 % interval), `share_negative`, `share_neutral`,
        `share_positive`; `n_unscored` (without a scored word), `n_stories` and `note`
        (why there is no interval). With `by` first of all `group`.

    Notes
    -----
    The interval is a cluster bootstrap over stories, so copies of an article do not
    narrow it; below five stories there is none. A sentence with a valence within
    0.05 of 0 is neutral. Mentions labelled in a sample count 1 / pi.

    Examples
    --------
    >>> valence = pd.DataFrame({"doc_id": "d", "sentence_id": [0, 1],
    ...     "engine": "vader", "valence": [-0.5, 0.1], "n_scored": 1})
    >>> mentions = pd.DataFrame({"doc_id": "d", "sentence_id": [0, 1],
    ...     "start": [0, 20], "end": [5, 25], "actor_id": "ann"})
    >>> actor_sentiment(valence, mentions)[["actor_id", "voice", "n", "mean"]]
      actor_id voice  n  mean
    0      ann   all  2  -0.2
    """
    units = scores
    if not isinstance(units, SentimentUnits):
        units = sentiment_units(scores, mentions, sentences, documents, by=by)
    keys = ["actor_id", "voice", "engine"]
    table = _summarise(units.actors, keys, n_resamples=n_resamples, seed=seed)
    counted = {"mentions": "span", "sentences": "sentence"}[units.noun]
    return tell(table, unit=units.noun, counted=counted, method=_method(units))


def pair_sentiment(
    units: SentimentUnits, *, n_resamples: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Return the sentiment of the sentences in which two actors meet.

    Returns
    -------
    DataFrame
        As `actor_sentiment`, with `actor_a` and `actor_b` (a < b) instead of
        `actor_id`; the unit is a sentence, with mention scores the mean of what is
        said towards the two.
    """
    keys = ["actor_a", "actor_b", "voice", "engine"]
    table = _summarise(units.pairs, keys, n_resamples=n_resamples, seed=seed)
    unit = "meetings of two actors in a sentence"
    return tell(table, unit=unit, counted="sentence", method=_method(units))


def _method(units: SentimentUnits) -> str:
    """Say how the scores were made, and whether of a sample."""
    method = _METHODS[units.noun]
    if (units.actors["weight"] > 1).any():
        method += " A random sample of the mentions was labelled; each counts 1 / pi."
    return method


_METHODS = {
    "mentions": "Score: probability of positive minus negative towards the mention, "
    "its name hidden. Voice: that of the mention's position. Intervals: bootstrap "
    "over stories.",
    "sentences": "Valence of the sentences that mention the actor, which need not be "
    "about it. Intervals: bootstrap over stories.",
}


def _class(score: pd.Series) -> pd.Series:
    """Return -1, 0 or 1; NaN where there is no score."""
    away = score.abs() >= NEUTRAL
    return np.sign(score).where(away | score.isna(), 0.0)


def _place(units, documents, by) -> pd.DataFrame:
    """Return units with their story and group."""
    if documents is None:
        if by:
            message = f"by={by!r} needs documents"
            raise ValueError(message)
        return units.assign(story_id=units["doc_id"])
    documents = documents.astype({"doc_id": "str"})
    story = documents.get("story_id", documents["doc_id"])
    story = story.fillna(documents["doc_id"])
    places = documents[["doc_id"]].assign(story_id=story.astype("str"))
    if by:
        unknown = UNDATED if by in PERIODS else "unknown"
        places["group"] = group_of(documents, by).fillna(unknown).to_numpy()
    units = units.drop(columns=["story_id", "group"], errors="ignore")
    return units.merge(places, on="doc_id")


def _why_none(n_stories: int) -> str | None:
    """Return why there is no interval over so many stories."""
    if n_stories == 1:
        return "one story: no interval between stories"
    few = 1 < n_stories < FEWEST
    return f"fewer than {FEWEST} stories: no interval" if few else None


def _summarise(units, keys, **bootstrap) -> pd.DataFrame:
    """Return one row per key with means, shares and intervals."""
    keys = (["group"] if "group" in units else []) + keys
    scored = units[units["score"].notna()]
    weight = scored["weight"]
    sums = scored.assign(mean=scored["score"] * weight)
    for name, kind in _CLASSES.items():
        sums[f"share_{name}"] = weight * (scored["kind"] == kind)
    grouped = sums.groupby(keys)
    measures = ["mean", *(f"share_{name}" for name in _CLASSES)]
    means = grouped[measures].sum().div(grouped["weight"].sum(), axis=0)
    counts = {"n": grouped.size(), "n_stories": grouped["story_id"].nunique()}
    n_units = units.groupby(keys).size()
    table = pd.DataFrame(counts).reindex(n_units.index, fill_value=0).join(means)
    table["n_unscored"] = n_units - table["n"]
    table["note"] = table["n_stories"].map(_why_none)
    ends = ["low", "high"]
    table[ends] = np.nan
    for key, part in grouped:
        if table.loc[key, "n_stories"] >= FEWEST:
            sizes = {"clusters": part["story_id"], **bootstrap}
            found = bootstrap_ratio(part["mean"], part["weight"], **sizes)
            table.loc[key, ends] = found.loc[0, ends].clip(-1.0, 1.0)
    schema = SCHEMAS["actor_sentiment"]
    measures = {name: column for name, column in schema.items() if name in table}
    columns = dict.fromkeys(keys, schema["actor_id"]) | measures
    table = as_table(columns, table.reset_index())
    n = int((scored["voice"] == "all").sum())
    return tell(table, n=n, key=keys, counts="n")
