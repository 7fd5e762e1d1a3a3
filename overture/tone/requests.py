"""Requests: a sentence as an engine sees it, once for each mention.

The target, its other mentions and other actors are placeholders between pieces of
text, so no name moves a label.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

LABELS = ("negative", "neutral", "positive")
TARGET, SAME, OTHER = 0, 1, 2  # kinds of placeholder
_SENTENCE = ["doc_id", "sentence_id"]
MENTION = [*_SENTENCE, "start", "end", "actor_id"]  # what names a mention
_NEEDED = {"sentences": [*MENTION[:4], "text"], "mentions": MENTION[:4]}


class Piece(NamedTuple):
    """A stretch of a sentence; `kind` is -1 for text, else a placeholder."""

    kind: int
    start: int
    text: str


def read_requests(
    sentences: pd.DataFrame, mentions: pd.DataFrame
) -> tuple[pd.DataFrame, Callable[[int], list[Piece]]]:
    """Return the mentions, sorted, and a function from a row to its request.

    The mentions come with `text` and `sentence_start` of their sentences. A mention
    without actor is the same as another one if their wording is.
    """
    frame = _placed(sentences, mentions)
    texts, actors = frame["text"].tolist(), frame["actor_id"].tolist()
    starts = (frame["start"] - frame["sentence_start"]).tolist()
    ends = (frame["end"] - frame["sentence_start"]).tolist()
    who = [
        text[a:b].casefold() if pd.isna(actor) else (actor,)
        for text, a, b, actor in zip(texts, starts, ends, actors, strict=True)
    ]
    sentence = frame.groupby(_SENTENCE, sort=False).ngroup().to_numpy()
    first = np.searchsorted(sentence, sentence, side="left")
    last = np.searchsorted(sentence, sentence, side="right")

    def request(row: int) -> list[Piece]:
        spans = [(starts[row], ends[row], TARGET)]
        others = [i for i in range(first[row], last[row]) if i != row]
        # longest first, so that a name within a name does not split it
        for i in sorted(others, key=lambda i: (starts[i] - ends[i], starts[i])):
            if all(ends[i] <= a or starts[i] >= b for a, b, _ in spans):
                kind = SAME if who[i] == who[row] else OTHER
                spans.append((starts[i], ends[i], kind))
        return divide(texts[row], spans)

    return frame, request


def _placed(sentences: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions, sorted, with their sentences, or say what is wrong."""
    for name, table in (("sentences", sentences), ("mentions", mentions)):
        if missing := [column for column in _NEEDED[name] if column not in table]:
            message = f"{name} lacks the column {missing[0]!r}; needed: {_NEEDED[name]}"
            raise ValueError(message)
    if (twice := sentences.duplicated(_SENTENCE)).any():
        doc, sentence = sentences.loc[twice, _SENTENCE].iloc[0]
        message = f"sentences has sentence {sentence} of document {doc!r} twice"
        raise ValueError(message)
    texts = sentences[[*_SENTENCE, "start", "text"]]
    texts = texts.rename(columns={"start": "sentence_start"})
    frame = mentions.reindex(columns=MENTION).merge(texts, on=_SENTENCE, how="left")
    start, end, first = frame["start"], frame["end"], frame["sentence_start"]
    inside = (first <= start) & (start < end) & (end <= first + frame["text"].str.len())
    if not inside.all():
        row = int(np.flatnonzero(~inside)[0])
        what = frame[MENTION[:4]].astype(object).loc[row].tolist()
        lost = pd.isna(frame.loc[row, "text"])
        why = "has no sentence" if lost else "is not in its sentence"
        message = f"mentions row {row}: {what} {why}"
        raise ValueError(message)
    frame = frame.astype({"sentence_start": "int64"})
    return frame.sort_values(MENTION, kind="stable", ignore_index=True)


def divide(text: str, spans: Iterable[tuple[int, int, int]]) -> list[Piece]:
    """Divide a sentence into text and placeholders at (start, end, kind)."""
    pieces, at = [], 0
    for start, end, kind in sorted(spans):
        pieces += [Piece(-1, at, text[at:start]), Piece(kind, start, "")]
        at = end
    return [*pieces, Piece(-1, at, text[at:])]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the probabilities of scores, one row a request."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)
