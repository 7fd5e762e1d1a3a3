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
from importlib import import_module
from pathlib import Path
from types import ModuleType
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
    """What makes a table: an engine of its inputs; `make` gets the engine's door."""

    engine: str
    inputs: tuple[str, ...]
    make: Callable[[ModuleType, Tables, Actors], Tables]


def _find_mentions(names: ModuleType, tables: Tables, actors: Actors) -> Tables:
    mentions, doubts = names.annotate(
        tables["sentences"],
        actors.registry,
        documents=tables["documents"],
        discover=actors.discover,
    )
    return {"mentions": mentions, "doubts": doubts}


def _score(tone: ModuleType, tables: Tables, actors: Actors) -> Tables:
    # The lexicon is of English; a language that is not known is taken as such.
    documents, sentences = tables["documents"], tables["sentences"]
    other = documents["language"].notna() & documents["language"].ne("en")
    other = sentences["doc_id"].isin(documents.loc[other, "doc_id"])
    scored = tone.sentence_valence(sentences[~other], tables["mentions"])
    return {"sentence_valence": scored}


_MENTIONS = Stage("overture.names", ("sentences", "documents"), _find_mentions)
STAGES = {
    "sentences": Stage(
        "overture.voice",
        ("documents",),
        lambda voice, t, _: {"sentences": voice.split_sentences(t["documents"])},
    ),
    "quotations": Stage(
        "overture.voice",
        ("sentences",),
        lambda voice, t, _: {"quotations": voice.find_quotations(t["sentences"])},
    ),
    "mentions": _MENTIONS,
    "doubts": _MENTIONS,
    "sentence_valence": Stage(
        "overture.tone", ("sentences", "documents", "mentions"), _score
    ),
    "term_counts": Stage(
        "analysis.terms.counts",
        ("documents",),
        lambda counts, t, _: {"term_counts": counts.term_counts(t["documents"])},
    ),
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
    tables.update(stage.make(import_module(stage.engine), tables, actors))
