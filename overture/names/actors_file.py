"""The user's actors.yaml: add, merge, split, rename and exclude actors.

Each entry is checked; an error names file and line, the rule, the value and a
way out. Actors are records (dicts) here, by id; `registry` makes tables of
them.
"""

import re
from pathlib import Path

from overture.names.checked_file import TYPES, CheckedFile

_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")


def apply_file(records: dict[str, dict], path: Path) -> dict[str, dict]:
    """Return the records as changed by the entries of a YAML file."""
    entries = CheckedFile(path)
    for entry in entries.section("actors"):
        _add(records, entries, entry)
    for entry in entries.section("split"):
        _split(records, entries, entry)
    for entry in entries.section("actors"):
        for office in entries.items(entry, "offices"):
            entries.known(records, office, "of")
    _merge(records, entries, entries.section("merge"))
    for entry in entries.section("rename"):
        actor_id = entries.known(records, entry, "id")
        name = entries.need(entry, "name")
        records[actor_id] = {**records[actor_id], "name": name}
    for entry in entries.section("exclude"):
        _exclude(records, entries, entry)
    return records


def _add(records, entries, entry) -> None:
    """Add an actor, or aliases and offices to one that is there."""
    entries.check_keys(entry, ("id", "name", "type", "aliases", "offices", "surname"))
    actor_id = entries.need(entry, "id")
    if not _ID.fullmatch(actor_id):
        entries.fail(actor_id, "an id has lower-case letters, digits, - and .")
    if actor_id in entries.defined:
        first = entries.defined[actor_id]
        entries.fail(actor_id, f"an id is used once, it is in line {first} too")
    entries.defined[actor_id] = actor_id.line
    old = records.get(actor_id)
    if old is None:
        entries.one_of(entry, "type", TYPES)
    aliases = [entries.alias(alias) for alias in entries.items(entry, "aliases")]
    offices = [entries.office(office) for office in entries.items(entry, "offices")]
    if old is None and not aliases:
        entries.fail(actor_id, "an actor needs aliases, add `aliases: [...]`")
    if old is None:
        name = entries.need(entry, "name")
        old = {"id": actor_id, "name": str(name), "type": str(entry["type"])}
    # The file's aliases come first: of two with the same text the first counts.
    aliases += old.get("aliases", [])
    record = {**old, "aliases": aliases, "offices": old.get("offices", []) + offices}
    if "name" in entry:
        record["name"] = str(entry["name"])
    if record["type"] == "person":
        record["aliases"] = aliases + _derived(record, entry.get("surname"))
    records[actor_id] = record


def _derived(record: dict, surname: str | None) -> list:
    """Derive a person's full name and surname as aliases, if not given."""
    given = {as_mapping(alias)["text"] for alias in record["aliases"]}
    parts = record["name"].split()
    surname = str(surname) if surname else parts[-1]
    derived = [] if record["name"] in given or len(parts) < 2 else [record["name"]]
    if surname not in given and surname.lower() != record["name"].lower():
        derived.append({"text": surname, "kind": "surname"})
    return derived


def _split(records, entries, entry) -> None:
    """Move some aliases of an actor to another, new or known."""
    entries.check_keys(entry, ("from", "into", "name", "type", "aliases"))
    old = entries.known(records, entry, "from")
    new = entries.need(entry, "into")
    moved = []
    for alias in entries.items(entry, "aliases"):
        record = records[old]
        taken = [a for a in record["aliases"] if as_mapping(a)["text"] == str(alias)]
        if not taken:
            entries.fail(alias, f"it must be an alias of {old}")
        kept = [a for a in record["aliases"] if a not in taken]
        records[old] = {**record, "aliases": kept}
        moved += taken
    if not moved:
        entries.fail(new, "a split names the aliases that move")
    if new not in records:
        kind = entries.one_of(entry, "type", TYPES)
        name = str(entries.need(entry, "name"))
        records[str(new)] = {"id": str(new), "name": name, "type": kind, "aliases": []}
    target = records[new]
    records[str(new)] = {**target, "aliases": [*target["aliases"], *moved]}


def _merge(records, entries, merges) -> None:
    """Give the aliases and offices of one actor to another."""
    into, lines = {}, {}
    for entry in merges:
        entries.check_keys(entry, ("from", "into"))
        old, new = (entries.known(records, entry, key) for key in ("from", "into"))
        into[old], lines[old] = new, entry["from"]
    for old in into:
        chain = [old]
        while chain[-1] in into:
            chain.append(into[chain[-1]])
            if chain[-1] in chain[:-1]:
                circle = " -> ".join(chain)
                entries.fail(lines[old], "merges may not run in a circle", circle)
        a, b = records[old], records[chain[-1]]
        records[chain[-1]] = {
            **b,
            "aliases": [*b["aliases"], *a["aliases"]],
            "offices": [*b.get("offices", []), *a.get("offices", [])],
        }
    for old in into:
        del records[old]


def _exclude(records, entries, entry) -> None:
    """Drop an actor, or one of its aliases."""
    if isinstance(entry, str):
        del records[entries.known(records, {"id": entry}, "id")]
        return
    entries.check_keys(entry, ("alias", "of"))
    actor_id = entries.known(records, entry, "of")
    alias = entries.need(entry, "alias")
    record = records[actor_id]
    kept = [a for a in record["aliases"] if as_mapping(a)["text"] != alias]
    if len(kept) == len(record["aliases"]):
        entries.fail(alias, f"it must be an alias of {actor_id}")
    records[actor_id] = {**record, "aliases": kept}


def as_mapping(alias) -> dict:
    """Return an alias that may be written as a bare string as a mapping."""
    return {"text": alias} if isinstance(alias, str) else alias


def kind_of(text: str) -> str:
    """Tell an acronym from a name by its capitals."""
    letters = re.sub(r"[.&\d+-]", "", text)
    return "acronym" if letters.isupper() and 2 <= len(letters) <= 7 else "name"
