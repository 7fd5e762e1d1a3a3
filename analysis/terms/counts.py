"""Counts: texts tokenised once, with the span of each term.

Statistics of terms take these and not texts, so that no choice is made twice
and no text is read twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.corpus.schema import as_table
from analysis.corpus.tokens import TokenBatch, locate, pick, text_keys
from analysis.terms.features import Features, by_document, count_cells, read_counts
from analysis.terms.joining import Vocabulary, keep, slide, term_batches
from analysis.terms.words import Words

LIBRARIES = ("numpy", "pandas", "pyarrow")
USES = ("analysis.terms.features", "analysis.terms.joining")
_PLAIN = Words()


@dataclass(frozen=True)
class Counts:
    """What was counted, in which texts, and where."""

    words: Words
    documents: pd.DataFrame | None  # without text; None for a frequency list
    features: Features = field(repr=False)  # one row per text
    texts: pd.DataFrame | None = field(default=None, repr=False)
    mentions: pd.DataFrame | None = field(default=None, repr=False)
    # All terms in the order of the texts; None if counts were given.
    tokens: TokenBatch | None = field(default=None, repr=False)
    _vocabulary: Vocabulary = field(default_factory=Vocabulary, repr=False)

    @property
    def terms(self) -> list[str]:
        """The terms that occur, sorted."""
        return self.features.terms

    @property
    def n_tokens(self) -> int:
        """Tokens, with those that are no terms."""
        return int(self.features.sizes.sum())

    @cached_property
    def by_document(self) -> Features:
        """The document-feature matrix, one row per document, by doc_id."""
        if self.documents is None:
            return self.features
        return by_document(self.features, self.documents["doc_id"])

    @cached_property
    def by_sentence(self) -> "Counts":
        """The counts of the sentences, which are tokenised unless they were."""
        if self.texts is None or "sentence_id" in self.texts.columns:
            return self
        from overture.voice import split_sentences

        doc_ids = text_keys(self.texts)["doc_id"].to_numpy()
        sentences = split_sentences(self.texts.assign(doc_id=doc_ids))
        return count(
            sentences, self.words, mentions=self.mentions, documents=self.documents
        )

    @property
    def located(self) -> TokenBatch:
        """The tokens; ValueError if there are none."""
        if self.tokens is None:
            message = "these counts were made of counts, not of texts: give texts"
            raise ValueError(message)
        return self.tokens

    @property
    def parts(self) -> Features:
        """The parts of the corpus: documents, or the sentences of a single one."""
        single = self.documents is not None and len(self.documents) == 1
        return self.by_sentence.features if single else self.by_document

    def select(self, doc_ids: Iterable[str]) -> "Counts":
        """Return the counts of some documents; nothing is tokenised."""
        doc_ids = set(doc_ids)
        rows = self.features.keys["doc_id"].isin(doc_ids).to_numpy()
        chosen = {"features": self.features.rows(rows)}
        if self.documents is not None:
            known = self.documents["doc_id"].isin(doc_ids)
            chosen["documents"] = self.documents[known]
        if self.tokens is not None:
            tokens = keep(self.tokens, rows[self.tokens.row])
            tokens = tokens._replace(row=(np.cumsum(rows) - 1)[tokens.row])
            chosen |= {"texts": self.texts[rows], "tokens": tokens}
        return replace(self, **chosen)

    def spans(
        self, terms: Iterable[str] | None = None, *, length: int | Sequence[int] = 1
    ) -> pd.DataFrame:
        """Return the place of each occurrence of some terms, or all: the evidence.

        With `length`, sequences of so many terms, as `collocations` counts them.
        Columns doc_id, sentence_id, start, end (characters), term; by length, in
        the order of the text.
        """
        tokens, keys = self.located, text_keys(self.texts)
        terms = None if terms is None else list(terms)
        found = []
        for n in [length] if isinstance(length, int) else length:
            vocabulary = self._vocabulary if n == 1 else Vocabulary()
            grams = slide(tokens, n, vocabulary)
            kept = grams.code >= 0
            if terms is not None:
                codes = [vocabulary.codes.get(term, -1) for term in terms]
                kept &= np.isin(grams.code, codes)
            found.append(locate(keep(grams, kept), keys))
        return pd.concat(found, ignore_index=True)


def count(
    texts: pd.DataFrame,
    words: Words = _PLAIN,
    *,
    mentions: pd.DataFrame | None = None,
    documents: pd.DataFrame | None = None,
) -> Counts:
    """Tokenise texts, once, and count their terms.

    Parameters
    ----------
    texts : DataFrame
        Sentences, or documents, which statistics within sentences tokenise once
        more. Or counts: term_counts, or a frequency list (term, n).
    words : Words
        What counts as a term.
    mentions : DataFrame, optional
        Needed to drop or merge actors.
    documents : DataFrame, optional
        What is known of the documents: doc_id and perhaps date, source,
        story_id ...; `texts` by default.

    Raises
    ------
    ValueError
        If the table has neither text nor counts, or words need mentions.

    Examples
    --------
    >>> counts = count(pd.DataFrame({"doc_id": ["d"], "text": ["Talks on talks"]}))
    >>> counts.spans(["talks"])[["start", "end", "term"]]
       start  end   term
    0      0    5  talks
    1      9   14  talks
    """
    if "text" not in texts.columns:
        if words != _PLAIN:
            message = "words are only for tables of texts, not of counts"
            raise ValueError(message)
        features = read_counts(texts)
        if documents is None:
            documents = features.keys[["doc_id"]] if "doc_id" in texts.columns else None
        return Counts(words, documents, features)
    keys = text_keys(texts)
    if documents is None:
        known = texts.drop(columns="text").assign(doc_id=keys["doc_id"].to_numpy())
        documents = known.drop_duplicates("doc_id")
    documents = documents.astype({"doc_id": "str"})
    if len(missing := keys.loc[~keys.doc_id.isin(documents.doc_id), "doc_id"]):
        message = f"documents has no row for {missing.iloc[0]!r}, which is in texts"
        raise ValueError(message)
    vocabulary = Vocabulary()
    batches = [
        [column.astype(np.int32) for column in batch[:4]]
        for batch in term_batches(texts, words, mentions, vocabulary)
    ]
    columns = [np.concatenate(column) for column in zip(*batches, strict=True)]
    tokens = TokenBatch(*columns, vocabulary.terms, range(len(texts)))
    features = count_cells(tokens.row, tokens.code, vocabulary.terms, keys)
    return Counts(words, documents, features, texts, mentions, tokens, vocabulary)


def as_counts(data: Counts | pd.DataFrame) -> Counts:
    """Return counts as they are, and count a table with the default words."""
    return data if isinstance(data, Counts) else count(data)


def term_counts(texts: Counts | pd.DataFrame) -> pd.DataFrame:
    """Return the table term_counts, by doc_id and term.

    >>> term_counts(pd.DataFrame({"doc_id": ["d"], "text": ["Talks on talks"]}))
      doc_id   term  n
    0      d     on  1
    1      d  talks  2
    """
    features = as_counts(texts).by_document
    cells = features.matrix.tocoo()
    doc_ids = features.keys.doc_id.to_numpy()[cells.row]
    rows = {"doc_id": doc_ids, "term": pick(features.terms, cells.col), "n": cells.data}
    return as_table("term_counts", rows)
