"""Valence: a signed score per sentence, with the words behind it.

Names of actors are masked before scoring, letter by letter, so that a "United" or a
"Security Council" adds nothing; nobody's attitude towards anybody is measured here.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from overture.frame import as_table
from overture.tone.lexicon import Lexicon, read_lexicon
from overture.tone.tables import SCORED_WORDS, SENTENCE_VALENCE
from overture.tone.vader import vader_lexicon, vader_scores

_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_](?:\S*[^\W_])?")  # a chunk without punctuation around it


def sentence_valence(
    sentences: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    *,
    engine: str = "vader",
) -> pd.DataFrame:
    """Return the valence of each sentence.

    Parameters
    ----------
    sentences : DataFrame
        With `doc_id`, `sentence_id` and `text`, and `start` where there are mentions.
    mentions : DataFrame, optional
        With `doc_id`, `sentence_id`, `start` and `end`: names to mask before scoring.
    engine : str
        "vader", or the path of a lexicon (CSV: term, value).

    Returns
    -------
    DataFrame
        The table `sentence_valence`: `doc_id`, `sentence_id`, `engine`, `valence`
        (-1 to 1; NaN without a scored word), `n_scored` (words scored), and `score`
        (what the engine says of the sentence: 0 where `valence` is NaN). In the order
        of the sentences.

    Raises
    ------
    ValueError
        If the engine is unknown, or its lexicon has a bad line.

    Examples
    --------
    >>> sentences = pd.DataFrame(
    ...     {"doc_id": "d", "sentence_id": [0, 1], "start": [0, 14],
    ...      "text": ["It went badly.", "The United Nations met."]})
    >>> mentions = pd.DataFrame(
    ...     {"doc_id": ["d"], "sentence_id": [1], "start": [18], "end": [32]})
    >>> sentence_valence(sentences, mentions)[["valence", "n_scored"]].values.tolist()
    [[-0.4767, 1.0], [nan, 0.0]]
    """
    name, lexicon = _engine(engine)
    scores, _ = vader_scores(_prepared(sentences, mentions, lexicon), lexicon)
    return as_table(
        SENTENCE_VALENCE,
        {
            "doc_id": sentences["doc_id"].array,
            "sentence_id": sentences["sentence_id"].array,
            "engine": name,
            "valence": scores["compound"].where(scores["n_scored"] > 0).array,
            "n_scored": scores["n_scored"].array,
            "score": scores["compound"].array,
        },
    )


def scored_words(
    sentences: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    *,
    engine: str = "vader",
) -> pd.DataFrame:
    """Return the words behind the valences: the evidence.

    Parameters
    ----------
    sentences, mentions, engine
        As for `sentence_valence`.

    Returns
    -------
    DataFrame
        A row per scored word: `doc_id`, `sentence_id`, `start`, `end` (characters of
        the text), `surface` and `value`: what the word adds to its sentence's sum
        after negation, intensifiers and "but" (about -4 to 4).
    """
    _, lexicon = _engine(engine)
    texts = _prepared(sentences, mentions, lexicon)
    _, words = vader_scores(texts, lexicon)
    spans = []
    for number, places in words.groupby("text", sort=True)["place"]:
        chunks = list(_CHUNK.finditer(texts[number]))
        for chunk in (chunks[place] for place in places):
            word = _WORD.search(texts[number], *chunk.span())
            spans.append((word or chunk).span())
    start, end = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    rows = sentences.iloc[words["text"]]
    surfaces = zip(rows["text"], start, end, strict=True)
    return as_table(
        SCORED_WORDS,
        {
            "doc_id": rows["doc_id"].array,
            "sentence_id": rows["sentence_id"].array,
            "start": rows["start"].to_numpy() + start,
            "end": rows["start"].to_numpy() + end,
            "surface": [text[s:e] for text, s, e in surfaces],
            "value": words["value"].array,
        },
    )


def document_valence(valences: pd.DataFrame) -> pd.DataFrame:
    """Return the mean valence of each document, over its scored sentences.

    Parameters
    ----------
    valences : DataFrame
        The table `sentence_valence`.

    Returns
    -------
    DataFrame
        A row per document and engine: `doc_id`, `engine`, `valence` (-1 to 1; NaN if
        no sentence has a scored word), `n_sentences`, `n_scored_sentences` and
        `n_scored` (words).

    Notes
    -----
    A mean and not the score of the whole text, which saturates: a thousand words
    that lean a little to one side score like a curse.
    """
    grouped = valences.groupby(["doc_id", "engine"], sort=True)
    return grouped.agg(
        valence=("valence", "mean"),
        n_sentences=("sentence_id", "size"),
        n_scored_sentences=("valence", "count"),
        n_scored=("n_scored", "sum"),
    ).reset_index()


def _engine(engine: str) -> tuple[str, Mapping[str, float]]:
    """Return the engine's name and its lexicon."""
    if engine == "vader":
        return engine, vader_lexicon()
    if engine in ("targeted", "targeted-fast"):
        message = f"engine {engine!r} scores mentions, not sentences: mention_sentiment"
        raise ValueError(message)
    if not Path(engine).is_file():
        message = f"engine must be 'vader' or the path of a lexicon, got {engine!r}"
        raise ValueError(message)
    return Path(engine).name, read_lexicon(engine)


def _prepared(sentences, mentions, lexicon) -> list[str]:
    """Return the sentences' texts with names masked and terms of words joined."""
    texts = sentences["text"].to_numpy(dtype=object).tolist()
    if mentions is not None and len(mentions):
        texts = _masked(sentences, texts, mentions)
    if isinstance(lexicon, Lexicon):
        texts = [lexicon.joined(text) for text in texts]
    return texts


def _masked(sentences, texts, mentions) -> list[str]:
    """Return the texts with the letters of names replaced by x, at their length."""
    keys = ["doc_id", "sentence_id"]
    rows = sentences[[*keys, "start"]].assign(row=range(len(sentences)))
    spans = mentions[[*keys, "start", "end"]].merge(rows, on=keys, suffixes=("", "_s"))
    result = list(texts)
    for _, _, start, end, offset, row in spans.itertuples(index=False):
        text = result[row]
        start, end = max(start - offset, 0), end - offset
        result[row] = text[:start] + _mask(text[start:end]) + text[end:]
    return result


def _mask(name: str) -> str:
    """Return x for each lower and X for each upper letter or digit."""
    return "".join(("X" if c.isupper() else "x") if c.isalnum() else c for c in name)
