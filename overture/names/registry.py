"""The registry: which actors there are and under which aliases they appear.

The built-in world registry (`registry.json`) and the user's own
file make one `Registry` of three tables: actors, aliases and offices. The file
can add, merge, split, rename and exclude. Nothing here looks at a text.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from overture.names.actors_file import apply_file, as_mapping, kind_of

SHIPPED = Path(__file__).parent / "registry.json"
_ACTORS = ["actor_id", "name", "type"]
_ALIASES = (
    "actor_id alias kind case valid_from valid_to not_before not_after only_with "
    "needs_name also_name"
).split()
_OFFICES = "role state_id actor_id since until".split()


@dataclass(frozen=True, eq=False)
class Registry:
    """Actors and their aliases.

    Attributes
    ----------
    actors : DataFrame
        One row per actor: actor_id, name, type.
    aliases : DataFrame
        One row per alias of an actor: actor_id, alias, kind, case ("exact" or
        "any"), valid_from and valid_to (ISO dates or ""), not_before,
        not_after and only_with (tuples of words), needs_name (True: counts
        only where the document names the actor in another way too), also_name
        (True: also people are called so; beside another name it is in doubt).
    offices : DataFrame
        One row per term of office: role, state_id, actor_id, since, until.
    """

    actors: pd.DataFrame
    aliases: pd.DataFrame
    offices: pd.DataFrame


def read_actors(path=None) -> Registry:
    """Return the built-in world registry, changed by the user's file if given.

    Parameters
    ----------
    path : str or Path, optional
        YAML with any of the keys `actors`, `merge`, `split`, `rename` and
        `exclude`; `seeds/actors.yaml` explains each.

    Raises
    ------
    FileNotFoundError
        When there is no such file.
    ValueError
        When an entry breaks a rule: file:line, the rule, the value, a way out.

    Examples
    --------
    >>> registry = read_actors()
    >>> registry.aliases.query("alias == 'Kyiv'")[["actor_id", "kind"]].values.tolist()
    [['ukraine', 'capital']]
    """
    if path is None:
        return _world()
    # Records are replaced, never changed in place: the built-in ones are cached.
    return as_registry(apply_file(dict(_built_in()), Path(path)))


@lru_cache(maxsize=1)
def _world() -> Registry:
    """Return the built-in registry, one object, so that it is compiled once."""
    return as_registry(_built_in())


@lru_cache(maxsize=1)
def _built_in() -> dict[str, dict]:
    """Read the shipped records, by id."""
    with SHIPPED.open(encoding="utf-8") as lines:
        return {record["id"]: record for record in json.load(lines)["actors"]}


def as_registry(records: dict[str, dict]) -> Registry:
    """Lay out actor records, by id, as the three tables of a registry."""
    actors, aliases, offices = [], [], []
    for actor_id in sorted(records):
        record = records[actor_id]
        actors.append((actor_id, record["name"], record["type"]))
        own = {}  # of two aliases with the same text the first counts
        for alias in map(as_mapping, record["aliases"]):
            own.setdefault(alias["text"], (actor_id, *_alias_row(alias)))
        aliases += own.values()
        for term in record.get("offices", ()):
            since, until = term.get("from", ""), term.get("to", "")
            offices.append((term["role"], term["of"], actor_id, since, until))
    return Registry(
        pd.DataFrame(actors, columns=_ACTORS),
        pd.DataFrame(aliases, columns=_ALIASES),
        pd.DataFrame(offices, columns=_OFFICES),
    )


def _alias_row(alias: dict) -> tuple:
    """Return the columns of an alias behind its actor."""
    kind = alias.get("kind") or kind_of(alias["text"])
    return (
        alias["text"],
        kind,
        alias.get("case", "exact"),
        alias.get("from", ""),
        alias.get("to", ""),
        *(tuple(alias.get(key, ())) for key in _ALIASES[6:9]),
        alias.get("needs_name", kind == "surname"),
        alias.get("also_name", False),
    )
