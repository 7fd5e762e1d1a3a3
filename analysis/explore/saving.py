"""What exploring changes: aliases in actors.yaml, views kept for the report.

Files keep their comments; what is written is checked before it takes the place
of the old.
"""

import json
import os
import re
from functools import partial
from pathlib import Path

import pandas as pd
import yaml

from analysis.corpus.intake import locate
from analysis.explore import views
from analysis.explore.desk import Desk
from overture import names
from overture.frame import tell
from overture.press import exhibit

VIEWS = {
    "search": views.search,
    "actor": views.show_actor,
    "pair": views.show_pair,
    "compare": views.compare,
    "names": views.show_names,
}


def add_alias(
    path, alias: str, actor_id: str, *, name: str = "", type: str = "person"
) -> Path:
    """Add an alias to the user's actors, and the actor where it is new.

    The file is looked up from the working folder upwards; for the parameters
    and errors see `overture.names.add_alias`.
    """
    return names.add_alias(locate(path), alias, actor_id, name=name, type=type)


def _value(node, key: str):
    """Return the node below a key of a mapping, or None."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _append(text: str, key: str, entry: str) -> str:
    """Add an entry to the block list below a key of a YAML text."""
    empty = re.search(rf"^{key}:[ \t]*(\[\s*\]|null|~)?[ \t]*(#.*)?$", text, re.M)
    entries = _value(yaml.compose(text), key)
    if entries is None or not entries.value:
        if empty is None:
            return text.rstrip("\n") + f"\n\n{key}:\n{entry}"
        return f"{text[: empty.start()]}{key}:\n{entry}{text[empty.end() :].lstrip()}"
    at = len(text[: entries.value[-1].end_mark.index].rstrip())
    indent = " " * entries.start_mark.column
    entry = re.sub(r"^  ", indent, entry, flags=re.M).rstrip("\n")
    return f"{text[:at]}\n{entry}{text[at:]}"


def _replace(path: Path, text: str) -> Path:
    """Write a text aside, check it there, and move it into place."""
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_text(text, encoding="utf-8")
        read_kept(aside)
        os.replace(aside, path)
    except ValueError as error:
        message = str(error).replace(aside.name, path.name)
        raise ValueError(message) from None
    finally:
        aside.unlink(missing_ok=True)
    return path


def add_to_report(view: views.View, slug: str, path="seeds/exhibits.yaml") -> Path:
    """Keep a view, so that the report has it from its next run on.

    Parameters
    ----------
    view : View
    slug : str
        Its name in the report: small letters, digits and hyphens.
    path : str or Path
        The file of kept views.

    Raises
    ------
    ValueError
        If the name is taken or not well formed.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "exhibits.yaml")
    >>> _ = file.write_text("exhibits: []")
    >>> from analysis.explore.desk import open_desk
    >>> found = views.search(open_desk("seeds/documents"), "peace plan")
    >>> print(add_to_report(found, "peace-plan", file).read_text())
    exhibits:
      - slug: "peace-plan"
        view: search
        options: {"query": "peace plan", "top": 50}
    """
    path = locate(path)
    text = path.read_text(encoding="utf-8")
    options = json.dumps(view.options, ensure_ascii=False)
    entry = f"  - slug: {json.dumps(slug)}\n    view: {view.kind}\n"
    entry += f"    options: {options}\n"
    return _replace(path, _append(text, "exhibits", entry))


def read_kept(path) -> list[dict]:
    """Return the kept views of a file; ValueError names the entry that is wrong."""
    path = Path(path)
    kept = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("exhibits")
    seen = set()
    for i, entry in enumerate(kept or [], 1):
        where = f"{path.name}: entry {i}"
        if not isinstance(entry, dict) or not {"slug", "view"} <= set(entry):
            message = f"{where} needs slug and view"
        elif not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(entry["slug"])):
            message = f"{where}: slug {entry['slug']!r} may have small letters, digits"
            message += " and single hyphens"
        elif entry["slug"] in seen:
            message = f"{where}: slug {entry['slug']!r} is taken; choose another"
        elif entry["view"] not in VIEWS:
            message = f"{where}: view must be one of {', '.join(VIEWS)}"
        else:
            seen.add(entry["slug"])
            continue
        raise ValueError(message)
    return kept or []


class Kept(list):
    """Exhibits in a row; a notebook shows them all."""

    def _repr_html_(self) -> str:
        return "\n".join(made.html for made in self) or "<p>No view was kept yet.</p>"


def show_kept(desk: Desk, path="seeds/exhibits.yaml") -> Kept:
    """Make the kept views anew and turn each of their tables into an exhibit.

    A view that this corpus cannot answer (an actor it does not mention) is an
    exhibit that says so.
    """
    made, show = Kept(), partial(exhibit, desk.corpus)
    for entry in read_kept(locate(path)):
        slug = entry["slug"]
        try:
            view = VIEWS[entry["view"]](desk, **(entry.get("options") or {}))
        except (ValueError, TypeError) as error:
            finds = f"{slug}: no answer\n{error}."
            made.append(show(slug, _tell(pd.DataFrame()), finds=finds))
            continue
        for part in view.parts:
            found, story = None, {"key": [], "counts": None}
            if part.evidence is not None and len(part.table):
                found = part.evidence() if callable(part.evidence) else part.evidence
                story = {"key": part.key, "counts": part.counts, "counted": "span"}
            made.append(
                show(
                    f"{slug}-{part.name}",
                    _tell(part.table, **story),
                    finds=view.title,
                    caption=f"{part.title}.",
                    evidence=found,
                )
            )
    return made


def _tell(table: pd.DataFrame, **story) -> pd.DataFrame:
    """Return a table of a kept view with the rest of its story."""
    method = "Kept while exploring; made anew from the present corpus."
    return tell(table, unit="rows", n=len(table), method=method, **story)
