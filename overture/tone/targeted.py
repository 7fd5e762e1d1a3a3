"""Sentiment towards each mention: negative, neutral or positive.

One row per mention. Engines see names as placeholders (`requests`). Sentiment that
needs more than the sentence is not handled.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from overture.frame import as_table
from overture.tone.requests import LABELS, MENTION, Piece, read_requests
from overture.tone.tables import EXPLANATIONS, MENTION_SENTIMENT

PROBABILITIES = [f"p_{label}" for label in LABELS]
SHIPPED = {"targeted": "targeted_model", "targeted-fast": "fast_model"}
DECIMALS = 3  # finer decimals would show the processor's rounding
_CHUNK = 8192  # mentions encoded at a time
_PROBE = 48  # mentions timed for an estimate


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
    frame, request = read_requests(sentences, mentions)
    return labelled(_sampled(frame, sample, seed), request, engine)


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
    frame, request = read_requests(sentences, mentions)
    frame = _sampled(frame, sample, seed=0)
    if frame.empty:
        return 0.0
    probe = np.unique(np.linspace(0, len(frame) - 1, _PROBE).astype(int))
    score = open_engine(engine)
    requests = [request(row) for row in frame.index[probe]]
    score(requests)  # loads and warms up
    begun = time.perf_counter()
    score(requests)
    return (time.perf_counter() - begun) / len(probe) * len(frame)


def explain(
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    engine: str = "targeted",
    only: pd.DataFrame | None = None,
    top: int = 5,
) -> pd.DataFrame:
    """Find the words that a mention's label rests on.

    Parameters
    ----------
    sentences, mentions, engine
        As in `mention_sentiment`.
    only : DataFrame, optional
        The mentions to explain, such as a few rows of `mention_sentiment`; all of
        them otherwise, at the cost of a label for each word with a transformer.
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
    frame, request = read_requests(sentences, mentions)
    if only is not None:
        asked = pd.MultiIndex.from_frame(only[MENTION[:4]])
        frame = frame[pd.MultiIndex.from_frame(frame[MENTION[:4]]).isin(asked)]
    table = labelled(frame, request, engine)
    rows = []
    for row, shift, mention in zip(
        frame.index, frame["sentence_start"], table.to_dict("records"), strict=True
    ):
        label = mention["label"]
        chance, label = mention[f"p_{label}"], LABELS.index(label)
        words, effects = _effects(request(row), label, chance, engine)
        effects = np.round(effects, DECIMALS)
        order = np.argsort(-np.abs(effects), kind="stable")[:top]
        for rank, at in enumerate(order, 1):
            start, word = words[at][0] + shift, words[at][1]
            span = {"word_start": start, "word_end": start + len(word)}
            found = {"rank": rank, "word": word, **span, "effect": effects[at]}
            rows.append(mention | found)
    return as_table(EXPLANATIONS, rows)[list(EXPLANATIONS)]


def _effects(pieces: list[Piece], label: int, chance: float, engine: str):
    """Return a request's words, as (start, text), and what each adds to a label."""
    from overture.tone.targeted_fast import word_weights
    from overture.tone.view import WORD

    if engine == "targeted-fast":
        return word_weights(pieces, label)
    words, without = [], []
    for at, piece in enumerate(pieces):
        for word in WORD.finditer(piece.text):
            words.append((piece.start + word.start(), word.group()))
            text = piece.text[: word.start()] + piece.text[word.end() :]
            without.append([*pieces[:at], piece._replace(text=text), *pieces[at + 1 :]])
    return words, chance - open_engine(engine)(without)[:, label]


def describe_accuracy(engine: str) -> str:
    """Say how well a shipped engine did elsewhere, as its card has it."""
    if engine not in SHIPPED:
        return "no figures are known"
    card = Path(__file__).parent / SHIPPED[engine] / "README.md"
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    rows = re.findall(
        r"^\| (dev_\w+) \(([^)]+)\) \|.*?(0\.\d+) \| [^|]+\|$", text, re.M
    )
    found = [f"{f1} on {split} ({what})" for split, what, f1 in rows]
    return f"macro-F1 {' and '.join(found)} of NewsMTSC" if found else "see its card"


def labelled(frame: pd.DataFrame, request: Callable, engine: str) -> pd.DataFrame:
    """Label rows of mentions, from `request`, and give the table its columns."""
    probabilities = np.zeros((len(frame), 3))
    score = open_engine(engine)
    for start in range(0, len(frame), _CHUNK):
        part = slice(start, start + _CHUNK)
        probabilities[part] = score([request(row) for row in frame.index[part]])
    rounded = probabilities.round(DECIMALS)
    order = [1, 0, 2]  # ties go to neutral, then to negative
    chosen = np.array(order)[rounded[:, order].argmax(axis=1)]
    columns = {key: frame[key] for key in MENTION} | {
        "engine": engine,
        "label": np.array(LABELS, dtype=object)[chosen],
        "score": (rounded[:, 2] - rounded[:, 0]).round(DECIMALS),
    }
    columns |= dict(zip(PROBABILITIES, rounded.T, strict=True)) | {
        "pi": frame.get("pi", 1.0)
    }
    return as_table(MENTION_SENTIMENT, columns)


def _sampled(frame: pd.DataFrame, share: float | None, seed: int) -> pd.DataFrame:
    """Draw from each actor's mentions, keeping the row numbers."""
    if share is not None and not 0 < share <= 1:
        message = f"sample is the share of mentions, over 0 and up to 1, not {share}"
        raise ValueError(message)
    if share is None or frame.empty:
        return frame
    draws = pd.Series(np.random.default_rng(seed).random(len(frame)), frame.index)
    groups = draws.groupby(frame["actor_id"], dropna=False)
    size = groups.transform("size")
    wanted = np.minimum(np.maximum(np.ceil(size * share), 30), size)
    return frame.assign(pi=wanted / size)[groups.rank(method="first") <= wanted]


def open_engine(engine: str) -> Callable[[list[list[Piece]]], np.ndarray]:
    """Return an engine's function from requests to probabilities."""
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
