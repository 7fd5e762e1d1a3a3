"""Sentiment by actor: means and shares by voice, with intervals over stories.

One row per actor and voice. It takes what an engine said, of sentences (valence of
the sentences that mention the actor) or of mentions (sentiment towards the actor);
the two answer different questions and are not to be averaged.
"""

import numpy as np
import pandas as pd

from analysis.corpus.schema import as_table
from analysis.inference.bootstrap import bootstrap_ratio
from overture.voice import find_quotations, span_voices

NEUTRAL = 0.05  # |valence| below is neutral: Hutto & Gilbert (2014)
PERIODS = {
    "year": ("Y", "%Y"),
    "month": ("M", "%Y-%m"),
    "week": ("W-SUN", "%Y-%m-%d"),
    "day": ("D", "%Y-%m-%d"),
}
FEWEST = 5  # stories for an interval: below, a bootstrap knows next to nothing
_CLASSES = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}


def actor_sentiment(
    scores: pd.DataFrame,
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
    scores : DataFrame
        The table `sentence_valence` (then the unit is a sentence that mentions the
        actor) or `mention_sentiment` (then the unit is a mention); or what
        `sentiment_units` made of them, with nothing else.
    mentions : DataFrame, optional
        Needed with `sentence_valence`.
    sentences : DataFrame, optional
        Gives the voice at each mention; without it all are counted together.
    documents : DataFrame, optional
        With `doc_id`, and `story_id` for the intervals; without it each document is
        a story.
    by : str, optional
        A column of `documents` ("source"), or "year", "month", "week" or "day" of
        its dates: rows are then also by `group`.
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

    Raises
    ------
    ValueError
        If mentions are missing, or `by` is no column of documents.

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
    if "voice" not in scores or "weight" not in scores:
        units = sentiment_units(scores, mentions, sentences, documents, by=by)
    keys = ["actor_id", "voice", "engine"]
    return _summary(units, keys, n_resamples=n_resamples, seed=seed)


def pair_sentiment(
    scores: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    sentences: pd.DataFrame | None = None,
    documents: pd.DataFrame | None = None,
    *,
    by: str | None = None,
    n_resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the sentiment of the sentences in which two actors meet.

    Parameters
    ----------
    scores, mentions, sentences, documents, by, n_resamples, seed
        As for `actor_sentiment`.

    Returns
    -------
    DataFrame
        As `actor_sentiment`, with `actor_a` and `actor_b` (a < b) instead of
        `actor_id`; the unit is a sentence, with mention scores the mean of what is
        said towards the two.
    """
    units = scores
    if "actor_a" not in scores:
        units = pair_units(scores, mentions, sentences, documents, by=by)
    keys = ["actor_a", "actor_b", "voice", "engine"]
    return _summary(units, keys, n_resamples=n_resamples, seed=seed)


def sentiment_units(
    scores: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    sentences: pd.DataFrame | None = None,
    documents: pd.DataFrame | None = None,
    *,
    by: str | None = None,
) -> pd.DataFrame:
    """Return what `actor_sentiment` counts: the evidence behind its rows.

    Returns
    -------
    DataFrame
        A row per unit and voice (each unit once more with voice "all"): `actor_id`,
        `voice`, `engine`, `doc_id`, `sentence_id`, `start`, `end`, `score` (NaN if
        nothing was scored), `kind` (-1, 0, 1), `weight`, `story_id` and, with `by`,
        `group`.
    """
    per_mention = "label" in scores
    text = {"doc_id": "str"}
    scores = scores.astype(text)
    if per_mention:
        units = scores.assign(kind=scores["label"].astype("object").map(_CLASSES))
        pi = scores["pi"] if "pi" in scores else 1.0
        units = units.assign(weight=1.0 / pi)
    elif mentions is None:
        message = "sentence valences need mentions: actor_sentiment(valence, mentions)"
        raise ValueError(message)
    else:
        keys = ["doc_id", "sentence_id"]
        spans = mentions[[*keys, "start", "end", "actor_id"]].astype(text)
        units = spans.merge(scores[[*keys, "engine", "valence"]], on=keys)
        units = units.rename(columns={"valence": "score"}).assign(weight=1.0)
        away = units["score"].abs() >= NEUTRAL
        units["kind"] = np.sign(units["score"]).where(away | units["score"].isna(), 0.0)
    units = units.sort_values(["doc_id", "start", "end", "actor_id", "engine"])
    parts = [units.assign(voice="all")]
    if sentences is not None:
        used = sentences.astype(text)
        used = used[used["doc_id"].isin(units["doc_id"])]
        parts.insert(0, span_voices(units, find_quotations(used)))
    if not per_mention:
        unit = ["actor_id", "voice", "engine", "doc_id", "sentence_id"]
        parts = [part.drop_duplicates(unit) for part in parts]
    units = _placed(pd.concat(parts, ignore_index=True), documents, by)
    columns = ["actor_id", "voice", "engine", "doc_id", "sentence_id", "start", "end"]
    columns += ["score", "kind", "weight", "story_id", *(["group"] if by else [])]
    return units[columns]


def pair_units(
    scores: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    sentences: pd.DataFrame | None = None,
    documents: pd.DataFrame | None = None,
    *,
    by: str | None = None,
) -> pd.DataFrame:
    """Return what `pair_sentiment` counts, a row per sentence, pair and voice.

    Returns
    -------
    DataFrame
        As `sentiment_units`, with `actor_a` and `actor_b`; `start` and `end` are of
        the first mention of `actor_a`.
    """
    units = sentiment_units(scores, mentions, None, documents, by=by)
    sentence = ["doc_id", "sentence_id", "engine"]
    if by:
        sentence.append("group")
    weighted = units.assign(score=units["score"] * units["weight"])
    total = weighted.groupby([*sentence, "story_id", "actor_id"], dropna=False)
    single = total.agg(
        start=("start", "first"),
        end=("end", "first"),
        total=("score", lambda s: s.sum(min_count=1)),
        weight=("weight", "sum"),
    ).reset_index()
    single["score"] = single["total"] / single["weight"]
    pairs = single.merge(single, on=[*sentence, "story_id"], suffixes=("_a", "_b"))
    pairs = pairs[pairs["actor_id_a"] < pairs["actor_id_b"]]
    names = {"actor_id_a": "actor_a", "actor_id_b": "actor_b"}
    pairs = pairs.rename(columns=names | {"start_a": "start", "end_a": "end"})
    score = (pairs["score_a"] + pairs["score_b"]) / 2
    away = score.abs() >= NEUTRAL
    kind = np.sign(score).where(away | score.isna(), 0.0)
    pairs = pairs.assign(score=score, kind=kind, weight=1.0)
    parts = [pairs.assign(voice="all")]
    if sentences is not None and "voice" in sentences:
        voices = sentences[["doc_id", "sentence_id", "voice"]]
        voices = voices.astype({"doc_id": "str"})
        parts.insert(0, pairs.merge(voices, on=["doc_id", "sentence_id"]))
    columns = ["actor_a", "actor_b", "voice", *sentence[2:3], *sentence[:2]]
    columns += ["start", "end", "score", "kind", "weight", "story_id", *sentence[3:]]
    return pd.concat(parts, ignore_index=True)[columns]


def _placed(units, documents, by) -> pd.DataFrame:
    """Return units with their story and group."""
    if documents is None:
        if by:
            message = f"by={by!r} needs documents"
            raise ValueError(message)
        return units.assign(story_id=units["doc_id"])
    story = documents["doc_id"]
    if "story_id" in documents:
        story = documents["story_id"].fillna(story)
    places = pd.DataFrame({"doc_id": documents["doc_id"].astype("str")})
    places["story_id"] = story.astype("str")
    if by in PERIODS:
        period, form = PERIODS[by]
        dates = documents["date"].dt.tz_localize(None).dt.to_period(period)
        start = dates.dt.start_time.dt.strftime(form)
        places["group"] = start.astype("str").fillna("undated")
    elif by:
        if by not in documents:
            known = ", ".join([*PERIODS, *documents.columns])
            message = f"by must be one of {known}, got {by!r}"
            raise ValueError(message)
        places["group"] = documents[by].astype("str").fillna("unknown")
    return units.drop(columns=["story_id", "group"], errors="ignore").merge(
        places, on="doc_id"
    )


def _why_none(n_stories: int) -> str | None:
    """Return why there is no interval over so many stories."""
    if n_stories == 1:
        return "one story: no interval between stories"
    few = 1 < n_stories < FEWEST
    return f"fewer than {FEWEST} stories: no interval" if few else None


def _summary(units, keys, *, n_resamples, seed) -> pd.DataFrame:
    """Return one row per key with means, shares and intervals."""
    keys = (["group"] if "group" in units else []) + keys
    scored = units[units["score"].notna()]
    weight = scored["weight"]
    parts = {f"share_{name}": weight * (scored["kind"] == kind)
             for name, kind in _CLASSES.items()}  # fmt: skip
    sums = scored[keys].assign(mean=scored["score"] * weight, total=weight, **parts)
    sums = sums.groupby(keys, sort=True).sum()
    means = sums.div(sums["total"], axis=0).drop(columns="total")
    table = units.groupby(keys, sort=True).size().to_frame("units")
    grouped = scored.groupby(keys, sort=True)
    table["n"] = grouped.size().reindex(table.index, fill_value=0)
    table["n_unscored"] = table["units"] - table["n"]
    stories = grouped["story_id"].nunique()
    table["n_stories"] = stories.reindex(table.index, fill_value=0)
    table = table.join(means).assign(low=np.nan, high=np.nan)
    for at, key in enumerate(table.index):
        if table["n_stories"].iloc[at] >= FEWEST:
            part = grouped.get_group(key)
            result = bootstrap_ratio(
                part["score"] * part["weight"],
                part["weight"],
                clusters=part["story_id"],
                n_resamples=n_resamples,
                seed=seed,
            )
            place = table.columns.get_indexer(["low", "high"])
            table.iloc[at, place] = result[["low", "high"]].iloc[0].clip(-1.0, 1.0)
    table["note"] = table["n_stories"].map(_why_none)
    behind = ["n_unscored", "n_stories", "note"]
    columns = ["n", "mean", "low", "high", *parts]
    table = table.reset_index()[[*keys, *columns, *behind]]
    if keys == ["actor_id", "voice", "engine"]:
        return as_table("actor_sentiment", table)
    dtypes = dict.fromkeys([*keys, "note"], "str")
    dtypes |= dict.fromkeys(columns[1:], "float64")
    dtypes |= dict.fromkeys(["n", "n_unscored", "n_stories"], "int64")
    return table.astype(dtypes)
