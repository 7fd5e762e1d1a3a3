"""Units of counting: sentences, paragraphs, documents, windows of sentences.

One sentence falls into one unit, or into several windows. Also which sentences
count (headings, quoted speech, copies of a story), and the stratum and cluster
of each unit for tests and intervals.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from scipy import sparse

Unit = Literal["sentence", "paragraph", "document", "window"]
_PLACE = ["doc_id", "sentence_id"]
_PLURALS = {"window": "windows of sentences"}


class Grid(NamedTuple):
    """How units lie: a sentence that counts is in first to first + count - 1."""

    first: np.ndarray
    count: np.ndarray
    document: np.ndarray  # per unit
    stratum: np.ndarray  # per unit, of the test
    tested: np.ndarray  # per unit: False for windows that overlap an earlier one


@dataclass(frozen=True)
class Units:
    """The units of some sentences, and the mentions in them.

    The fields are what was given to `units`, or read from it once. For another
    choice of what counts, `dataclasses.replace(units, quoted=False)` reads nothing
    anew.
    """

    unit: Unit
    window: int
    headings: bool
    quoted: bool
    copies: bool
    mentions: pd.DataFrame = field(repr=False)
    documents: pd.DataFrame | None = field(repr=False)
    doc_ids: pd.Index = field(repr=False)  # sorted; the position is a document's code
    sentences: pd.DataFrame = field(repr=False)  # sorted: document part length ...
    sentence_of: np.ndarray = field(repr=False)  # of each mention: its row, or -1
    within: np.ndarray | None = field(default=None, repr=False)  # documents that count

    @property
    def noun(self) -> str:
        """The unit in the plural."""
        return _PLURALS.get(self.unit, f"{self.unit}s")

    @cached_property
    def counted(self) -> np.ndarray:
        """Whether each sentence counts."""
        counted = np.ones(len(self.sentences), dtype=bool)
        for option, column, needed in (
            ("headings", "body", "the column 'kind' in sentences"),
            ("quoted", "author", "the column 'voice' in sentences"),
            ("copies", "lead", "documents with doc_id and story_id"),
        ):
            if getattr(self, option):
                continue
            if column not in self.sentences:
                message = f"{option}=False needs {needed}"
                raise ValueError(message)
            counted &= self.sentences[column].to_numpy()
        if self.within is not None:
            counted &= self.within[self.sentences["document"]]
        return counted

    @cached_property
    def grid(self) -> Grid:
        """Number the units."""
        return _number(self.sentences[self.counted], self.unit, self.window)

    @property
    def n(self) -> int:
        """Units in all."""
        return len(self.grid.stratum)

    @cached_property
    def cluster(self) -> np.ndarray:
        """The document, or the story, of each unit."""
        known = self.documents
        if known is None or "story_id" not in known:
            return self.grid.document
        story = known.set_index("doc_id")["story_id"].reindex(self.doc_ids)
        story = story.where(story.notna(), self.doc_ids)
        return pd.factorize(story)[0][self.grid.document]

    @cached_property
    def located(self) -> tuple[np.ndarray, np.ndarray]:
        """Unit and row of each mention, once per unit it falls into."""
        row = np.flatnonzero(self.sentence_of >= 0)
        row = row[self.counted[self.sentence_of[row]]]
        sentence = (np.cumsum(self.counted) - 1)[self.sentence_of[row]]
        count = self.grid.count[sentence]
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return np.repeat(self.grid.first[sentence], count) + step, np.repeat(row, count)

    @cached_property
    def presence(self) -> tuple[pd.Index, sparse.csc_array]:
        """The actors, sorted, and the units x actors matrix of ones."""
        place, row = self.located
        actor, actors = pd.factorize(self.mentions["actor_id"].iloc[row], sort=True)
        known = actor >= 0
        present = sparse.coo_array(
            (np.ones(known.sum(), dtype=np.int64), (place[known], actor[known])),
            shape=(self.n, len(actors)),
        ).tocsc()
        present.data[:] = 1
        return actors, present


def units(
    mentions: pd.DataFrame,
    sentences: pd.DataFrame,
    *,
    unit: Unit = "sentence",
    window: int = 3,
    headings: bool = True,
    quoted: bool = True,
    copies: bool = True,
    documents: pd.DataFrame | None = None,
) -> Units:
    """Find the units in which actors can meet.

    Parameters
    ----------
    mentions : DataFrame
        With doc_id, sentence_id and actor_id; for evidence also start and end.
    sentences : DataFrame
        Every sentence of the documents, also those without a mention; with
        doc_id and sentence_id, and paragraph_id, kind, voice, start, end or
        text where an option needs them. Mentions elsewhere do not count.
    unit : {"sentence", "paragraph", "document", "window"}
        Where two actors must meet.
    window : int
        Consecutive sentences in a window; a window starts at every sentence.
    headings, quoted, copies : bool
        False leaves out titles and headings, sentences in quotation marks, or
        all documents of a story but its earliest.
    documents : DataFrame, optional
        With doc_id and story_id (and date): needed for ``copies=False``; with
        it, intervals treat the copies of a story as one source.

    Returns
    -------
    Units

    Raises
    ------
    ValueError
        For an unknown unit, a column that an option needs, a sentence given
        twice, or mentions of which none is in `sentences`.
    """
    if unit not in get_args(Unit):
        permitted = ", ".join(map(repr, get_args(Unit)))
        message = f"unit must be one of {permitted}, not {unit!r}"
        raise ValueError(message)
    if unit == "window" and (not isinstance(window, int) or window < 1):
        message = f"window must be a number of sentences, 1 or more, not {window!r}"
        raise ValueError(message)
    if unit == "paragraph" and "paragraph_id" not in sentences:
        message = "unit='paragraph' needs the column 'paragraph_id' in sentences"
        raise ValueError(message)
    place = pd.MultiIndex.from_frame(sentences[_PLACE])
    if place.has_duplicates:
        doc_id, number = place[place.duplicated()].min()
        message = (
            f"sentences has sentence {number} of document {doc_id!r} more than once; "
            "keep one row each"
        )
        raise ValueError(message)
    table = _describe(sentences, place, documents)
    if not place.is_monotonic_increasing:
        order = np.lexsort(place.codes[::-1])
        place, table = place[order], table.iloc[order]
    sentence_of = place.get_indexer(pd.MultiIndex.from_frame(mentions[_PLACE]))
    if len(mentions) and len(place) and (sentence_of < 0).all():
        first = mentions.iloc[0]
        message = (
            "no mention lies in sentences; the first is in document "
            f"{first['doc_id']!r}, sentence {first['sentence_id']!r}: pass the "
            "sentences in which the mentions were found, with ids of the same type"
        )
        raise ValueError(message)
    choice = unit, window, headings, quoted, copies
    made = Units(*choice, mentions, documents, place.levels[0], table, sentence_of)
    _ = made.counted  # says which column is missing
    return made


def _describe(sentences, place: pd.MultiIndex, documents) -> pd.DataFrame:
    """Return what the choices look at, as numbers."""
    length = np.zeros(len(sentences))
    if {"start", "end"} <= set(sentences):
        length = (sentences["end"] - sentences["start"]).to_numpy(float)
    if length.sum() <= 0 and "text" in sentences:
        length = sentences["text"].str.len().to_numpy(float)
    length = length if length.sum() > 0 else np.ones(len(sentences))
    table = pd.DataFrame({"document": place.codes[0].astype("int64"), "length": length})
    if "paragraph_id" in sentences:
        part = sentences["paragraph_id"]
        table["part"] = pd.factorize(part, use_na_sentinel=False)[0]
    for column, value in (("kind", "body"), ("voice", "author")):
        if column in sentences:
            table[value] = sentences[column].eq(value).to_numpy()
    if documents is not None and "story_id" in documents:
        by = [name for name in ("date", "doc_id") if name in documents]
        leads = documents.sort_values(by, kind="stable").drop_duplicates("story_id")
        is_lead = place.levels[0].isin(leads["doc_id"])
        table["lead"] = is_lead[table["document"]]
    return table


def _number(sentences: pd.DataFrame, unit: Unit, window: int) -> Grid:
    """Number the units of the sentences that count, which are in order."""
    document = sentences["document"].to_numpy()
    count = np.ones(len(document), dtype=np.int64)
    if unit == "sentence":
        first, of_unit, stratum = np.arange(len(document)), document, document
    elif unit == "window":
        begins = np.flatnonzero(np.diff(document, prepend=-1))
        size = np.diff(begins, append=len(document))
        windows = np.maximum(size - window + 1, 1)
        begin = np.cumsum(windows) - windows
        position = np.arange(len(document)) - np.repeat(begins, size)
        before = np.maximum(position - window + 1, 0)
        count = np.minimum(position, np.repeat(windows, size) - 1) - before + 1
        first = np.repeat(begin, size) + before
        of_unit = stratum = np.repeat(document[begins], windows)
    else:
        part = sentences["part"].to_numpy() if unit == "paragraph" else 0 * document
        parts = int(part.max(initial=0)) + 1
        first, seen = pd.factorize(document * parts + part)
        of_unit = seen // parts
        length = np.bincount(first, weights=sentences["length"])
        # Ten strata by length; equal lengths stay together.
        shorter = np.searchsorted(np.sort(length), length)
        stratum = shorter * 10 // max(len(length), 1)
    tested = np.ones(len(of_unit), dtype=bool)
    if unit == "window":
        tested = (np.arange(len(of_unit)) - np.repeat(begin, windows)) % window == 0
    return Grid(first, count, of_unit, stratum, tested)
