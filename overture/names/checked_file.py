"""A file of actors, read and checked: lists of entries whose texts know their line.

All scalars stay texts: `no` is Norway's code before it is false. An error names
file and line, the rule, the value and a way out.
"""

import re
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode

from overture.words import roles, words

SECTIONS = ("actors", "merge", "split", "rename", "exclude")
TYPES = ("person", "state", "organisation", "group", "place")
KINDS = "name surname acronym office demonym capital institution".split()
ROLES = sorted(set(roles().values()))
# Values that some keys of an alias are limited to, and keys that are lists.
_LIMITED = {
    "kind": KINDS,
    "case": ("exact", "any"),
    "needs_name": ("true", "false"),
    "also_name": ("true", "false"),
}
_LISTS = ("not_before", "not_after", "only_with")
_ALIAS_KEYS = ("text", "kind", "case", "from", "to", *_LISTS, "needs_name", "also_name")

# Words that an alias may not be, whatever its capitals: at the start of a
# sentence or in a headline they are nearly always the common word.
_COMMON = words("common")
_REGEX = re.compile(r"[\\*|^$\[\]{}<>]|\.\+|\(\?|\w\?\w")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class Line(str):
    """A scalar of the file that knows its line."""

    def __new__(cls, text: str, line: int):
        """Make a text that stands in a line."""
        scalar = super().__new__(cls, text)
        scalar.line = line
        return scalar


class CheckedFile:
    """The entries of a file, checked; an error names file and line."""

    def __init__(self, path: Path):
        self.path = path
        self.defined: dict[str, int] = {}
        try:
            text = path.read_text(encoding="utf-8-sig")
            node = YAML(typ="safe", pure=True).compose(text)
        except UnicodeDecodeError as error:
            message = f"{path}:1: the file must be UTF-8; save it as UTF-8"
            raise ValueError(message) from error
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error).splitlines()[0]
            line = mark.line + 1 if mark else 1
            message = f"{path}:{line}: not valid YAML: {problem}"
            raise ValueError(message) from error
        self.root = self._plain(node) if node is not None else {}
        if not isinstance(self.root, dict):
            self.fail("", "the file is a list of sections such as `actors:`")
        self.check_keys(self.root, SECTIONS)

    def _plain(self, node):
        """Turn a node into dicts, lists and strings that know their line."""
        line = node.start_mark.line + 1
        if isinstance(node, MappingNode):
            out = {}
            for key, value in node.value:
                key = self._plain(key)
                if not isinstance(key, str):
                    self.fail(Line("", line), "a key is a word")
                if key in out:
                    self.fail(key, "a key is given once")
                out[key] = self._plain(value)
            return out
        if isinstance(node, SequenceNode):
            return [self._plain(item) for item in node.value]
        return Line(node.value, line)

    def fail(self, where, rule: str, value=None) -> None:
        """Raise the error for what breaks a rule; `where` unless a value is given."""
        line, value = getattr(where, "line", 1), where if value is None else value
        message = f"{self.path}:{line}: {rule}; got {str(value)!r}"
        raise ValueError(message)

    def items(self, entry: dict, key: str) -> list:
        """Return a list under a key; a missing or empty one is []."""
        value = entry.get(key, [])
        if isinstance(value, str):
            return [value] if value else []
        if not isinstance(value, list):
            self.fail(_first(entry), f"`{key}` is a list, each entry after a dash", key)
        return value

    def check_keys(self, entry, allowed) -> None:
        """Refuse what is not a mapping with known keys."""
        if not isinstance(entry, dict):
            where = _first(entry) if isinstance(entry, list) else entry
            rule = f"an entry is `{allowed[0]}: ...` with the keys {', '.join(allowed)}"
            self.fail(where, rule, entry)
        for key in entry:
            if key not in allowed:
                self.fail(key, f"keys here are {', '.join(allowed)}")

    def need(self, entry: dict, key: str):
        """Return the text under a key that must be there."""
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            example = f"one of {', '.join(TYPES)}" if key == "type" else "..."
            self.fail(_first(entry), f"an entry needs `{key}: {example}`", value or "")
        return value

    def one_of(self, entry: dict, key: str, allowed) -> str:
        """Return the text under a key, which must be one of some."""
        if self.need(entry, key) not in allowed:
            self.fail(entry[key], f"{key} is one of {', '.join(allowed)}")
        return str(entry[key])

    def known(self, records: dict, entry: dict, key: str) -> str:
        """Return the id under a key, of an actor that exists."""
        actor_id = self.need(entry, key)
        if actor_id not in records:
            close = sorted(i for i in records if i.startswith(actor_id[:4]))[:3]
            hint = f" (close: {', '.join(close)})" if close else ""
            self.fail(actor_id, f"no actor has this id{hint}")
        return str(actor_id)

    def alias(self, alias) -> dict | str:
        """Check one alias and return it plain."""
        if isinstance(alias, str):
            self._check_text(alias, guarded=False)
            return str(alias)
        self.check_keys(alias, _ALIAS_KEYS)
        text = self.need(alias, "text")
        out = {"text": str(text)}
        for key in [key for key in _LIMITED if key in alias]:
            value = self.one_of(alias, key, _LIMITED[key])
            out[key] = {"true": True, "false": False}.get(value, value)
        for key in [key for key in _LISTS if key in alias]:
            out[key] = [str(word) for word in self.items(alias, key)]
        out |= self._dates(alias)
        needs_name = out.get("needs_name", out.get("kind") == "surname")
        self._check_text(text, guarded=needs_name or bool(out.get("only_with")))
        return out

    def _check_text(self, text: str, *, guarded: bool) -> None:
        """Refuse aliases that would match nothing or nearly everything."""
        if not text.strip() or not any(c.isalpha() for c in text):
            self.fail(text, "an alias has letters")
        if _REGEX.search(text):
            rule = "an alias is plain text, not a pattern; list each form by itself"
            self.fail(text, rule)
        if len(text) > 200:
            self.fail(text, "an alias has at most 200 characters", text[:40] + "…")
        word = text.strip()
        shouted = word.isupper() and len(word) > 1
        if word.lower() in _COMMON and not guarded and not shouted:
            rule = (
                "a common word cannot be an alias; write its capitals (US), or give "
                "`only_with: [...]` with words that must be in the document"
            )
            self.fail(text, rule)

    def _dates(self, entry: dict) -> dict[str, str]:
        """Return the dates `from` and `to`, checked, of those that are given."""
        dates = {key: entry[key] for key in ("from", "to") if entry.get(key)}
        for date in dates.values():
            if not _DATE.fullmatch(date):
                self.fail(date, "a date is YYYY-MM-DD")
        if len(dates) == 2 and dates["from"] > dates["to"]:
            value = " to ".join(dates.values())
            self.fail(dates["to"], "`from` is not after `to`; swap them", value)
        return {key: str(date) for key, date in dates.items()}

    def office(self, office) -> dict:
        """Check a term of office and return it plain."""
        self.check_keys(office, ("role", "of", "from", "to"))
        role = self.one_of(office, "role", ROLES)
        return {"role": role, "of": str(self.need(office, "of")), **self._dates(office)}


def _first(entry: dict | list):
    """Return the first scalar of an entry, to name its line."""
    return next(iter(entry), "")
