"""The tables of this engine, as columns.csv describes them."""

from overture.frame import read_columns

SENTENCE_VALENCE, SCORED_WORDS, MENTION_SENTIMENT, EXPLANATIONS = read_columns(
    __file__, "sentence_valence", "scored_words", "mention_sentiment", "explanations"
)
