"""Execution of notebooks through papermill, to the same bytes every time.

Notebooks run in a kernel of their own with a fixed environment and come back
in canonical form: without times, paths, random ids or the machine's versions.
"""

import logging
import os
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from overture.press.exhibits import FOLDER
from overture.press.losses import TITLE, Losses, last_needed
from overture.press.manifest import replace_text

# What a kernel needs so that two runs give the same bytes: string hashes fix
# the order of sets, thread counts the order of floating-point sums.
FIXED_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "PYTHONWARNINGS": "default",
}

KERNELSPEC = {
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
    "name": "python3",
}


class NotebookFailed(RuntimeError):
    """A notebook that did not run to its end.

    Attributes
    ----------
    stem : str
        Name of its file.
    notebook : NotebookNode
        As far as it got, with the outputs and the error.
    log : str
        The error with its traceback, for a log file.
    """

    def __init__(self, path: Path, problem: str, notebook, log: str):
        super().__init__(f"{path.name}: {problem.strip().splitlines()[0]}")
        self.stem = path.stem
        self.notebook = notebook
        self.log = log


@dataclass(frozen=True)
class _Task:
    """What the engine needs beside the notebook."""

    folder: Path  # that the kernel works in
    env: dict[str, str]
    log: TextIO  # what the kernel itself prints
    until: float | None  # the monotonic clock at which the time is over
    losses: Losses | None
    kept: list = field(default_factory=list)  # papermill's error has no notebook


class _Client(PapermillNotebookClient):
    """papermill's client, which goes on where only an exhibit is lost."""

    losses: Losses | None = None

    def papermill_execute_cells(self):
        """Execute the cells; a lost one shows one line and not its traceback."""
        needed = last_needed(self.nb.cells)
        for index, cell in enumerate(self.nb.cells):
            self.nb_man.cell_start(cell, index)
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                fatal = error.ename in ("SystemExit", "SyntaxError")
                if self.losses is None or index <= needed or fatal:
                    self.nb_man.cell_exception(cell, index, exception=error)
                    break
                self._lose(index, error)
            finally:
                self.nb_man.cell_complete(cell, index)

    def _lose(self, index: int, error: CellExecutionError) -> None:
        """Note what a failed cell costs, and forget what it did not assign."""
        cell = self.nb.cells[index]
        line, names = self.losses.note(self.nb.cells, index, error)
        text = f"{TITLE}. {line}\n"
        word = nbformat.v4.new_output("stream", name="stderr", text=text)
        cell.outputs = [out for out in cell.outputs if out.output_type != "error"]
        cell.outputs.append(word)
        forget = "".join(f"globals().pop({name!r}, None);" for name in names)
        self.wait_for_reply(self.kc.execute(forget, silent=True))


class _Engine(NBClientEngine):
    """papermill's engine, without times, files in between and TCP ports."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, task: _Task, **_):
        task.kept.append(nb_man.nb)
        # One folder per kernel: the default name of the sockets collides when
        # kernels run side by side.
        sockets = tempfile.mkdtemp(prefix="wb-")
        nb_man.save = lambda **_: None
        manager = AsyncKernelManager(
            kernel_name=kernel_name, transport="ipc", ip=f"{sockets}/k"
        )
        client = _Client(
            nb_man,
            km=manager,
            # What is left for the whole notebook; 0 would mean no limit.
            timeout_func=task.until
            and (lambda cell: max(task.until - time.monotonic(), 0.1)),
            startup_timeout=120,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(task.folder)}},
        )
        client.losses = task.losses
        try:
            return client.execute(env=task.env, stdout=task.log, stderr=task.log)
        finally:
            shutil.rmtree(sockets, ignore_errors=True)


papermill_engines.register("overture", _Engine)


def run_notebook(
    path: Path,
    parameters: dict[str, Any],
    *,
    environment: dict[str, str] | None = None,
    timeout: float | None = None,
    losses: Losses | None = None,
) -> nbformat.NotebookNode:
    """Execute a notebook with parameters, in its own folder.

    Parameters
    ----------
    path : Path
    parameters : dict
        Checked values; without any no cell is injected.
    environment : dict, optional
        Variables of the kernel beside the fixed ones.
    timeout : float, optional
        Seconds that the notebook may take.
    losses : Losses, optional
        Given, exhibits are written to its folder, and a cell that fails once the
        data are loaded costs its exhibits only.

    Returns
    -------
    NotebookNode
        In canonical form.

    Raises
    ------
    NotebookFailed
        If a cell raises, exits, is not reached, or the kernel dies; with `losses`,
        if no exhibit is left.
    """
    # papermill's reading of annotations stops at `str | None`; ours has checked.
    logging.getLogger("papermill").setLevel(logging.ERROR)
    source = canonical(nbformat.read(path, as_version=4), outputs=False)
    env = {**os.environ, **FIXED_ENVIRONMENT, **(environment or {})}
    if losses:
        env[FOLDER] = str(losses.folder)
    problem, log = None, ""
    until = timeout and time.monotonic() + timeout
    with tempfile.TemporaryFile("w+") as kernel_log:
        task = _Task(path.parent, env, kernel_log, until, losses, [source])
        try:
            execute_notebook(
                source,
                None,
                parameters=parameters,
                engine_name="overture",
                kernel_name="python3",
                progress_bar=False,
                task=task,
            )
        except PapermillExecutionError as error:
            problem, log = f"{error.ename}: {error.evalue}", str(error)
        except CellTimeoutError as error:
            problem = f"it took more than the {timeout:g} s it was given"
            log = f"{problem}\n{error}"
        except Exception as error:  # dead kernels and others: many types
            problem, log = f"{type(error).__name__}: {error}", str(error)
        kernel_log.seek(0)
        log = f"{log}\n{kernel_log.read()}".strip()
    done = canonical(task.kept[-1])
    problem = problem or _unfinished(done)
    if losses and not problem and losses.everything():
        problem, log = losses.log[0].split("\n")[0], "\n\n".join(losses.log)
    if problem:
        raise NotebookFailed(path, problem, done, log or problem)
    return done


def _unfinished(notebook: nbformat.NotebookNode) -> str | None:
    """Say which cell did not run: an exit skips the rest without an error."""
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if cell.execution_count is None:
            return f"cell {number} was not run; does a cell before it call exit()?"
        for output in cell.outputs:
            if output.output_type == "error":
                return f"{output.ename}: {output.evalue}"
    return None


def canonical(
    notebook: nbformat.NotebookNode, *, outputs: bool = True
) -> nbformat.NotebookNode:
    """Return a copy of a notebook without what differs between two runs.

    Parameters
    ----------
    notebook : NotebookNode
    outputs : bool
        Keep outputs and execution counts.
    """
    notebook = nbformat.from_dict(notebook)
    kept = {name: notebook.metadata[name] for name in {"title"} & {*notebook.metadata}}
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}} | kept
    )
    for number, cell in enumerate(notebook.cells, 1):
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
        cell.setdefault("id", f"cell-{number}")
        if cell.cell_type != "code":
            continue
        if not outputs:
            cell.outputs, cell.execution_count = [], None
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def write_notebook(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook in one step, so that no half of it is ever seen."""
    text = nbformat.writes(notebook, indent=1, sort_keys=True)
    replace_text(path, text + "\n")
