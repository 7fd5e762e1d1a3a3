"""The tables: one grain each, keys first, columns in a fixed order.

The one place where a table's columns are named, typed and described: readers
build their tables with it, the README's column tables and the data package of
a report are checked against it. A dtype is the pandas name; "str" columns
hold a missing value where something is not known.
"""

import pandas as pd

from overture import frame
from overture.frame import ACTOR, DOC, Column
from overture.names import MENTIONS, UNRESOLVED
from overture.tone import MENTION_SENTIMENT, SCORED_WORDS, SENTENCE_VALENCE
from overture.voice import QUOTATIONS, SENTENCES

LIBRARIES = ("pandas",)
_LOW = Column("float64", "lower end of the 95 % interval")
_HIGH = Column("float64", "upper end of the 95 % interval")
_Q = Column("float64", "Benjamini-Hochberg q-value")

SCHEMAS: dict[str, dict[str, Column]] = {
    "intake": {
        "path": Column("str", "file, relative to the corpus folder"),
        "record": Column("int64", "number of the record in the file, from 0"),
        "status": Column("str", "parsed, rejected or copy"),
        "reason": Column("str", "why it was rejected, or what was assumed"),
        "doc_id": DOC,
        "source": Column("str", "outlet or publisher"),
        "date": Column("datetime64[us, UTC]", "publication date; NaT if unknown"),
        "title": Column("str", "headline"),
        "url": Column("str", "address of the original"),
    },
    "documents": {
        "doc_id": DOC,
        "source": Column("str", "outlet or publisher"),
        "date": Column("datetime64[us, UTC]", "publication date; NaT if unknown"),
        "title": Column("str", "headline"),
        "language": Column("str", "ISO 639-1 code"),
        "author": Column("str", "byline"),
        "url": Column("str", "address of the original"),
        "path": Column("str", "file, relative to the corpus folder"),
        "record": Column("int64", "number of the record in the file, from 0"),
        "n_chars": Column("int64", "length of the text in characters"),
        "n_tokens": Column("int64", "words in the text"),
        "story_id": Column("str", "story: the near-copies it belongs to"),
        "text": Column("str", "text in Unicode NFC, title included"),
    },
    "copies": {
        "doc_id": DOC,
        "story_id": Column("str", "story: doc_id of its lead, most like the others"),
        "similarity": Column("float64", "estimated Jaccard with the lead, 0 to 1"),
        "source": Column("str", "outlet or publisher of the copy"),
        "date": Column("datetime64[us, UTC]", "date of the copy; NaT if unknown"),
        "path": Column("str", "file, relative to the corpus folder"),
        "record": Column("int64", "number of the record in the file, from 0"),
    },
    "sentences": SENTENCES,
    "quotations": QUOTATIONS,
    "speakers": {
        "speaker": Column("str", "actor who is quoted, or the name as written"),
        "n": Column("int64", "quoted spans, each in one sentence"),
        "direct": Column("int64", "of them between quotation marks"),
        "documents": Column("int64", "documents that quote the speaker"),
    },
    "term_counts": {
        "doc_id": DOC,
        "term": Column("str", "term as counted"),
        "n": Column("int64", "occurrences in the document"),
    },
    "mentions": MENTIONS,
    "actors": {
        "actor_id": ACTOR,
        "name": Column("str", "display name"),
        "type": Column("str", "person, state, organisation, group or place"),
        "mentions": Column("int64", "mentions"),
        "sentences": Column("int64", "sentences that mention the actor"),
        "documents": Column("int64", "documents that mention the actor"),
        "stories": Column("int64", "stories that mention the actor"),
        "first_date": Column("datetime64[us, UTC]", "earliest dated mention"),
        "last_date": Column("datetime64[us, UTC]", "latest dated mention"),
    },
    "unresolved": UNRESOLVED,
    "term_frequencies": {
        "group": Column("str", "group of documents"),
        "term": Column("str", "term as counted"),
        "frequency": Column("int64", "occurrences"),
        "per_thousand": Column("float64", "occurrences per 1,000 tokens"),
        "docfreq": Column("int64", "documents that contain the term"),
        "dp": Column("float64", "Gries' deviation of proportions, 0 even to 1"),
        "dp_norm": Column("float64", "DP divided by its maximum"),
        "rank": Column("int64", "rank by frequency in the group, from 1"),
        "tf_idf": Column("float64", "frequency times log10(documents / docfreq)"),
    },
    "keyness": {
        "term": Column("str", "term as counted"),
        "n_target": Column("int64", "occurrences in the target"),
        "n_reference": Column("int64", "occurrences in the reference"),
        "docfreq_target": Column("int64", "documents of the target with it"),
        "docfreq_reference": Column("int64", "documents of the reference with it"),
        "g2": Column("float64", "signed log-likelihood ratio"),
        "q": _Q,
        "log_ratio": Column("float64", "binary log of the ratio of rates"),
        "low": _LOW,
        "high": _HIGH,
        "lrc": Column("float64", "conservative log ratio, 0 where not significant"),
        "flag": Column("str", "one document, if one has most occurrences, or empty"),
    },
    "collocations": {
        "collocation": Column("str", "words in sequence"),
        "count": Column("int64", "occurrences"),
        "length": Column("int64", "number of words"),
        "lambda": Column("float64", "log-linear interaction"),
        "z": Column("float64", "Wald z of lambda"),
        "pmi": Column("float64", "pointwise mutual information, binary log"),
    },
    "trends": {
        "term": Column("str", "term as counted"),
        "period": Column("str", "day, ISO week, month or year"),
        "date": Column("datetime64[us, UTC]", "first day of the period"),
        "frequency": Column("int64", "occurrences"),
        "n_tokens": Column("int64", "tokens in the period"),
        "documents": Column("int64", "documents in the period"),
        "per_thousand": Column("float64", "occurrences per 1,000 tokens"),
        "low": _LOW,
        "high": _HIGH,
        "q": _Q,
        "burst": Column("bool", "more than in all other periods, with small q"),
    },
    "co_mentions": {
        "unit": Column("str", "sentence, paragraph, document or window"),
        "actor_a": ACTOR,
        "actor_b": ACTOR,
        "observed": Column("int64", "units that mention both"),
        "expected": Column("float64", "units expected under independence"),
        "ratio": Column("float64", "observed / expected"),
        "low": _LOW,
        "high": _HIGH,
        "npmi": Column("float64", "normalised pointwise mutual information"),
        "q": _Q,
        "n_units": Column("int64", "units in all"),
    },
    "sentence_valence": SENTENCE_VALENCE,
    "scored_words": SCORED_WORDS,
    "actor_sentiment": {
        "actor_id": ACTOR,
        "voice": Column("str", "author, quoted, unattributed or all"),
        "engine": Column("str", "engine that scored"),
        "n": Column("int64", "scored sentences or mentions"),
        "mean": Column("float64", "mean score, -1 to 1"),
        "low": _LOW,
        "high": _HIGH,
        "share_negative": Column("float64", "share of negative, 0 to 1"),
        "share_neutral": Column("float64", "share of neutral, 0 to 1"),
        "share_positive": Column("float64", "share of positive, 0 to 1"),
        "n_unscored": Column("int64", "sentences without a scored word"),
        "n_stories": Column("int64", "stories with a score"),
        "note": Column("str", "why there is no interval"),
    },
    "mention_sentiment": MENTION_SENTIMENT,
}


def empty_table(name: str) -> pd.DataFrame:
    """Return the named table without rows, with its columns and dtypes.

    Examples
    --------
    >>> list(empty_table("term_counts").columns)
    ['doc_id', 'term', 'n']
    """
    return frame.as_table(SCHEMAS[name])


def as_table(name: str, rows) -> pd.DataFrame:
    """Give rows the named table's column order and dtypes, as `frame.as_table`."""
    return frame.as_table(SCHEMAS[name], rows)
