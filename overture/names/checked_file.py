"""A file of actors, read and checked: lists of entries whose texts know their line.

All scalars stay texts: `no` is Norway's code before it is false. An error names
file and line, the rule, the value and a way out.
"""

import re
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode

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


class Line(str):
    """A scalar of the file that knows its line."""

    line: int


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
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            message = f"{path}:{line}: not valid YAML: {error.problem}"
            raise ValueError(message) from error
        except YAMLError as error:
            message = f"{path}:1: not valid YAML: {str(error).splitlines()[0]}"
            raise ValueError(message) from error
        self.root = self._plain(node) if node is not None else {}
        if not isinstance(self.root, dict):
            self.fail(_at(1), "the file is a list of sections such as `actors:`", "")
        self.check_keys(self.root, ("actors", "merge", "split", "rename", "exclude"))

    def _plain(self, node):
        """Turn a node into dicts, lists and strings that know their line.

        All scalars stay strings: `no` is Norway's code before it is False.
        """
        if isinstance(node, MappingNode):
            out = {}
            for key, value in node.value:
                key = self._plain(key)
                if not isinstance(key, str):
                    self.fail(_at(node.start_mark.line + 1), "a key is a word", "")
                if key in out:
                    self.fail(key, "a key is given once")
                out[key] = self._plain(value)
            return out
        if isinstance(node, SequenceNode):
            return [self._plain(item) for item in node.value]
        text = Line(node.value)
        text.line = node.start_mark.line + 1
        return text

    def fail(self, where, rule: str, value=None) -> None:
        """Raise the error for what breaks a rule; `where` unless a value is given."""
        line, value = getattr(where, "line", 1), where if value is None else value
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
        self.check_keys(entry, ("id", "name", "from", "into", "of", "alias", "type",
                                "aliases", "role", "to"))  # fmt: skip
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
        for key, allowed in (("kind", KINDS), ("case", CASES)):
            if key in alias:
                out[key] = self.one_of(alias, key, allowed)
        for key in ("needs_name", "also_name"):
            if key in alias:
                out[key] = self.one_of(alias, key, ("true", "false")) == "true"
        for key in ("not_before", "not_after", "only_with"):
            if key in alias:
                out[key] = [str(word) for word in self.items(alias, key)]
        self._dates(alias, out)
        guarded = bool(out.get("only_with")) or out.get(
            "needs_name", out.get("kind") == "surname"
        )
        self._check_text(text, guarded=guarded)
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
        if word.lower() in COMMON and not guarded and not shouted:
            rule = (
                "a common word cannot be an alias; write its capitals (US), or give "
                "`only_with: [...]` with words that must be in the document"
            )
            self.fail(text, rule)

    def _dates(self, entry: dict, out: dict) -> None:
        """Check the dates `from` and `to` and copy them."""
        for key in ("from", "to"):
            if entry.get(key):
                if not _DATE.fullmatch(entry[key]):
                    self.fail(entry[key], "a date is YYYY-MM-DD")
                out[key] = str(entry[key])
        if out.get("from") and out.get("to") and out["from"] > out["to"]:
            value = f"{out['from']} to {out['to']}"
            self.fail(entry["to"], "`from` is not after `to`; swap them", value)

    def office(self, office) -> dict:
        """Check a term of office and return it plain."""
        self.check_keys(office, ("role", "of", "from", "to"))
        role = self.one_of(office, "role", ROLES)
        out = {"role": role, "of": str(self.need(office, "of"))}
        self._dates(office, out)
        return out


def _at(line: int) -> Line:
    """Return an empty scalar that stands in a line."""
    text = Line("")
    text.line = line
    return text


def _first(entry: dict | list):
    """Return the first scalar of an entry, to name its line."""
    return next(iter(entry), _at(1))
