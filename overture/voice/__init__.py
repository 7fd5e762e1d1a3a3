"""Voice: text in, sentences, quotations and their speakers out."""

from overture import door

# What its results depend on besides its own files.
USES, LIBRARIES = ("overture.words",), ("pandas",)

__all__, __getattr__, __dir__ = door(
    __name__,
    {
        "direction": "clauses",
        "direction_counts": "clauses",
        "split_sentences": "sentences",
        "QUOTATIONS": "tables",
        "SENTENCES": "tables",
        "find_quotations": "quotations",
        "span_voices": "quotations",
    },
)
