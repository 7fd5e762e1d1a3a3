"""The tables: one grain each, keys first, columns in a fixed order.

columns.csv is the one place where columns are named, typed and described; those
of an engine's tables are beside the engine. A dtype is the pandas name; "str"
columns hold a missing value where something is not known.
"""

import pandas as pd

from overture import frame
from overture.names import MENTIONS, UNRESOLVED
from overture.tone import MENTION_SENTIMENT, SCORED_WORDS, SENTENCE_VALENCE
from overture.voice import QUOTATIONS, SENTENCES

LIBRARIES = ("pandas",)
DATA = ("columns.csv",)
_ENGINES = {
    "sentences": SENTENCES,
    "quotations": QUOTATIONS,
    "mentions": MENTIONS,
    "unresolved": UNRESOLVED,
    "sentence_valence": SENTENCE_VALENCE,
    "scored_words": SCORED_WORDS,
    "mention_sentiment": MENTION_SENTIMENT,
}
# In the order of the way of the data.
_TABLES = (
    "intake documents copies sentences quotations speakers term_counts mentions actors "
    "unresolved term_frequencies keyness collocations trends co_mentions "
    "sentence_valence scored_words actor_sentiment mention_sentiment"
).split()
SCHEMAS: dict[str, dict[str, frame.Column]] = {
    name: _ENGINES.get(name) or frame.read_columns(__file__, name)[0]
    for name in _TABLES
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
