"""Names in sentences, found by the small transformer that ships with the package.

One row per name of a person, organisation, place or anything else with a name
(nationality, event, work). Not handled here: who a name refers to (that is the
registry's), names inside names, and pronouns or descriptions.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from overture.names.tables import as_names, check_sentences
from overture.onnx_model import open_model
from overture.words import words

MODEL = Path(__file__).parent / "tagger_model"
TYPES = ("person", "organisation", "place", "other")
# One tag outside names, then one for the first word and one for every further
# word of a name, by type.
TAGS = ("O", *(f"{part}-{kind}" for part in "BI" for kind in TYPES))
WINDOW, STRIDE = 256, 32  # word pieces; longer sentences are read in windows
_BATCH_PIECES = 512
_CHUNK = 4000  # sentences sorted by length at a time
_JOINED = re.compile(r"(?<!\w)(?:(?:[^\W\d_]\.){2,}|[A-Z]['’][A-Z]\w+)")
_PAD, _LOWER, _TITLE, _UPPER, _INITIAL, _MIXED, _NUMBER, _CASELESS, _MARK = range(9)
N_SHAPES = 9
# Words before a person's name that are no part of it; Duke and Earl may be.
_BEFORE = words("title", "qualifier") - {"duke", "earl"}
TITLES = {*map(str.title, _BEFORE), *map(str.upper, _BEFORE)}
_TITLE_WORD = re.compile(rf"(?:{'|'.join(sorted(TITLES))})\b\.?\s+(?=[^\W\d_a-z])")
_HANGING = re.compile(r"(?:\s+(?:of|for|and|the|in))+\Z")
_COLUMNS = {
    "doc_id": "str",
    "sentence_id": "int64",
    "start": "int64",
    "end": "int64",
    "surface": "str",
    "type": "str",
}


def find_names(sentences: pd.DataFrame, *, model: str | Path = MODEL) -> pd.DataFrame:
    """Find names of persons, organisations, places and other things.

    Parameters
    ----------
    sentences : DataFrame
        With `doc_id`, `sentence_id`, `start`, `end` and `text`; `start` counts
        the characters before `text` in the document.
    model : path, optional
        Folder of a model made by `make tagger`.

    Returns
    -------
    DataFrame
        `NAMES`, sorted by document, start and end. Names do not overlap.

    Raises
    ------
    ValueError
        If a column is missing, or the model's files are missing or damaged.

    Notes
    -----
    A name is written without its article, title ("President") and possessive
    ending. Nationalities ("Russian") are of type other. Every sentence is read
    alone. Weights are stored in eight bits and computed with in 32 on one
    thread, so that spans do not depend on the processor or on the other
    sentences.
    """
    check_sentences(sentences)
    texts = sentences["text"].fillna("").tolist()
    found = _tag(texts, Path(model)) if texts else []
    return as_names(sentences, found).sort_values(
        ["doc_id", "start", "end"], kind="stable", ignore_index=True
    )


def _tag(texts: list[str], folder: Path) -> list[list[tuple[int, int, str]]]:
    """Return the spans of each text."""
    session, tokenizer = open_model(folder)
    found: list[list[tuple[int, int, str]]] = []
    for begin in range(0, len(texts), _CHUNK):
        some = texts[begin : begin + _CHUNK]
        spans: list[list[tuple[int, int, str]]] = [[] for _ in some]
        pieces = sorted(encode(some, tokenizer), key=lambda member: len(member.ids))
        for batch in batches([len(member.ids) for member in pieces], _BATCH_PIECES):
            members = [pieces[i] for i in batch]
            ids, shapes = stack(members)
            (scores,) = session.run(None, {"ids": ids, "shapes": shapes})
            for member, score in zip(members, scores, strict=True):
                spans[member.text] += decode(member, score)
        found += [
            tidy(text, _without_overlaps(of_text))
            for text, of_text in zip(some, spans, strict=True)
        ]
    return found


class Pieces:
    """Word pieces of a text or of a window of it."""

    __slots__ = ("ids", "shapes", "spans", "starts", "text")

    def __init__(self, text, ids, shapes, starts, spans):
        self.text, self.ids, self.shapes = text, ids, shapes
        self.starts, self.spans = starts, spans


def encode(texts: list[str], tokenizer) -> list[Pieces]:
    """Cut texts into word pieces, each with the letter case of its word.

    The tokenizer drops case; the shape gives it back. Words are runs of
    letters and digits, or single marks, so spacing around marks changes nothing;
    "U.S." and "O'Brien" are one word.
    """
    tokenizer.enable_truncation(WINDOW, stride=STRIDE)
    tokenizer.no_padding()
    result = []
    for number, text in enumerate(texts):
        # One by one: the tokenizer's own threads would outlive a fork.
        first = tokenizer.encode(text)
        inside = {
            place
            for match in _JOINED.finditer(text)
            for place in range(match.start() + 1, match.end())
        }
        for window in (first, *first.overflowing):
            starts, spans, shapes = [], [], [_PAD] * len(window.ids)
            previous = None
            for place, word in enumerate(window.word_ids):
                if word is None:
                    continue
                begin, end = window.offsets[place]
                if not spans or (word != previous and begin not in inside):
                    starts.append(place)
                    spans.append((begin, end))
                else:
                    spans[-1] = (spans[-1][0], end)
                previous = word
            for (begin, end), place, stop in zip(
                spans, starts, [*starts[1:], len(shapes) - 1], strict=False
            ):
                shape = word_shape(text[begin:end])
                shapes[place:stop] = [shape] * (stop - place)
            result.append(Pieces(number, window.ids, shapes, starts, spans))
    return result


def word_shape(word: str) -> int:
    """Return the class of a word's letter case.

    Examples
    --------
    >>> [word_shape(word) for word in ("war", "Kyiv", "NATO", "U", "iPhone", "7", ",")]
    [1, 2, 3, 4, 5, 6, 8]
    """
    if not word[:1].isalnum():
        return _MARK
    if any(letter.isdigit() for letter in word):
        return _NUMBER
    if word.islower():
        return _LOWER
    if word.isupper():
        return _UPPER if len(word) > 1 else _INITIAL
    if word[0].isupper() and word[1:].islower():
        return _TITLE
    return _CASELESS if word.upper() == word.lower() else _MIXED


def batches(lengths: list[int], most: int):
    """Yield ranges of sorted lengths whose padded size stays below `most`."""
    begin = 0
    for i, length in enumerate(lengths):
        if i > begin and (i + 1 - begin) * length > most:
            yield range(begin, i)
            begin = i
    if begin < len(lengths):
        yield range(begin, len(lengths))


def stack(members: list[Pieces]) -> tuple[np.ndarray, np.ndarray]:
    """Pad pieces to two arrays; piece 0 is padding, which the model ignores."""
    width = max(len(member.ids) for member in members)
    ids = np.zeros((len(members), width), np.int64)
    shapes = np.zeros_like(ids)
    for row, member in enumerate(members):
        ids[row, : len(member.ids)] = member.ids
        shapes[row, : len(member.ids)] = member.shapes
    return ids, shapes


def decode(member: Pieces, scores: np.ndarray) -> list[tuple[int, int, str]]:
    """Turn scores of pieces into spans with their types.

    First where names begin and end, whatever their type, by the best path
    (nothing continues a name that has not begun); then each name's type by the
    sum over its words.
    """
    scores = scores[member.starts].astype(np.float64)
    share = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    share /= share.sum(axis=1, keepdims=True)
    n = len(TYPES)
    first, further = share[:, 1 : 1 + n], share[:, 1 + n :]
    parts = np.stack([share[:, 0], first.sum(axis=1), further.sum(axis=1)], axis=1)
    spans, begin = [], None
    for word, part in enumerate([*best_path(np.log(parts + 1e-12)), 0]):
        if part != 2 and begin is not None:
            kind = (first + further)[begin:word].sum(axis=0).argmax()
            spans.append((member.spans[begin][0], member.spans[word - 1][1], kind))
            begin = None
        if part == 1:
            begin = word
    return [(begin, end, TYPES[kind]) for begin, end, kind in spans]


def best_path(parts: np.ndarray) -> list[int]:
    """Return outside (0), first (1) or further (2) for each word."""
    outside, within = 0.0, -np.inf  # best sums so far; within: a name is open
    choices = []
    for none, first, further in parts.tolist():
        before = max(outside, within)
        came_from_within = within > outside
        goes_on = within + further > before + first
        choices.append((came_from_within, goes_on))
        outside = before + none
        within = within + further if goes_on else before + first
    path, open_name = [], within > outside
    for came_from_within, goes_on in reversed(choices):
        path.append((2 if goes_on else 1) if open_name else 0)
        open_name = open_name and goes_on or came_from_within
    return path[::-1]


def tidy(text: str, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Take titles off persons and hanging small words off names; drop names in
    small letters where the sentence uses capitals."""
    has_capitals = any(letter.isupper() for letter in text[1:])
    tidied = []
    for begin, end, kind in spans:
        while kind == "person" and (title := _TITLE_WORD.match(text, begin, end)):
            begin = title.end()
        if hanging := _HANGING.search(text, begin, end):
            end = hanging.start()
        if not (has_capitals and text[begin:end].islower()):
            tidied.append((begin, end, kind))
    return tidied


def _without_overlaps(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Keep the earlier and longer of names that two windows both saw."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
