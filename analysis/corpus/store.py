"""The store: immutable Parquet parts under one folder, named by two hashes.

The first hash says what a part was made from, so that it is found again; the
second is of its bytes, so that damage is noticed. Parts are written aside and
moved into place: a reader sees a whole part or none, whoever else is writing.
"""

import hashlib
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

_ABANDONED = 86_400  # seconds after which a half-written part is nobody's
_UNUSED = 90 * 86_400  # seconds after which a part that no run used is removed


def default_folder() -> Path:
    """Return the folder that WORKBOOK_STORE names, or the project's `.workbook`.

    The project's folder is the nearest above the working folder that has one, or
    a pyproject.toml.
    """
    if named := os.environ.get("WORKBOOK_STORE"):
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / ".workbook").is_dir() or (folder / "pyproject.toml").is_file():
            return folder / ".workbook"
    return here / ".workbook"


def key(*parts: object) -> str:
    """Return the hash of what a part is made from, 16 hexadecimal digits."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


def save(folder: Path, made_from: str, table: pa.Table | pd.DataFrame) -> Path:
    """Write a part; return its path.

    Raises
    ------
    OSError
        If the folder cannot be written; the message names another way.
    """
    if isinstance(table, pd.DataFrame):
        table = pa.Table.from_pandas(table, preserve_index=False)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    data = sink.getvalue()
    path = folder / f"{made_from}-{hashlib.sha256(data).hexdigest()[:16]}.parquet"
    aside = folder / f".{path.name}.{os.getpid()}.{threading.get_ident()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except OSError as error:
        message = (
            f"the store {str(folder)!r} cannot be written ({error.strerror}): "
            "free space there or name another folder with store="
        )
        raise OSError(message) from error
    return path


def parts(folder: Path) -> dict[str, Path]:
    """Return the parts of a folder by what they were made from, unchecked."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*.parquet")):
        found.setdefault(path.stem.partition("-")[0], path)
    _remove_older(folder.glob(".*.parquet.*"), _ABANDONED)
    return found


def has(saved: dict[str, Path], made_from: str) -> bool:
    """Tell whether a part is among the saved ones, and sound."""
    return made_from in saved and is_sound(saved[made_from])


def is_sound(path: Path) -> bool:
    """Check a part against its hash; remove it if it is damaged."""
    return _sound_bytes(path) is not None


def load(path: Path) -> pa.Table | None:
    """Return a part, or None if it is damaged or another process removed it."""
    data = _sound_bytes(path)
    return None if data is None else pq.read_table(pa.BufferReader(data))


def _sound_bytes(path: Path) -> bytes | None:
    """Return the bytes of a part if they are those of its hash."""
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest()[:16] == path.stem.partition("-")[2]:
            os.utime(path)  # in use
            return data
    except OSError:
        return None
    path.unlink(missing_ok=True)
    return None


def remove_unused(folder: Path) -> None:
    """Remove parts that no run has used for three months."""
    _remove_older(folder.rglob("*.parquet"), _UNUSED)


def _remove_older(paths: Iterable[Path], seconds: int) -> None:
    """Remove files that were not touched for so long; others may do so as well."""
    limit = time.time() - seconds
    for path in paths:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                path.unlink()


def run(function: Callable, tasks: Iterable, *, workers: int | None = None) -> Iterator:
    """Yield function(task) of every task, in the order of the tasks.

    A single task is worked on here, more of them by a pool of processes. Tasks are
    taken from their iterable as they are needed, so that few are in memory.
    """
    tasks = iter(tasks)
    first = list(islice(tasks, 2))
    workers = workers or _cores()
    if len(first) < 2 or workers < 2:
        yield from map(function, chain(first, tasks))
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # A fork needs no import and no guarded main module, but must not happen
    # while other threads may hold locks, as in a notebook's kernel.
    alone = threading.active_count() == 1 and sys.platform == "linux"
    context = get_context("fork" if alone else "spawn")
    waiting: deque = deque()
    with ProcessPoolExecutor(workers, context, _end_with, (os.getpid(),)) as pool:
        try:
            for task in chain(first, tasks):
                waiting.append(pool.submit(function, task))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            message = "a worker process was ended, perhaps for lack of memory: rerun"
            raise OSError(message) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _end_with(parent: int) -> None:
    """End this worker process when its parent is gone, however that ended."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _cores() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


class Progress:
    """How far a long job is: a bar on a terminal, plain lines in a log.

    Nothing for the first seconds, and nothing in a notebook.
    """

    def __init__(self, what: str, total: int, unit: str):
        self._what, self._total, self._unit = what, total, unit
        self._begin = self._said = time.monotonic()
        self._done, self._bar = 0, None
        self._silent = "ipykernel" in sys.modules or sys.stderr is None
        if not self._silent and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(
                desc=what, total=total, unit=unit, unit_scale=True, delay=1, leave=False
            )

    def add(self, done: int) -> None:
        """Count work that was done."""
        self._done += done
        if self._bar is not None:
            self._bar.update(done)
            return
        now = time.monotonic()
        if self._silent or now - self._said < 10:
            return
        self._said = now
        rate = self._done / (now - self._begin)
        left = max(0, self._total - self._done) / max(rate, 1e-9)
        sys.stderr.write(
            f"{self._what}: {self._done:,} of {self._total:,} {self._unit}, "
            f"{rate:,.0f} a second, {left:,.0f} s left\n"
        )

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.close()
