"""A registry compiled for matching: patterns, and what each may mean.

One pattern per written form. Besides the aliases there are forms derived from
them (capitals, plurals of surnames), context words that undo an alias ("Kyiv"
in "Kyiv Post"), and words for roles ("president").
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

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
    sole: np.ndarray  # its only alias row or -1
    lead: np.ndarray  # characters before the alias ("the Trumps")
    capitals: np.ndarray  # whether it counts only in capitals
    block: np.ndarray  # whether it undoes the alias within it
    role: list  # the role that it names, or ""
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
    held: dict  # actor number: the roles that the actor held
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
    texts = sorted(patterns, key=lambda text: (patterns[text]["capitals"], text))
    quiet = sum(not pattern["capitals"] for pattern in patterns.values())
    offices, held = _offices(registry, number)
    return AliasIndex(
        automaton=automaton(texts[:quiet]),
        loud=automaton(texts[quiet:]),
        **_by_pattern([patterns[text] for text in texts]),
        **_by_alias(aliases, number, types),
        actor_ids=np.array(ids, object),
        offices=offices,
        held=held,
    )


def _by_pattern(table: list[dict]) -> dict:
    """Return the columns that run over patterns."""
    rows = [tuple(pattern["rows"]) for pattern in table]
    return {
        "rows": rows,
        "sole": np.array([r[0] if len(r) == 1 else -1 for r in rows], np.int64),
        "lead": np.array([pattern["lead"] for pattern in table], np.int64),
        "capitals": np.array([pattern["capitals"] for pattern in table], bool),
        "block": np.array([pattern["block"] for pattern in table], bool),
        "role": [pattern["role"] for pattern in table],
    }


def _by_alias(aliases: list, number: dict[str, int], types: dict[str, str]) -> dict:
    """Return the columns that run over aliases."""
    levels = [_level(alias.kind, types[alias.actor_id]) for alias in aliases]
    easy = [
        not (a.needs_name or a.also_name or a.only_with or a.valid_from or a.valid_to)
        for a in aliases
    ]
    return {
        "aliases": aliases,
        "context": [[fold(word) for word in alias.only_with] for alias in aliases],
        "actor": np.array([number[alias.actor_id] for alias in aliases], np.int64),
        "level": np.array(levels, np.int64),
        "kind": np.array([alias.kind for alias in aliases], object),
        "text": np.array([alias.alias for alias in aliases], object),
        "easy": np.array(easy, bool),
        "demonyms": frozenset(a.alias for a in aliases if a.kind == "demonym"),
    }


def _offices(registry: Registry, number: dict[str, int]) -> tuple[dict, dict]:
    """Return who held each office and when, and which roles each actor held."""
    offices, held = defaultdict(list), defaultdict(set)
    for term in registry.offices.itertuples(index=False):
        actor = number[term.actor_id]
        offices[term.role, term.state_id].append((actor, term.since, term.until))
        held[actor].add(term.role)
    return dict(offices), dict(held)


def _patterns(aliases: list, types: dict) -> dict[str, dict]:
    """Write out every form in which an alias, a context or a role may stand."""
    patterns: dict[str, dict] = {}

    def put(text, row=None, *, lead=0, capitals=False, role=""):
        new = {
            "rows": [],
            "lead": lead,
            "capitals": capitals,
            "block": row is None and not role,
            "role": role,
        }
        pattern = patterns.setdefault(text, new)
        if row is None:
            return
        # A form that was registered beats one that was derived.
        if pattern["block"] or pattern["role"] or pattern["capitals"] > capitals:
            pattern |= new
        if pattern["capitals"] == capitals and row not in pattern["rows"]:
            pattern["rows"].append(row)

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
                put(f"{text}{link}{fold(word)}")
            for word in alias.not_after:
                put(f"{fold(word)}{link}{text}")
    for form in sorted(words("office")):
        for text in (form, form.title(), form.capitalize(), form.upper()):
            put(text, role=roles()[form])
    return patterns


def _level(kind: str, actor_type: str) -> int:
    """Return the number of the level that an alias of a kind belongs to."""
    if kind not in LEVELS:
        kind = "person" if actor_type == "person" else "institution"
    return LEVELS.index(kind)
