"""The catalogue of a corpus: its tables without texts, and the parts with them.

Reading again costs what changed: unchanged files are not opened, known pieces of
changed files are not worked on.
"""

import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.corpus import store
from analysis.corpus.intake import ROW, beside, rows_of, sidecar, walk
from analysis.corpus.ledger import assemble
from analysis.corpus.schema import as_table
from overture.frame import version_of
from overture.readers import Piece, pieces_of_file

_PART_SIZE = 8_000_000  # bytes or characters that one part is made from
_PART_PIECES = 2_000
_SETTLED = 2_000_000_000  # ns; a file changed later may change again unnoticed


class Catalogue(NamedTuple):
    """What is known of a corpus, without its texts."""

    documents: pd.DataFrame  # text empty; column part: the file that has it
    intake: pd.DataFrame
    copies: pd.DataFrame
    read: int  # files that were opened
    reused: tuple[str, ...]  # files that were not


def update(
    root: Path, folder: Path, *, columns: dict[str, str] | None = None
) -> Catalogue:
    """Read what is new below root into the store; return the whole catalogue."""
    salt = version_of("analysis.corpus.intake") + json.dumps(columns, sort_keys=True)
    while True:
        scan = _Scan(root, folder, salt, columns)
        entries = scan.entries()
        used = sorted({scan.known[piece] for _, piece in entries})
        if all([store.is_sound(path) for path in used]):
            break  # otherwise what was in the damaged parts is read again
    scan.remember()
    store.remove_unused(folder)
    tables = _tables(folder, entries, scan.known, used, salt)
    return Catalogue(*tables, scan.read, tuple(scan.reused))


class _Scan:
    """One walk over the input."""

    def __init__(self, root: Path, folder: Path, salt: str, columns: dict | None):
        self._root, self._folder = root, folder
        self._salt, self._columns = salt, columns
        self.known = _known_pieces(folder / "rows")  # piece -> part
        self._memory_key = store.key("scan", root.resolve(), salt)
        self._new: list[tuple[str, str, str]] = []
        self.read, self.reused = 0, []
        saved = store.parts(folder / "scans").get(self._memory_key)
        memory = store.load(saved) if saved else None
        seen = [] if memory is None else memory.to_pylist()
        self._memory = {file["path"]: (file["mark"], file["pieces"]) for file in seen}

    def entries(self) -> list[tuple[str, str]]:
        """Walk the input; return (path, piece) in order, all pieces in parts."""
        sidecar.cache_clear()
        files = list(walk(self._root))
        total = sum(file.stat().st_size for file, _ in files)
        self._progress = store.Progress("reading", total, "B")
        self._entries: list[tuple[str, str]] = []
        make = partial(_make_part, self._folder / "rows", self._columns)
        for path, pieces in store.run(make, self._tasks(files)):
            self.known |= dict.fromkeys(pieces, path)
        self._progress.close()
        return self._entries

    def _tasks(self, files) -> Iterator[list[tuple[str, Piece]]]:
        """Yield batches of pieces that are in no part yet."""
        batch, size, waiting = [], 0, set()
        for file, relative in files:
            for name, piece in self._pieces(file, relative):
                if name in self.known or name in waiting:
                    continue
                waiting.add(name)
                batch.append((name, piece))
                size += piece.size
                if size >= _PART_SIZE or len(batch) >= _PART_PIECES:
                    yield batch
                    batch, size = [], 0
        if batch:
            yield batch

    def _pieces(self, file: Path, relative: str) -> Iterator[tuple[str, Piece]]:
        """Note the pieces of a file; yield them, unless it is unchanged."""
        stat = file.stat()
        known = beside(file, relative)
        says = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        mark = store.key(*says, sorted(known.items()))
        old_mark, found = self._memory.get(relative, ("", ""))
        old = json.loads(found) if old_mark == mark else []
        if old and all(name in self.known for _, name in old):
            self.reused.append(relative)
            self._entries += map(tuple, old)
            self._new.append((relative, mark, found))
            self._progress.add(stat.st_size)
            return
        self.read += 1
        begin = len(self._entries)
        for piece in pieces_of_file(file, relative, known=known, columns=self._columns):
            name = piece.key(self._salt)
            self._entries.append((piece.path, name))
            self._progress.add(piece.size)
            yield name, piece
        if time.time_ns() - max(stat.st_mtime_ns, stat.st_ctime_ns) > _SETTLED:
            found = json.dumps(self._entries[begin:])
            self._new.append((relative, mark, found))

    def remember(self) -> None:
        """Save which files were seen in which state."""
        table = pd.DataFrame(self._new, columns=["path", "mark", "pieces"], dtype="str")
        folder = self._folder / "scans"
        path = store.save(folder, self._memory_key, table)
        for other in folder.glob(f"{self._memory_key}-*.parquet"):
            if other != path:
                other.unlink(missing_ok=True)


def _known_pieces(folder: Path) -> dict[str, Path]:
    """Return the part of every piece in the store."""
    known = {}
    for path in store.parts(folder).values():
        try:
            said = pq.read_schema(path).metadata or {}
        except (OSError, pa.ArrowException):
            path.unlink(missing_ok=True)
            continue
        known |= dict.fromkeys(said.get(b"pieces", b"").decode().split(), path)
    return known


def _make_part(folder: Path, columns, batch: list) -> tuple[Path, list[str]]:
    """Read a batch of pieces into a part; runs in a worker process."""
    names = [name for name, _ in batch]
    rows = pa.Table.from_pandas(rows_of(batch, columns=columns), preserve_index=False)
    rows = rows.replace_schema_metadata({"pieces": " ".join(names)})
    return store.save(folder, store.key(*names), rows), names


def _tables(folder: Path, entries, known, used: list[Path], salt: str) -> list:
    """Return documents, intake and copies, from the store if nothing changed."""
    made_from = store.key(salt, [path.name for path in used], entries)
    names = ("documents", "intake", "copies")
    saved = store.parts(folder / "catalogue")
    if all(store.has(saved, made_from + name) for name in names):
        return [
            as_table(name, pd.read_parquet(saved[made_from + name])) for name in names
        ]
    columns = [name for name in ROW if name != "text"]
    rows = [rows_of([]).drop(columns="text").assign(part="")]
    for path in used:
        part = pq.read_table(path, columns=columns).to_pandas()
        part = part[part["piece"].map(known).eq(path)]  # not of a part beside it
        rows.append(part.assign(part=path.name))
    tables = assemble(entries, pd.concat(rows, ignore_index=True))
    for name, table in zip(names, tables, strict=True):
        store.save(folder / "catalogue", made_from + name, table)
    return list(tables)
