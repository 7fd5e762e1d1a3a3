"""A registry compiled for matching: patterns, and what each may mean.

One pattern per written form. Besides the aliases there are forms derived from
them (capitals, plurals of surnames), context words that undo an alias ("Kyiv"
in "Kyiv Post"), and words for roles ("president").
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from overture.names.matching import automaton, fold
from overture.names.registry import Registry
from overture.words import roles, words

LEVELS = ("person", "office", "demonym", "capital", "institution")


@dataclass(frozen=True, eq=False)
class AliasIndex:
    """A registry's patterns; columns run over patterns or over alias rows."""

    automaton: object  # finds the patterns
    loud: object  # finds those that count only in capitals, numbered after the others
    # by pattern:
    rows: list  # the alias rows that it may stand for
    sole: np.ndarray  # its only alias row; -1 for several, -2 for none
    lead: np.ndarray  # characters before the alias ("the Trumps")
    capitals: np.ndarray  # whether it counts only in capitals
    role: np.ndarray  # the role that it names, or ""
    # by alias row:
    aliases: list  # the registry's rows
    context: list  # the words of `only_with`, as texts are normalised
    actor: np.ndarray  # number of its actor
    level: np.ndarray  # number of its level
    kind: np.ndarray
    text: np.ndarray  # the alias
    easy: np.ndarray  # whether it counts without any condition
    # of the whole:
    actor_ids: np.ndarray
    offices: dict  # (role, state id): list of (actor number, since, until)
    held: dict  # actor number: list of (role, since, until)
    demonyms: frozenset


@lru_cache(maxsize=8)
def compile_registry(registry: Registry) -> AliasIndex:
    """Compile a registry; the last few are kept."""
    aliases = list(registry.aliases.itertuples(index=False))
    ids = registry.actors["actor_id"].tolist()
    number = {actor_id: i for i, actor_id in enumerate(ids)}
    types = dict(zip(ids, registry.actors["type"], strict=True))
    patterns = _patterns(aliases, types)
    # Forms that count only in capitals come last: they have an automaton apart.
    texts = sorted(patterns, key=lambda text: (patterns[text].capitals, text))
    forms = [patterns[text] for text in texts]
    quiet = sum(not form.capitals for form in forms)
    rows = [tuple(form.rows) for form in forms]
    sole = [r[0] if len(r) == 1 else -1 if r else -2 for r in rows]
    levels = [_level(alias.kind, types[alias.actor_id]) for alias in aliases]
    table = registry.aliases
    conditions = ["needs_name", "also_name", "only_with", "valid_from", "valid_to"]
    is_demonym = table["kind"] == "demonym"
    offices, held = defaultdict(list), defaultdict(list)
    for term in registry.offices.itertuples(index=False):
        actor = number[term.actor_id]
        offices[term.role, term.state_id].append((actor, term.since, term.until))
        held[actor].append((term.role, term.since, term.until))
    return AliasIndex(
        automaton=automaton(texts[:quiet]),
        loud=automaton(texts[quiet:]),
        rows=rows,
        sole=np.array(sole, np.int64),
        lead=np.array([form.lead for form in forms], np.int64),
        capitals=np.array([form.capitals for form in forms], bool),
        role=np.array([form.role for form in forms], object),
        aliases=aliases,
        context=[[fold(word) for word in alias.only_with] for alias in aliases],
        actor=pd.Index(ids).get_indexer(table["actor_id"]),
        level=np.array(levels, np.int64),
        kind=table["kind"].to_numpy(object),
        text=table["alias"].to_numpy(object),
        easy=~table[conditions].astype(bool).any(axis=1).to_numpy(),
        demonyms=frozenset(table.loc[is_demonym, "alias"]),
        actor_ids=np.array(ids, object),
        offices=dict(offices),
        held=dict(held),
    )


@dataclass
class _Pattern:
    """A written form; one of no alias and no role undoes the alias within it."""

    lead: int = 0
    capitals: bool = False
    role: str = ""
    rows: list[int] = field(default_factory=list)


def _patterns(aliases: list, types: dict) -> dict[str, _Pattern]:
    """Write out every form in which an alias, a context or a role may stand."""
    patterns: dict[str, _Pattern] = {}

    def put(text, row, **options):
        new = _Pattern(**options)
        pattern = patterns.setdefault(text, new)
        # A form that was registered beats one that was derived.
        if not pattern.rows or pattern.capitals > new.capitals:
            pattern = patterns[text] = new
        if pattern.capitals == new.capitals and row not in pattern.rows:
            pattern.rows.append(row)

    for row, alias in enumerate(aliases):
        text = fold(alias.alias)
        forms = [text]
        if alias.case == "any":
            forms += [text.lower(), text.title(), text.capitalize()]
        for form in forms:
            put(form, row)
        if text.upper() != text:
            put(text.upper(), row, capitals=True)
        if types[alias.actor_id] == "person" and " " not in text:
            plural = text + ("es" if text.endswith(("s", "z", "ch", "sh")) else "s")
            for article in ("the ", "The "):
                put(article + plural, row, lead=4)
        for link in " -":
            for word in alias.not_before:
                patterns.setdefault(f"{text}{link}{fold(word)}", _Pattern())
            for word in alias.not_after:
                patterns.setdefault(f"{fold(word)}{link}{text}", _Pattern())
    for form in sorted(words("office")):
        for text in (form, form.title(), form.capitalize(), form.upper()):
            patterns.setdefault(text, _Pattern(role=roles()[form]))
    return patterns


def _level(kind: str, actor_type: str) -> int:
    """Return the number of the level that an alias of a kind belongs to."""
    if kind not in LEVELS:
        kind = "person" if actor_type == "person" else "institution"
    return LEVELS.index(kind)
