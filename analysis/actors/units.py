"""Units of counting: sentences, paragraphs, documents, windows of sentences.

One row of sentences falls into one unit, or into several windows. Also which
sentences count (headings, quoted speech, copies of a story), and the stratum
and cluster of each unit for tests and intervals.
"""

from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

Unit = Literal["sentence", "paragraph", "document", "window"]


class Units(NamedTuple):
    """Where sentences are counted: a sentence in units first to first + count - 1."""

    documents: pd.Index  # sorted doc_id; the position is the document's code
    numbers: pd.Index  # sorted sentence_id; the position is the sentence's code
    sentences: np.ndarray  # document code * len(numbers) + sentence's code, sorted
    first: np.ndarray
    count: np.ndarray
    stratum: np.ndarray  # per unit, of the test
    tested: np.ndarray  # per unit: False for windows that overlap an earlier one
    cluster: np.ndarray  # per unit: document, or story


def make_units(
    sentences: pd.DataFrame,
    *,
    unit: Unit = "sentence",
    window: int = 3,
    headings: bool = True,
    quoted: bool = True,
    copies: bool = True,
    documents: pd.DataFrame | None = None,
) -> Units:
    """Select the sentences that count and number their units.

    The options are those of `co_mentions`.
    """
    if unit not in get_args(Unit):
        permitted = ", ".join(map(repr, get_args(Unit)))
        message = f"unit must be one of {permitted}, not {unit!r}"
        raise ValueError(message)
    if unit == "window" and (not isinstance(window, int) or window < 1):
        message = f"window must be a number of sentences, 1 or more, not {window!r}"
        raise ValueError(message)
    table = _selected(sentences, headings, quoted, copies, documents)
    document, names = pd.factorize(table["doc_id"], sort=True)
    number, numbers = pd.factorize(table["sentence_id"], sort=True)
    place = document * len(numbers) + number
    if (place[1:] <= place[:-1]).any():
        order = np.argsort(place, kind="stable")
        place, table, document = place[order], table.iloc[order], document[order]
        if len(twice := np.flatnonzero(place[1:] == place[:-1])):
            first = divmod(place[twice[0]], len(numbers))
            message = (
                f"sentences has sentence {numbers[first[1]]} of document "
                f"{names[first[0]]!r} more than once; keep one row each"
            )
            raise ValueError(message)
    count = np.ones(len(table), dtype=np.int64)
    tested = None
    if unit == "sentence":
        first = np.arange(len(table))
        stratum = of_document = document
    elif unit == "window":
        size = np.bincount(document)
        windows = np.maximum(size - window + 1, 1)
        begin = np.cumsum(windows) - windows
        position = np.arange(len(table)) - (np.cumsum(size) - size)[document]
        first = np.maximum(position - window + 1, 0)
        count = np.minimum(position, windows[document] - 1) - first + 1
        first = begin[document] + first
        stratum = of_document = np.repeat(np.arange(len(size)), windows)
        tested = (np.arange(len(stratum)) - begin[of_document]) % window == 0
    else:
        part = (
            document
            if unit == "document"
            else _column(table, "paragraph_id", "unit='paragraph'")
        )
        both = pd.MultiIndex.from_arrays([document, part])
        first, seen = pd.factorize(both)
        of_document = seen.get_level_values(0).to_numpy()
        stratum = _deciles(np.bincount(first, weights=_lengths(table)))
    if tested is None:
        tested = np.ones(len(stratum), dtype=bool)
    cluster = of_document
    if documents is not None:
        story = documents.set_index("doc_id")["story_id"].reindex(names)
        story = story.where(story.notna(), names)
        cluster = pd.factorize(story)[0][of_document]
    return Units(names, numbers, place, first, count, stratum, tested, cluster)


def _selected(sentences, headings, quoted, copies, documents) -> pd.DataFrame:
    """Leave out what the options leave out."""
    keep = np.ones(len(sentences), dtype=bool)
    if not headings:
        keep &= _column(sentences, "kind", "headings=False").eq("body")
    if not quoted:
        keep &= _column(sentences, "voice", "quoted=False").eq("author")
    if not copies:
        if documents is None:
            message = "copies=False needs documents with doc_id and story_id"
            raise ValueError(message)
        by = [name for name in ("date", "doc_id") if name in documents]
        earliest = documents.sort_values(by, kind="stable")
        earliest = earliest[~earliest["story_id"].duplicated()]
        keep &= sentences["doc_id"].isin(earliest["doc_id"])
    return sentences[keep]


def _column(sentences: pd.DataFrame, name: str, option: str) -> pd.Series:
    """Return a column of sentences, or say which option needs it."""
    if name not in sentences:
        message = f"{option} needs the column {name!r} in sentences"
        raise ValueError(message)
    return sentences[name]


def _lengths(sentences: pd.DataFrame) -> np.ndarray:
    """Return the characters of each sentence; 1 each where none are known."""
    length = np.zeros(len(sentences))
    if {"start", "end"} <= set(sentences):
        length = (sentences["end"] - sentences["start"]).to_numpy(float)
    if length.sum() <= 0 and "text" in sentences:
        length = sentences["text"].str.len().to_numpy(float)
    return length if length.sum() > 0 else np.ones(len(sentences))


def _deciles(length: np.ndarray) -> np.ndarray:
    """Cut units into ten strata by length; equal lengths stay together."""
    below = np.searchsorted(np.sort(length), length)
    return below * 10 // max(len(length), 1)


def located(mentions: pd.DataFrame, units: Units) -> tuple[np.ndarray, np.ndarray]:
    """Return unit and row of each mention, once per unit it falls into."""
    document = _codes(mentions["doc_id"], units.documents)
    number = _codes(mentions["sentence_id"], units.numbers)
    row = np.flatnonzero((document >= 0) & (number >= 0))
    place = document[row] * len(units.numbers) + number[row]
    sentence = np.searchsorted(units.sentences, place)
    known = np.append(units.sentences, -1)[sentence] == place
    row, sentence = row[known], sentence[known]
    count = units.count[sentence]
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(units.first[sentence], count) + step, np.repeat(row, count)


def _codes(values: pd.Series, known: pd.Index) -> np.ndarray:
    """Return the position of each value among those known, -1 if it is not."""
    code, found = pd.factorize(values)
    return np.append(known.get_indexer(found), -1)[code]
