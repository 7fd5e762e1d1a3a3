"""Names: sentences in, mentions of actors out."""

from overture import door

# What its results depend on besides its own files.
USES = ("overture.words",)
LIBRARIES = (
    "ahocorasick-rs",
    "numpy",
    "onnxruntime",
    "pandas",
    "ruamel.yaml",
    "simplemma",
    "tokenizers",
)

__all__, __getattr__, __dir__ = door(
    __name__,
    {
        "TYPES": "checked_file",
        "add_alias": "entries",
        "describe_doubts": "entries",
        "find_names": "discovery",
        "to_yaml": "entries",
        "annotate": "mentions",
        "count_unresolved": "mentions",
        "find_mentions": "mentions",
        "read_actors": "registry",
        "MENTIONS": "tables",
        "UNRESOLVED": "tables",
    },
)
