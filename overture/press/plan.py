"""What a run is asked for, and the plan made of it: checked, with its key.

Paths are looked up here and nowhere else: inside the project they are kept
relative to it, elsewhere a report shows their last part alone.
"""

from dataclasses import dataclass, field
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
        In the order of the report's sections.
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
    """

    out: Path
    given: dict[str, Any] = field(default_factory=dict)
    notebooks: tuple[Path, ...] = ()
    title: str | None = None
    store: Path | None = None
    keep: int = 10
    every: str | None = None
    previous: Path | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Limits:
    """Seconds that a notebook and a run may take, and to wait for another run."""

    notebook: float | None = None
    run: float | None = None
    wait: float = 0


def default_notebooks() -> tuple[Path, ...]:
    """Return the numbered notebooks of the project, in order."""
    return tuple(sorted((PROJECT / "notebooks").glob("[0-9][0-9]-*.ipynb")))


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
        for name, parameter in read_parameters(notebook).items():
            value = values[notebook.stem].get(name, parameter.default)
            if name not in PATHS or value is None:
                continue
            if name in WORD_OR_PATH and value == parameter.default:
                continue
            inputs[name] = path = find_path(value)
            if name not in values[notebook.stem]:
                continue
            # Inside the project a path is kept relative to it; elsewhere only
            # its name is shown, so that the report is the same on any machine.
            inside = path.is_relative_to(PROJECT)
            label = path.relative_to(PROJECT).as_posix() if inside else path.name
            values[notebook.stem][name] = label if inside else str(path)
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
