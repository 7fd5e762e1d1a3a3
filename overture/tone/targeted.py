"""Sentiment towards each mention: negative, neutral or positive.

One row per mention. Engines see the sentence with the target, its other
mentions and other actors replaced by placeholders, so no name moves a label.
Sentiment that needs more than the sentence is not handled.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from overture.frame import as_table
from overture.tone.tables import MENTION_SENTIMENT

LABELS = ("negative", "neutral", "positive")
PROBABILITIES = [f"p_{label}" for label in LABELS]
SHIPPED = ("targeted", "targeted-fast")
TARGET, SAME, OTHER = 0, 1, 2  # kinds of placeholder
DECIMALS = 3  # finer decimals would show the processor's rounding
_KEYS = ["doc_id", "sentence_id", "start", "end", "actor_id"]
_CHUNK = 8192  # mentions encoded at a time
_PROBE = 48  # mentions timed for an estimate


class Piece(NamedTuple):
    """A stretch of a sentence; `kind` is -1 for text, else a placeholder."""

    kind: int
    start: int
    text: str


def mention_sentiment(
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    engine: str = "targeted",
    sample: float | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Label the sentiment towards each mention, with calibrated probabilities.

    Parameters
    ----------
    sentences : DataFrame
        With doc_id, sentence_id, start, end and text.
    mentions : DataFrame
        With doc_id, sentence_id, start and end, offsets as in the document.
        Without actor_id, mentions of the same wording are one actor.
    engine : str
        "targeted" (small transformer), "targeted-fast" (linear model), or a
        folder with a transformer for sequence classification.
    sample : float, optional
        Share of the mentions to label, over 0 and up to 1: a random sample
        within each actor, rounded up, of 30 mentions or all at least.
    seed : int
        Of the sample.

    Returns
    -------
    DataFrame
        The columns of `mention_sentiment`, sorted by its keys: label (str), score
        (float64, probability of positive minus negative); behind them
        p_negative, p_neutral, p_positive (float64, to three decimals) and pi
        (float64, the mention's probability of being in the sample).

    Raises
    ------
    ValueError
        If a mention has no sentence or lies outside it, a sentence comes twice,
        the sample's share is not in (0, 1], the engine is unknown, or its model
        file is damaged or of another version.

    Notes
    -----
    The label is the most probable class after rounding; ties go to neutral,
    then to negative. Weights are stored in 8 bits and computed with in 32 or
    more, so that labels do not depend on the processor. Means over a sample weigh
    each row by 1 / pi.

    References
    ----------
    Hamborg, F. and Donnay, K. (2021). NewsMTSC: a dataset for
    (multi-)target-dependent sentiment classification in political news
    articles. doi:10.18653/v1/2021.eacl-main.142

    Examples
    --------
    >>> sentence = "Voters admire and trust Ann."
    >>> sentences = pd.DataFrame({"doc_id": ["d"], "sentence_id": [0],
    ...     "start": [0], "end": [28], "text": [sentence]})
    >>> mentions = pd.DataFrame({"doc_id": ["d"], "sentence_id": [0],
    ...     "start": [24], "end": [27], "actor_id": ["ann"]})
    >>> table = mention_sentiment(sentences, mentions, engine="targeted-fast")
    >>> table.label.tolist()
    ['positive']
    """
    frame, pieces = _prepared(sentences, mentions, sample=sample, seed=seed)
    probabilities = np.zeros((len(frame), 3))
    score = _engine(engine)
    for start in range(0, len(frame), _CHUNK):
        part = slice(start, start + _CHUNK)
        probabilities[part] = score([pieces(row) for row in frame.index[part]])
    return _labelled(frame, probabilities, engine)


def estimate_seconds(
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    engine: str = "targeted",
    sample: float | None = None,
) -> float:
    """Estimate how long `mention_sentiment` would take, by timing 48 mentions.

    Returns
    -------
    float
        Seconds on this machine; parameters as in `mention_sentiment`.
    """
    frame, pieces = _prepared(sentences, mentions, sample=sample, seed=0)
    if frame.empty:
        return 0.0
    probe = np.unique(np.linspace(0, len(frame) - 1, _PROBE).astype(int))
    score = _engine(engine)
    texts = [pieces(row) for row in frame.index[probe]]
    score(texts)  # loads and warms up
    begun = time.perf_counter()
    score(texts)
    return (time.perf_counter() - begun) / len(probe) * len(frame)


def explain(
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    engine: str = "targeted",
    top: int = 5,
) -> pd.DataFrame:
    """Find the words that a mention's label rests on.

    Parameters
    ----------
    sentences, mentions, engine
        As in `mention_sentiment`.
    top : int
        Words per mention at most.

    Returns
    -------
    DataFrame
        One row per word, sorted by mention and rank: the mention's keys (start and
        end of the mention), engine, label, rank (from 1), word, word_start,
        word_end (in the document), effect (float64). For "targeted" and a user's
        transformer the effect is the probability that the label loses when the
        word is removed; for "targeted-fast" the word's weight in the label's log
        odds against the other two labels.

    References
    ----------
    Li, J., Monroe, W. and Jurafsky, D. (2016). Understanding neural networks
    through representation erasure. arXiv:1612.08220
    """
    from overture.tone.targeted_fast import WORD, word_weights

    frame, pieces = _prepared(sentences, mentions, sample=None, seed=0)
    labelled = mention_sentiment(sentences, mentions, engine=engine)
    score = _engine(engine)
    rows = []
    for row, label in enumerate(labelled["label"]):
        whole = pieces(row)
        column = LABELS.index(label)
        if engine == "targeted-fast":
            words, effects = word_weights(whole, column)
        else:
            words, without = [], []
            for at, piece in enumerate(whole):
                for word in WORD.finditer(piece.text) if piece.kind < 0 else ():
                    a, b = word.span()
                    cut = piece._replace(text=piece.text[:a] + piece.text[b:])
                    words.append((piece.start + a, word.group()))
                    without.append([*whole[:at], cut, *whole[at + 1 :]])
            base = labelled[PROBABILITIES[column]].iloc[row]
            effects = base - score(without)[:, column] if words else []
        effects = np.round(np.asarray(effects, dtype=float), DECIMALS)
        order = np.lexsort((np.arange(len(words)), -np.abs(effects)))
        keys = labelled.loc[row, [*_KEYS, "engine", "label"]].to_dict()
        shift = frame["sentence_start"].iloc[row]
        for rank, at in enumerate(order[:top], 1):
            start, word = words[at]
            span = {"word_start": start + shift, "word_end": start + shift + len(word)}
            rows.append({**keys, "rank": rank, "word": word, **span})
            rows[-1]["effect"] = effects[at]
    columns = {key: labelled[key].dtype for key in [*_KEYS, "engine", "label"]}
    columns |= {"rank": "int64", "word": "str", "word_start": "int64"}
    columns |= {"word_end": "int64", "effect": "float64"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _prepared(sentences, mentions, *, sample, seed):
    """Return sorted mentions with their sentences, and row -> pieces."""
    if sample is not None and not 0 < sample <= 1:
        message = f"sample is the share of mentions, over 0 and up to 1, not {sample}"
        raise ValueError(message)
    for name, table in (("sentences", sentences), ("mentions", mentions)):
        needed = _KEYS[:4] + ["text"] * (name == "sentences")
        if missing := [column for column in needed if column not in table]:
            message = f"{name} lacks the column {missing[0]!r}; needed: {needed}"
            raise ValueError(message)
    texts = sentences[["doc_id", "sentence_id", "start", "end", "text"]]
    keys = ["doc_id", "sentence_id"]
    if (twice := texts.duplicated(keys)).any():
        doc, sentence = texts.loc[twice, keys].iloc[0]
        message = f"sentences has sentence {sentence} of document {doc!r} twice"
        raise ValueError(message)
    frame = mentions.reindex(columns=_KEYS)
    names = {"start": "sentence_start", "end": "sentence_end"}
    frame = frame.merge(texts.rename(columns=names), on=keys, how="left")
    inside = (frame["start"] >= frame["sentence_start"]) & (
        frame["start"] < frame["end"]
    )
    inside &= frame["end"] <= frame["sentence_start"] + frame["text"].str.len()
    if not inside.all():
        row = int(np.flatnonzero(~inside)[0])
        what = frame[_KEYS[:4]].astype(object).loc[row].tolist()
        why = "has no sentence" if pd.isna(frame.loc[row, "text"]) else "is not in its"
        message = f"mentions row {row}: {what} {why} sentence"
        raise ValueError(message.replace("no sentence sentence", "no sentence"))
    frame = frame.sort_values(_KEYS, kind="stable", ignore_index=True)
    frame["sentence_start"] = frame["sentence_start"].astype("int64")
    starts = (frame["start"] - frame["sentence_start"]).tolist()
    ends = (frame["end"] - frame["sentence_start"]).tolist()
    texts, actors = frame["text"].tolist(), frame["actor_id"].tolist()
    who = [
        text[a:b].casefold() if pd.isna(actor) else (actor,)
        for text, a, b, actor in zip(texts, starts, ends, actors, strict=True)
    ]
    sentence = frame.groupby(keys, sort=False).ngroup().to_numpy()
    first = np.searchsorted(sentence, sentence, side="left")
    last = np.searchsorted(sentence, sentence, side="right")

    def pieces(row: int) -> list[Piece]:
        spans = [(starts[row], ends[row], TARGET)]
        others = [i for i in range(first[row], last[row]) if i != row]
        # longest first, so that a name within a name does not split it
        for i in sorted(others, key=lambda i: (starts[i] - ends[i], starts[i])):
            if all(ends[i] <= a or starts[i] >= b for a, b, _ in spans):
                kind = SAME if who[i] == who[row] else OTHER
                spans.append((starts[i], ends[i], kind))
        return list(_pieces(texts[row], sorted(spans)))

    return _sampled(frame.assign(pi=1.0), sample, seed), pieces


def _pieces(text: str, spans) -> Iterator[Piece]:
    """Divide a sentence into text and placeholders."""
    at = 0
    for start, end, kind in spans:
        yield Piece(-1, at, text[at:start])
        yield Piece(kind, start, "")
        at = end
    yield Piece(-1, at, text[at:])


def _sampled(frame: pd.DataFrame, share: float | None, seed: int) -> pd.DataFrame:
    """Draw from each actor's mentions, keeping the row numbers."""
    if share is None or frame.empty:
        return frame
    draws = pd.Series(np.random.default_rng(seed).random(len(frame)), frame.index)
    groups = draws.groupby(frame["actor_id"], dropna=False)
    size = groups.transform("size")
    wanted = np.minimum(np.maximum(np.ceil(size * share), 30), size)
    return frame.assign(pi=wanted / size)[groups.rank(method="first") <= wanted]


def _labelled(frame, probabilities, engine) -> pd.DataFrame:
    """Round, label and give the table its columns."""
    if frame.empty:
        return as_table(MENTION_SENTIMENT)
    rounded = probabilities.round(DECIMALS)
    order = [1, 0, 2]  # ties go to neutral, then to negative
    chosen = np.array(order)[rounded[:, order].argmax(axis=1)]
    columns = {key: frame[key] for key in _KEYS} | {
        "engine": engine,
        "label": np.array(LABELS, dtype=object)[chosen],
        "score": (rounded[:, 2] - rounded[:, 0]).round(DECIMALS),
    }
    columns |= dict(zip(PROBABILITIES, rounded.T, strict=True)) | {"pi": frame["pi"]}
    return as_table(MENTION_SENTIMENT, columns)


def _engine(engine: str):
    """Return a function from lists of pieces to probabilities."""
    if engine == "targeted":
        from overture.tone.targeted_transformer import probabilities
    elif engine == "targeted-fast":
        from overture.tone.targeted_fast import probabilities
    elif Path(engine).is_dir():
        from overture.tone.targeted_disk import engine_from

        probabilities = engine_from(str(engine))
    else:
        message = (
            f"unknown engine {engine!r}; choose one of {', '.join(SHIPPED)}, "
            "or a folder with a transformer"
        )
        raise ValueError(message)
    return probabilities


def describe_accuracy(engine: str) -> str:
    """Say how well a shipped engine did elsewhere, as its card has it."""
    if engine not in SHIPPED:
        return "no figures are known"
    folder = {"targeted": "targeted_model", "targeted-fast": "fast_model"}[engine]
    card = Path(__file__).with_name(folder) / "README.md"
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    rows = re.findall(
        r"^\| (dev_\w+) \(([^)]+)\) \|.*?(0\.\d+) \| [^|]+\|$", text, re.M
    )
    found = [f"{f1} on {split} ({what})" for split, what, f1 in rows]
    return f"macro-F1 {' and '.join(found)} of NewsMTSC" if found else "see its card"
