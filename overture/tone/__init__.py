"""Tone: sentences and mentions in, valence and sentiment out."""

from overture import door

# What its results depend on besides its own files.
LIBRARIES = (
    "numpy",
    "onnxruntime",
    "pandas",
    "snowballstemmer",
    "tokenizers",
    "vaderSentiment",
)

__all__, __getattr__, __dir__ = door(
    __name__,
    {
        "read_lexicon": "lexicon",
        "MENTION_SENTIMENT": "tables",
        "SCORED_WORDS": "tables",
        "SENTENCE_VALENCE": "tables",
        "explain": "targeted",
        "describe_accuracy": "targeted",
        "mention_sentiment": "targeted",
        "document_valence": "valence",
        "scored_words": "valence",
        "sentence_valence": "valence",
    },
)
