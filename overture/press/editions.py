"""Editions: named reports, each with corpus, period, parameters and notebooks.

One YAML file, one entry per edition. An edition that is wrong is named with
its line and does not stop the others.
"""

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode

from overture.press.fingerprint import PROJECT
from overture.press.parameters import ParameterError, check_parameters
from overture.press.plan import Request, default_notebooks, find_path
from overture.press.schedule import FORMS, parse_schedule
from overture.press.schedule import install as install_schedule

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
# Fields that are parameters of the notebooks.
_PARAMETERS = ("corpus", "actors", "since", "until", "sources")


def read_editions(
    file: str | None = None, *, only: str | None = None
) -> dict[str, Request]:
    """Read the editions of a file, in its order.

    Parameters
    ----------
    file : str, optional
        seeds/editions.yaml if not given.
    only : str, optional
        Name of the one edition that is wanted.

    Returns
    -------
    dict
        What is asked for, by the name of the edition. One that is wrong has a
        ``problem``: file:line, rule, value and way out.

    Raises
    ------
    ParameterError
        If there is no such file, it is no mapping of names to editions, or has
        none of the name that is wanted.
    """
    path = find_path(file or DEFAULT)
    editions: dict[str, Request] = {}
    folders: dict[Path, str] = {}
    for key, node in _read_entries(path):
        name, where = key.value, _place(path, key)
        fields: dict[str, Any] = {}
        problem = None
        try:
            _read_fields(path, key, node, fields)
            given = _make_request(fields)
            check_parameters(list(given["notebooks"]), given["given"])
            if "every" in fields:
                parse_schedule(fields["every"])
        except ValueError as error:
            at = "" if str(error).startswith(f"{path.name}:") else f"{where}: "
            problem, given = f"{at}{error}", {"title": fields.get("title")}
        if name in editions:
            problem = f"{where}: a second edition named {name!r}; rename one"
            name = f"{name} (line {key.start_mark.line + 1})"
        # Below the project, wherever the command is called from.
        out = PROJECT / (fields.get("out") or f"reports/{name}")
        other = folders.setdefault(out.resolve(), name)
        if other != name:
            problem = problem or (
                f"{where}: editions {other!r} and {name!r} both write {out.name}; "
                "give one another `out:`"
            )
            out = out.with_name(f"{out.name} of {name}")  # keeps the other's status
        editions[name] = Request(out, problem=problem, **given)
    if only is None:
        return editions
    if only not in editions:
        message = f"no edition {only!r}; known: {', '.join(editions) or 'none'}"
        raise ParameterError(message)
    return {only: editions[only]}


def schedule_edition(
    name: str,
    form: str = "cron",
    *,
    every: str | None = None,
    file: str | None = None,
    install: bool = False,
) -> list[str]:
    """Return what publishes an edition again and again.

    Parameters
    ----------
    name, file : str
        The edition, and where it stands if not in seeds/editions.yaml.
    form : {"cron", "systemd", "github"}
    every : str, optional
        hour, day, week, month, or five cron fields; the edition's if missing.
    install : bool
        Install it for this user, and return what was done.

    Raises
    ------
    ValueError
        If there is no such edition, it is wrong, or no time is known.
    """
    request = read_editions(file, only=name)[name]
    if request.problem:
        raise ParameterError(request.problem)
    every = every or request.every
    if not every:
        message = f"edition {name!r} has no `every:`; give --every"
        raise ParameterError(message)
    made = FORMS[form](name, every, file=file)
    if install:
        return install_schedule(form, made)
    if isinstance(made, dict):
        return [f"# {name}\n{text}\n" for name, text in made.items()]
    return [made]


def _place(path: Path, node) -> str:
    """Return file and line of a node."""
    return f"{path.name}:{node.start_mark.line + 1}"


def _read_entries(path: Path) -> list[tuple]:
    """Return the nodes of a file that maps names to editions, with their lines."""
    try:
        root = YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        message = f"{path.name}{line}: not YAML: {getattr(error, 'problem', error)}"
        raise ParameterError(message) from None
    if root is not None and not isinstance(root, MappingNode):
        message = f"{path.name}:1: write one `name:` per edition, its fields below it"
        raise ParameterError(message)
    return root.value if root else []


def _read_fields(path: Path, name, node, fields: dict[str, Any]) -> None:
    """Read an edition's fields as far as they are right."""
    if not isinstance(node, MappingNode):
        message = (
            f"{_place(path, name)}: edition {name.value!r} needs fields below it, "
            "such as corpus:"
        )
        raise ParameterError(message)
    constructor = YAML(typ="safe", pure=True).constructor
    for key, value in node.value:
        if key.value not in FIELDS:
            known = ", ".join(FIELDS)
            message = (
                f"{_place(path, key)}: unknown field {key.value!r}; known: {known}"
            )
            raise ParameterError(message)
        kind, meaning = FIELDS[key.value]
        made = constructor.construct_object(value, deep=True)
        if kind is str and not isinstance(made, (dict, list)):
            made = str(made)  # a date or a number that YAML has already read
        if not isinstance(made, kind):
            message = f"{_place(path, key)}: {key.value} is {meaning}, not {made!r}"
            raise ParameterError(message)
        fields[key.value] = made
    if not re.fullmatch(r"[\w-]+", name.value):
        message = "an edition's name has letters, digits, - and _ only"
        raise ParameterError(message)


def _make_request(fields: dict[str, Any]) -> dict[str, Any]:
    """Turn fields into those of a request."""
    given = dict(fields.get("parameters", {}))
    given |= {name: fields[name] for name in _PARAMETERS if name in fields}
    notebooks = default_notebooks()
    if "notebooks" in fields:
        known = {notebook.stem: notebook for notebook in notebooks}
        names = [str(name) for name in fields["notebooks"]]
        notebooks = tuple(known.get(name) or find_path(name) for name in names)
    kept = {name: fields[name] for name in ("title", "keep", "every") if name in fields}
    return {"given": given, "notebooks": notebooks} | kept
