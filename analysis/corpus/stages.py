"""The way of the data: which table is made from which, and by which engine.

    documents -> sentences, quotations (voice) -> mentions, doubts (names)
              -> sentence_valence (tone); documents -> term_counts

A table is made anew when its engine, one of its inputs or, where actors are
looked for, the registry has changed; nothing else does that.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from overture.frame import version_of

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Actors:
    """Who is looked for: the built-in registry, the user's file, and how others."""

    file: Path | None = None
    discover: str = "rules"  # finds names that nobody registered: rules or tagger

    @property
    def registry(self):
        """The registry, read once as long as the file is the same."""
        return _read_registry(self.file, self.version)

    @property
    def version(self) -> str:
        """A hash of what the user gave; the rest belongs to the engine."""
        own = self.file.read_bytes() if self.file else b""
        return hashlib.sha256(self.discover.encode() + b"\0" + own).hexdigest()[:16]


@lru_cache(maxsize=2)
def _read_registry(file: Path | None, version: str):
    """Return the registry; a change of `version` reads it anew."""
    from overture.names import read_actors

    return read_actors(file)


class Stage(NamedTuple):
    """What makes a table: from its inputs, with the actors that are looked for."""

    make: Callable[[Tables, Actors], Tables]
    engine: str
    inputs: tuple[str, ...]


def _make_sentences(tables: Tables, actors: Actors) -> Tables:
    from overture.voice import split_sentences

    return {"sentences": split_sentences(tables["documents"])}


def _make_quotations(tables: Tables, actors: Actors) -> Tables:
    from overture.voice import find_quotations

    return {"quotations": find_quotations(tables["sentences"])}


def _make_mentions(tables: Tables, actors: Actors) -> Tables:
    from overture.names import annotate

    mentions, doubts = annotate(
        tables["sentences"],
        actors.registry,
        documents=tables["documents"],
        discover=actors.discover,
    )
    return {"mentions": mentions, "doubts": doubts}


def _make_valence(tables: Tables, actors: Actors) -> Tables:
    from overture.tone import sentence_valence

    # The lexicon is of English; a language that is not known is taken as such.
    documents, sentences = tables["documents"], tables["sentences"]
    other = documents["language"].notna() & documents["language"].ne("en")
    other = sentences["doc_id"].isin(documents.loc[other, "doc_id"])
    scored = sentence_valence(sentences[~other], tables["mentions"])
    return {"sentence_valence": scored}


def _make_term_counts(tables: Tables, actors: Actors) -> Tables:
    from analysis.terms.counts import term_counts

    return {"term_counts": term_counts(tables["documents"])}


_TEXTS = ("sentences", "documents")
STAGES = {
    "sentences": Stage(_make_sentences, "overture.voice", ("documents",)),
    "quotations": Stage(_make_quotations, "overture.voice", ("sentences",)),
    "mentions": Stage(_make_mentions, "overture.names", _TEXTS),
    "doubts": Stage(_make_mentions, "overture.names", _TEXTS),
    "sentence_valence": Stage(_make_valence, "overture.tone", (*_TEXTS, "mentions")),
    "term_counts": Stage(_make_term_counts, "analysis.terms.counts", ("documents",)),
}
# What every report reads; the others are made when they are asked for.
USUAL = ("sentences", "quotations", "mentions", "doubts", "sentence_valence")


def version_of_table(table: str, actors: Actors) -> str:
    """Return a hash of all that a table is made by."""
    if table == "documents":
        return ""
    stage = STAGES[table]
    known = [version_of(stage.engine)]
    if stage.engine == "overture.names":
        known.append(actors.version)
    known += [version_of_table(name, actors) for name in stage.inputs]
    return hashlib.sha256(" ".join(known).encode()).hexdigest()[:16]


def make(table: str, tables: Tables, actors: Actors) -> None:
    """Add a table to `tables`, and before it what it is made from, each once."""
    if table in tables:
        return
    stage = STAGES[table]
    for name in stage.inputs:
        make(name, tables, actors)
    tables.update(stage.make(tables, actors))
