"""The way of the data: which table is made from which, and by which engine.

    documents -> sentences, quotations (voice) -> mentions, doubts (names)
              -> sentence_valence (tone); documents -> term_counts, boilerplate

A table is made anew when its engine, one of its inputs or, where actors are
looked for, the registry has changed; nothing else does that.
"""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from overture.frame import version_of

Tables = dict[str, pd.DataFrame]


class Stage(NamedTuple):
    """What makes a table: from its inputs, with the actors that are looked for."""

    make: Callable[..., Tables]  # (tables, registry) -> tables
    engine: str
    inputs: tuple[str, ...]


def _make_sentences(tables: Tables, registry) -> Tables:
    from overture.voice import split_sentences

    return {"sentences": split_sentences(tables["documents"])}


def _make_quotations(tables: Tables, registry) -> Tables:
    from overture.voice import find_quotations

    return {"quotations": find_quotations(tables["sentences"])}


def _make_mentions(tables: Tables, registry) -> Tables:
    from overture.names import annotate

    found = annotate(tables["sentences"], registry, documents=tables["documents"])
    return dict(zip(("mentions", "doubts"), found, strict=True))


def _make_valence(tables: Tables, registry) -> Tables:
    from overture.tone import sentence_valence

    # The lexicon is of English; a language that is not known is taken as such.
    documents, sentences = tables["documents"], tables["sentences"]
    other = documents["language"].notna() & documents["language"].ne("en")
    other = sentences["doc_id"].isin(documents.loc[other, "doc_id"])
    scored = sentence_valence(sentences[~other], tables["mentions"])
    return {"sentence_valence": scored}


def _make_term_counts(tables: Tables, registry) -> Tables:
    from analysis.terms.counts import term_counts

    return {"term_counts": term_counts(tables["documents"])}


def _make_boilerplate(tables: Tables, registry) -> Tables:
    from analysis.corpus.boilerplate import find_boilerplate

    return {"boilerplate": find_boilerplate(tables["documents"])}


_TEXTS = ("sentences", "documents")
STAGES = {
    "sentences": Stage(_make_sentences, "overture.voice", ("documents",)),
    "quotations": Stage(_make_quotations, "overture.voice", ("sentences",)),
    "mentions": Stage(_make_mentions, "overture.names", _TEXTS),
    "doubts": Stage(_make_mentions, "overture.names", _TEXTS),
    "sentence_valence": Stage(_make_valence, "overture.tone", (*_TEXTS, "mentions")),
    "term_counts": Stage(_make_term_counts, "analysis.terms.counts", ("documents",)),
    "boilerplate": Stage(
        _make_boilerplate, "analysis.corpus.boilerplate", ("documents",)
    ),
}
# What every report reads; the others are made when they are asked for.
USUAL = ("sentences", "quotations", "mentions", "doubts", "sentence_valence")


def version_of_table(table: str, registry: str) -> str:
    """Return a hash of what a table is made by; `registry` is that of the actors."""
    if table == "documents":
        return ""
    stage = STAGES[table]
    known = [version_of(stage.engine), registry * (stage.engine == "overture.names")]
    known += [version_of_table(name, registry) for name in stage.inputs]
    return hashlib.sha256(" ".join(known).encode()).hexdigest()[:16]


def make(table: str, tables: Tables, registry: Callable) -> None:
    """Add a table to `tables`, and before it what it is made from, each once."""
    if table in tables:
        return
    stage = STAGES[table]
    for name in stage.inputs:
        make(name, tables, registry)
    named = registry() if stage.engine == "overture.names" else None
    tables.update(stage.make(tables, named))
