"""The user's actors.yaml: add, merge, split, rename and exclude actors.

Each entry is checked; an error names file and line, the rule, the value and a
way out. Actors are records (dicts) here, by id; `registry` makes tables of
them.
"""

import re
from pathlib import Path

import yaml

from overture.words import roles, words

KINDS = (
    "name",
    "surname",
    "acronym",
    "office",
    "demonym",
    "capital",
    "institution",
)
TYPES = ("person", "state", "organisation", "group", "place")
CASES = ("exact", "any")
ROLES = tuple(sorted(set(roles().values())))

# Words that an alias may not be, whatever its capitals: at the start of a
# sentence or in a headline they are nearly always the common word.
COMMON = words("common")
_REGEX = re.compile(r"[\\*|^$\[\]{}<>]|\.\+|\(\?|\w\?\w")
_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

_ALIAS_KEYS = (
    "text",
    "kind",
    "case",
    "from",
    "to",
    "not_before",
    "not_after",
    "only_with",
    "needs_name",
    "also_name",
)


def apply_file(records: dict[str, dict], path: Path) -> dict[str, dict]:
    """Return the records as changed by the entries of a YAML file."""
    entries = _Entries(path)
    for entry in entries.section("actors"):
        _add(records, entries, entry)
    for entry in entries.section("split"):
        _split(records, entries, entry)
    for entry in entries.section("actors"):
        for office in entries.items(entry, "offices"):
            entries.known(records, office, "of")
    _merge(records, entries, list(entries.section("merge")))
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
        entries.fail(
            actor_id, "an id has lower-case letters, digits, - and .", actor_id
        )
    if actor_id in entries.defined:
        first = entries.defined[actor_id]
        entries.fail(
            actor_id, f"an id is used once, it is in line {first} too", actor_id
        )
    entries.defined[actor_id] = actor_id.line
    old = records.get(actor_id)
    if old is None and entries.need(entry, "type") not in TYPES:
        entries.fail(entry["type"], f"type is one of {', '.join(TYPES)}", entry["type"])
    aliases = [entries.alias(alias) for alias in entries.items(entry, "aliases")]
    offices = [entries.office(office) for office in entries.items(entry, "offices")]
    if old is None and not aliases:
        entries.fail(actor_id, "an actor needs aliases, add `aliases: [...]`", actor_id)
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
            entries.fail(alias, f"it must be an alias of {old}", alias)
        kept = [a for a in record["aliases"] if a not in taken]
        records[old] = {**record, "aliases": kept}
        moved += taken
    if not moved:
        entries.fail(new, "a split names the aliases that move", new)
    if new not in records:
        if entries.need(entry, "type") not in TYPES:
            rule = f"type is one of {', '.join(TYPES)}"
            entries.fail(entry["type"], rule, entry["type"])
        name, kind = str(entries.need(entry, "name")), str(entry["type"])
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
                entries.fail(
                    lines[old], "merges may not run in a circle", " -> ".join(chain)
                )
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
        entries.fail(alias, f"it must be an alias of {actor_id}", alias)
    records[actor_id] = {**record, "aliases": kept}


class _Line(str):
    """A scalar of the file that knows its line."""

    line: int


class _Entries:
    """The entries of a file, checked; an error names file and line."""

    def __init__(self, path: Path):
        self.path = path
        self.defined: dict[str, int] = {}
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=loader)
        except UnicodeDecodeError as error:
            message = f"{path}:1: the file must be UTF-8; save it as UTF-8"
            raise ValueError(message) from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            message = f"{path}:{line}: not valid YAML: {error.problem}"
            raise ValueError(message) from error
        except yaml.YAMLError as error:
            message = f"{path}:1: not valid YAML: {str(error).splitlines()[0]}"
            raise ValueError(message) from error
        self.root = self._plain(node) if node is not None else {}
        if not isinstance(self.root, dict):
            self.fail(_at(1), "the file is a list of sections such as `actors:`", "")
        self.check_keys(
            self.root, ("actors", "merge", "split", "rename", "exclude"), line=1
        )

    def _plain(self, node):
        """Turn a node into dicts, lists and strings that know their line.

        All scalars stay strings: `no` is Norway's code before it is False.
        """
        if isinstance(node, yaml.MappingNode):
            out = {}
            for key, value in node.value:
                key = self._plain(key)
                if not isinstance(key, str):
                    self.fail(_at(node.start_mark.line + 1), "a key is a word", "")
                if key in out:
                    self.fail(key, "a key is given once", key)
                out[key] = self._plain(value)
            return out
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item) for item in node.value]
        text = _Line(node.value)
        text.line = node.start_mark.line + 1
        return text

    def fail(self, where, rule: str, value) -> None:
        """Raise the error for a value that breaks a rule."""
        line = getattr(where, "line", 1)
        message = f"{self.path}:{line}: {rule}; got {str(value)!r}"
        raise ValueError(message)

    def section(self, name: str) -> list:
        """Return the entries of a top-level section."""
        return self.items(self.root, name)

    def items(self, entry: dict, key: str) -> list:
        """Return a list under a key; a missing or empty one is []."""
        value = entry.get(key, [])
        if isinstance(value, str):
            return [value] if value else []
        if not isinstance(value, list):
            self.fail(_first(entry), f"`{key}` is a list, each entry after a dash", key)
        return value

    def check_keys(self, entry, allowed, line=None) -> None:
        """Refuse what is not a mapping with known keys."""
        if not isinstance(entry, dict):
            where = _first(entry) if isinstance(entry, list) else entry
            rule = f"an entry is `{allowed[0]}: ...` with the keys {', '.join(allowed)}"
            self.fail(where, rule, entry)
        for key in entry:
            if key not in allowed:
                self.fail(key, f"keys here are {', '.join(allowed)}", key)

    def need(self, entry: dict, key: str):
        """Return the text under a key that must be there."""
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            example = f"one of {', '.join(TYPES)}" if key == "type" else "..."
            self.fail(_first(entry), f"an entry needs `{key}: {example}`", value or "")
        return value

    def known(self, records: dict, entry: dict, key: str) -> str:
        """Return the id under a key, of an actor that exists."""
        self.check_keys(entry, ("id", "name", "from", "into", "of", "alias", "type",
                                "aliases", "role", "to"))  # fmt: skip
        actor_id = self.need(entry, key)
        if actor_id not in records:
            close = sorted(i for i in records if i.startswith(actor_id[:4]))[:3]
            hint = f" (close: {', '.join(close)})" if close else ""
            self.fail(actor_id, f"no actor has this id{hint}", actor_id)
        return str(actor_id)

    def alias(self, alias) -> dict | str:
        """Check one alias and return it plain."""
        if isinstance(alias, str):
            self._check_text(alias, alias, guarded=False)
            return str(alias)
        self.check_keys(alias, _ALIAS_KEYS)
        text = self.need(alias, "text")
        out = {"text": str(text)}
        for key, allowed in (
            ("kind", KINDS),
            ("case", CASES),
            ("needs_name", ("true", "false")),
            ("also_name", ("true", "false")),
        ):
            if key in alias:
                if alias[key] not in allowed:
                    rule = f"{key} is one of {', '.join(allowed)}"
                    self.fail(alias[key], rule, alias[key])
                out[key] = str(alias[key])
        for key in ("needs_name", "also_name"):
            if key in out:
                out[key] = out[key] == "true"
        for key in ("not_before", "not_after", "only_with"):
            if key in alias:
                out[key] = [str(word) for word in self.items(alias, key)]
        self._dates(alias, out)
        guarded = bool(out.get("only_with")) or out.get(
            "needs_name", out.get("kind") == "surname"
        )
        self._check_text(text, text, guarded=guarded)
        return out

    def _check_text(self, where, text: str, *, guarded: bool) -> None:
        """Refuse aliases that would match nothing or nearly everything."""
        if not text.strip() or not any(c.isalpha() for c in text):
            self.fail(where, "an alias has letters", text)
        if _REGEX.search(text):
            rule = "an alias is plain text, not a pattern; list each form by itself"
            self.fail(where, rule, text)
        if len(text) > 200:
            self.fail(where, "an alias has at most 200 characters", text[:40] + "…")
        word = text.strip()
        shouted = word.isupper() and len(word) > 1
        if word.lower() in COMMON and not guarded and not shouted:
            rule = (
                "a common word cannot be an alias; write its capitals (US), or give "
                "`only_with: [...]` with words that must be in the document"
            )
            self.fail(where, rule, text)

    def _dates(self, entry: dict, out: dict) -> None:
        """Check the dates `from` and `to` and copy them."""
        for key in ("from", "to"):
            if entry.get(key):
                if not _DATE.fullmatch(entry[key]):
                    self.fail(entry[key], "a date is YYYY-MM-DD", entry[key])
                out[key] = str(entry[key])
        if out.get("from") and out.get("to") and out["from"] > out["to"]:
            value = f"{out['from']} to {out['to']}"
            self.fail(entry["to"], "`from` is not after `to`; swap them", value)

    def office(self, office) -> dict:
        """Check a term of office and return it plain."""
        self.check_keys(office, ("role", "of", "from", "to"))
        out = {"role": str(self.need(office, "role")), "of": self.need(office, "of")}
        out["of"] = str(out["of"])
        if out["role"] not in ROLES:
            self.fail(office["role"], f"role is one of {', '.join(ROLES)}", out["role"])
        self._dates(office, out)
        return out


def _at(line: int) -> _Line:
    """Return an empty scalar that stands in a line."""
    text = _Line("")
    text.line = line
    return text


def _first(entry: dict | list):
    """Return the first scalar of an entry, to name its line."""
    return next(iter(entry), _at(1))


def as_mapping(alias) -> dict:
    """Return an alias that may be written as a bare string as a mapping."""
    return {"text": alias} if isinstance(alias, str) else alias


def kind_of(text: str) -> str:
    """Tell an acronym from a name by its capitals."""
    letters = re.sub(r"[.&\d+-]", "", text)
    return "acronym" if letters.isupper() and 2 <= len(letters) <= 7 else "name"
