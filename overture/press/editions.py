"""Editions: named reports, each with corpus, period, parameters and notebooks.

One YAML file, one entry per edition. An edition that is wrong is named with
its line and does not stop the others.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from overture.press.fingerprint import PROJECT
from overture.press.parameters import ParameterError, check_parameters
from overture.press.plan import Request, default_notebooks, find_path
from overture.press.runner import PUBLISHED, UNCHANGED, Prepare, run_report
from overture.press.schedule import parse_schedule

DEFAULT = "seeds/editions.yaml"

# Fields of an edition: its type and what it means. The README lists them.
FIELDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "title": (str, "title of the report"),
    "corpus": (str, "folder or file to read"),
    "actors": (str, "file of your own actors"),
    "since": (str, "first day that counts, 2022-02-24"),
    "until": (str, "last day that counts"),
    "sources": (list, "outlets that count; all if missing"),
    "parameters": (dict, "parameters of the notebooks, by name"),
    "notebooks": (list, "notebooks by name, or paths of your own"),
    "out": (str, "folder of its reports; reports/NAME if missing"),
    "keep": (int, "reports that stay in the history"),
    "every": (str, "hour, day, week, month, or five cron fields"),
}


@dataclass(frozen=True)
class Edition:
    """A named report; see `FIELDS` for what each field means."""

    name: str
    request: Request

    @property
    def problem(self) -> str | None:
        """Why it cannot be run: file:line, rule, value and way out."""
        return self.request.problem


def read_editions(file: str | None = None) -> dict[str, Edition]:
    """Read the editions of a file, in its order.

    Parameters
    ----------
    file : str, optional
        seeds/editions.yaml if not given.

    Returns
    -------
    dict
        Editions by name. One that is wrong has a ``problem``: file:line, rule,
        value and way out.

    Raises
    ------
    ParameterError
        If there is no such file or it is no mapping of names to editions.
    """
    path = find_path(file or DEFAULT)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        message = f"{path.name}{line}: not YAML: {getattr(error, 'problem', error)}"
        raise ParameterError(message) from None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        message = f"{path.name}:1: write one `name:` per edition, its fields below it"
        raise ParameterError(message)
    editions: dict[str, Edition] = {}
    folders: dict[Path, str] = {}
    for key, node in root.value:
        name, where = key.value, f"{path.name}:{key.start_mark.line + 1}"
        fields, problem = _read_fields(name, node, where, path.name)
        if name in editions:
            problem = f"{where}: a second edition named {name!r}; rename one"
            name = f"{name} (line {key.start_mark.line + 1})"
        if not re.fullmatch(r"[\w-]+", key.value) and not problem:
            problem = f"{where}: an edition's name has letters, digits, - and _ only"
        # Below the project, wherever the command is called from.
        out = PROJECT / (fields.get("out") or f"reports/{name}")
        other = folders.setdefault(out.resolve(), name)
        if other != name:
            problem = problem or (
                f"{where}: editions {other!r} and {name!r} both write {out.name}; "
                "give one another `out:`"
            )
            out = out.with_name(f"{out.name} of {name}")  # keeps the other's status
        request = Request(out, title=fields.get("title"))
        if not problem:
            try:
                request = _request(fields, out)
                check_parameters(list(request.notebooks), request.given)
                if request.every:
                    parse_schedule(request.every)
            except ValueError as error:
                problem = f"{where}: {error}"
        editions[name] = Edition(name, replace(request, problem=problem))
    return editions


def publish_edition(
    name: str | None, prepare: Prepare, *, file: str | None = None
) -> str:
    """Publish an edition from a notebook, such as a job of jupyter-scheduler.

    Parameters
    ----------
    name : str or None
        None publishes nothing and names the editions that there are.
    prepare : callable
        As for `run_report`.
    file : str, optional
        seeds/editions.yaml if not given.

    Returns
    -------
    str
        What happened, in a line.

    Raises
    ------
    RuntimeError
        If nothing could be published; a scheduler then marks the job as failed.
    """
    editions = read_editions(file)
    if name is None:
        return f"editions: {', '.join(editions) or 'none'}"
    if name not in editions:
        message = f"no edition {name!r}; known: {', '.join(editions) or 'none'}"
        raise ParameterError(message)
    edition = editions[name]
    said: list[str] = []
    code = run_report(edition.request, said.append, prepare)
    if code not in (PUBLISHED, UNCHANGED):
        raise RuntimeError("\n".join(said))
    return said[-1]


def _read_fields(name, node, where, file) -> tuple[dict[str, Any], str | None]:
    """Return an edition's fields, and the first problem with them."""
    if not isinstance(node, yaml.MappingNode):
        return {}, f"{where}: edition {name!r} needs fields below it, such as corpus:"
    loader = yaml.SafeLoader("")
    fields = {}
    for key, value in node.value:
        line = f"{file}:{key.start_mark.line + 1}"
        if key.value not in FIELDS:
            known = ", ".join(FIELDS)
            return fields, f"{line}: unknown field {key.value!r}; known: {known}"
        kind, meaning = FIELDS[key.value]
        made = loader.construct_object(value, deep=True)
        if kind is str and not isinstance(made, (dict, list)):
            made = str(made)  # a date or a number that YAML has already read
        if not isinstance(made, kind):
            wanted = f"{key.value} is {meaning}"
            return fields, f"{line}: {wanted}, not {made!r}"
        fields[key.value] = made
    return fields, None


def _request(fields: dict[str, Any], out: Path) -> Request:
    """Turn fields into what a run is asked for."""
    given = dict(fields.get("parameters", {}))
    for name in ("corpus", "actors", "since", "until", "sources"):
        if name in fields:
            given[name] = fields[name]
    notebooks = default_notebooks()
    if "notebooks" in fields:
        known = {notebook.stem: notebook for notebook in notebooks}
        notebooks = tuple(
            known.get(str(name)) or find_path(str(name)) for name in fields["notebooks"]
        )
    return Request(
        out=out,
        given=given,
        notebooks=notebooks,
        title=fields.get("title"),
        keep=fields.get("keep", 10),
        every=fields.get("every"),
    )
