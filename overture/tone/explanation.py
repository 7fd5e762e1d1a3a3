"""Explanations: the words of its sentence that a mention's label rests on."""

import numpy as np
import pandas as pd

from overture.frame import as_table
from overture.tone.requests import LABELS, MENTION, Piece, read_requests
from overture.tone.tables import EXPLANATIONS
from overture.tone.targeted import DECIMALS, PROBABILITIES, labelled, open_engine
from overture.tone.targeted_fast import word_weights
from overture.tone.view import WORD


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

    Examples
    --------
    >>> sentences = pd.DataFrame({"doc_id": ["d"], "sentence_id": [0],
    ...     "start": [0], "end": [28], "text": ["Voters admire and trust Ann."]})
    >>> mentions = pd.DataFrame({"doc_id": ["d"], "sentence_id": [0],
    ...     "start": [24], "end": [27], "actor_id": ["ann"]})
    >>> explain(sentences, mentions, engine="targeted-fast", top=2).word.tolist()
    ['admire', 'trust']
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
        label = LABELS.index(mention["label"])
        if engine == "targeted-fast":
            words, effects = word_weights(request(row), label)
        else:
            words, chances = _without_words(request(row), label, engine)
            effects = mention[PROBABILITIES[label]] - chances
        effects = np.round(effects, DECIMALS)
        order = np.argsort(-np.abs(effects), kind="stable")[:top]
        for rank, at in enumerate(order, 1):
            start, word = words[at][0] + shift, words[at][1]
            span = {"word_start": start, "word_end": start + len(word)}
            found = {"rank": rank, "word": word, **span, "effect": effects[at]}
            rows.append({key: mention[key] for key in EXPLANATIONS if key in mention})
            rows[-1] |= found
    return as_table(EXPLANATIONS, rows)


def _without_words(pieces: list[Piece], label: int, engine: str):
    """Return the words, as (start, text), and the label's probability without each."""
    words, requests = [], []
    for at, piece in enumerate(pieces):
        for word in WORD.finditer(piece.text):
            text = piece.text[: word.start()] + piece.text[word.end() :]
            words.append((piece.start + word.start(), word.group()))
            cut = piece._replace(text=text)
            requests.append([*pieces[:at], cut, *pieces[at + 1 :]])
    chances = open_engine(engine)(requests)[:, label] if requests else np.zeros(0)
    return words, chances
