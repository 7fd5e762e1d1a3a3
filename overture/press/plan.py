"""What a run is asked for, and the plan made of it: checked, with its key.

Paths are looked up here and nowhere else: inside the project they are kept
relative to it, elsewhere a report shows their last part alone.
"""

import json
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

from overture.press.fingerprint import PROJECT, describe_run
from overture.press.parameters import (
    PATHS,
    WORD_OR_PATH,
    ParameterError,
    check_parameters,
    read_parameters,
)


class Code(IntEnum):
    """How a run ended, as the exit code of a command."""

    PUBLISHED = 0
    FAILED = 1
    USAGE = 2
    UNCHANGED = 3
    LOCKED = 75

    @property
    def good(self) -> bool:
        """Whether the report is as new as what it is made from."""
        return self in (Code.PUBLISHED, Code.UNCHANGED)


def default_notebooks() -> tuple[Path, ...]:
    """Return the numbered notebooks of the project, in order."""
    return tuple(sorted((PROJECT / "notebooks").glob("[0-9][0-9]-*.ipynb")))


@dataclass(frozen=True)
class Request:
    """What a run is asked for.

    Attributes
    ----------
    out : Path
        Folder of reports.
    given : dict
        Parameter values by name, as typed.
    notebooks : tuple of Path
        In the order of the report's sections; the project's if not given.
    title : str, optional
        Title of the report; made from the corpus if missing.
    store : Path, optional
        Folder of annotations instead of ``.workbook``.
    keep : int
        Reports that stay in the history.
    every : str, optional
        Schedule, for the next due time in the status.
    previous : Path, optional
        What the report is compared with, instead of the current one: a report,
        or the changes.json of one that is made again.
    problem : str, optional
        Why it cannot be run, with file and line.
    force : bool
        Run even if nothing changed.
    notebook_timeout, timeout : float, optional
        Seconds that each notebook and the run may take.
    wait : float
        Seconds to wait for another run.
    """

    out: Path
    given: dict[str, Any] = field(default_factory=dict)
    notebooks: tuple[Path, ...] = field(default_factory=default_notebooks)
    title: str | None = None
    store: Path | None = None
    keep: int = 10
    every: str | None = None
    previous: Path | None = None
    problem: str | None = None
    force: bool = False
    notebook_timeout: float | None = None
    timeout: float | None = None
    wait: float = 0

    @classmethod
    def from_run(cls, report: Path, **changes) -> "Request":
        """Return the request that a report was made by, with changes.

        Raises
        ------
        ParameterError
            If the folder is no report.
        """
        try:
            run = json.loads((report / "run.json").read_text(encoding="utf-8"))
            given = run["given"]
            given |= {
                name: run["inputs"][name] for name in given.keys() & run["inputs"]
            }
            notebooks = tuple(Path(notebook) for notebook in run["notebooks"])
            made = {"given": given, "notebooks": notebooks, "title": run["title"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"{report}: not a report that can be made again ({error})"
            raise ParameterError(message) from None
        return cls(**made | changes)


def find_path(value: str) -> Path:
    """Look a path up from the working folder upwards, then in the project.

    Raises
    ------
    ParameterError
        If there is nothing of that name.
    """
    here = Path.cwd()
    for base in (here, *here.parents, PROJECT):
        if (base / value).exists():
            return (base / value).resolve()
    message = f"{value}: no such file or folder, looked for from {here} upwards"
    raise ParameterError(message)


@dataclass(frozen=True)
class Plan:
    """A request, checked.

    Attributes
    ----------
    parameters : dict
        Values to inject, per notebook stem.
    inputs : dict
        What is read, by the name of its parameter.
    shown : dict
        Names shown in the report for paths of this machine.
    described : dict
        The key and what it was made of; see `describe_run`.
    store : Path
        Folder of annotations, the same for the run and its notebooks.
    """

    request: Request
    parameters: dict[str, dict[str, Any]]
    inputs: dict[str, Path]
    shown: dict[str, str]
    described: dict[str, Any]
    store: Path


def make_plan(request: Request) -> Plan:
    """Check parameters and paths, and find the key of the run."""
    values = check_parameters(list(request.notebooks), request.given)
    inputs, shown = {}, {}
    for notebook in request.notebooks:
        given = values[notebook.stem]
        for name, parameter in read_parameters(notebook).items():
            value = given.get(name, parameter.default)
            is_word = name in WORD_OR_PATH and value == parameter.default
            if name not in PATHS or value is None or is_word:
                continue
            inputs[name] = path = find_path(value)
            if name in given:
                # Inside the project a path is kept relative to it; elsewhere only
                # its name is shown, so that the report is the same on any machine.
                inside = path.is_relative_to(PROJECT)
                label = path.relative_to(PROJECT).as_posix() if inside else path.name
                given[name] = label if inside else str(path)
                shown[str(path)] = label
    parameters = {
        stem: {
            name: shown.get(value, value) if isinstance(value, str) else value
            for name, value in given.items()
        }
        for stem, given in values.items()
    }
    described = describe_run(request.notebooks, parameters, inputs)
    store = (request.store or PROJECT / ".workbook").absolute()
    return Plan(request, values, inputs, shown, described, store)
