"""Entries of actors.yaml, written: to be pasted, or added to the user's file.

What is written is YAML that `read_actors` takes. A file keeps its comments and
its layout; it is changed only if the registry accepts what it would say.
"""

import io
import os
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from ruamel.yaml.util import load_yaml_guess_indent

from overture.names.discovery import UNREGISTERED
from overture.names.registry import read_actors


def to_yaml(mentions: pd.DataFrame, *, least: int = 1) -> str:
    """Write the discovered actors as entries for actors.yaml.

    Parameters
    ----------
    mentions : DataFrame
        With the discovered ones.
    least : int
        Leave out actors with fewer mentions.
    """
    found = mentions[mentions["alias_kind"] == "discovered"]
    entries = []
    for actor_id, rows in found.groupby("actor_id", sort=True):
        if len(rows) < least:
            continue
        forms = sorted(set(rows["surface"]))
        name, kind = rows["alias"].iloc[0], rows["rule"].iloc[0].split()[-1]
        documents = rows["doc_id"].nunique()
        quoted = ", ".join(_quote(form) for form in forms)
        entries.append(
            (
                -len(rows),
                f"  # {len(rows):,} mentions in {documents:,} documents\n"
                f"  - id: {actor_id}\n    name: {_quote(name)}\n"
                f"    type: {kind}\n    aliases: [{quoted}]\n",
            )
        )
    if not entries:
        return "# nobody else was found\n"
    return "actors:\n" + "".join(text for _, text in sorted(entries))


def describe_doubts(unresolved: pd.DataFrame, *, top: int = 50) -> str:
    """List the names in doubt as YAML comments, the most frequent first."""
    doubtful = unresolved[unresolved["reason"] != UNREGISTERED]
    lines = [f"# {len(doubtful):,} names in doubt\n"]
    for row in doubtful.head(top).itertuples():
        name = _quote(row.surface)
        who = f" ({row.candidates})" if row.candidates else ""
        lines.append(f"#   {name}, {row.n:,} times: {row.reason}{who}\n")
    return "".join(lines)


def _quote(text: str) -> str:
    """Quote a name for YAML; it comes from a document and is not trusted."""
    safe = "".join(c for c in text if c.isprintable())
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'


def add_alias(
    path, alias: str, actor_id: str, *, name: str = "", type: str = "person"
) -> Path:
    """Add an alias to the user's actors, and the actor where it is new.

    Parameters
    ----------
    path : str or Path
        The file of actors.
    alias, actor_id : str
    name, type : str
        Display name and type of an actor that is new.

    Returns
    -------
    Path
        The file, with its comments kept; a new entry stands first.

    Raises
    ------
    ValueError
        If the entry breaks a rule of the registry; the file is then unchanged.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "actors.yaml")
    >>> _ = file.write_text("# mine\\nactors: []")
    >>> print(add_alias(file, "Muscovy", "russia").read_text())
    # mine
    actors:
      - id: "russia"
        aliases: ["Muscovy"]
    """
    path = Path(path)
    known = set(read_actors(path).actors["actor_id"])
    text = path.read_text(encoding="utf-8-sig")
    file = _layout(text)
    root = file.load(text)
    if root is None:  # comments alone
        root = file.load(f"{text.rstrip()}\nactors: []\n")
    entry = next((e for e in root.get("actors") or () if e["id"] == actor_id), None)
    if entry is None:
        entry = CommentedMap(id=_quoted(actor_id))
        if actor_id not in known:
            entry |= {"name": _quoted(name or alias), "type": type}
        root["actors"] = _with_first(root.get("actors"), entry)
    aliases = entry.get("aliases") or CommentedSeq()
    if not aliases:
        aliases.fa.set_flow_style()
    # At the front: what follows the last of a block's lines is another's comment.
    aliases.insert(len(aliases) if aliases.fa.flow_style() else 0, _quoted(alias))
    entry["aliases"] = aliases
    out = io.StringIO()
    file.dump(root, out)
    return _replace(path, out.getvalue())


def _layout(text: str) -> YAML:
    """Return a reader and writer that lays files out as a text is laid out."""
    _, sequence, dash = load_yaml_guess_indent(text)
    file = YAML()
    file.preserve_quotes = True
    file.width = 10_000  # lines are not broken anew
    file.indent(sequence=sequence or 4, offset=2 if dash is None else dash)
    return file


def _quoted(text: str) -> DoubleQuotedScalarString:
    """Return a text that is written in quotes: no name is a number or a date."""
    return DoubleQuotedScalarString(text)


def _with_first(entries: list | None, entry: CommentedMap) -> list:
    """Return entries, one to a line, with one more before the others."""
    if not entries:
        return CommentedSeq([entry])
    entries.insert(0, entry)
    return entries


def _replace(path: Path, text: str) -> Path:
    """Write a text aside, check it there, and move it into place."""
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_text(text, encoding="utf-8")
        read_actors(aside)
        os.replace(aside, path)
    except ValueError as error:
        message = str(error).replace(aside.name, path.name)
        raise ValueError(message) from None
    finally:
        aside.unlink(missing_ok=True)
    return path
