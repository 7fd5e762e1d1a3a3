"""Pieces: what a file is cut into for work, each small enough for memory.

A piece is either the bytes of a small file, still to be read, or a run of
records of a large one. Its key is a hash of its content, so that what was
worked on before is recognised, wherever in the file it is now.
"""

import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from overture.readers import archive
from overture.readers.dispatch import CONTAINERS, GUARDED, STREAMED, kind_of, read
from overture.readers.guard import guarded
from overture.readers.record import Record, rejected

LARGEST = 50_000_000  # bytes of one document, or of an export read as a whole
_TOO_LARGE = (
    f"over {LARGEST // 1_000_000} MB in one document: cut it into one file per "
    "document, or make it a table or JSON Lines"
)
_TOO_DEEP = "archives nested too deeply: unpack them"
_NOTHING = "no documents in the archive"
_MOST_RECORDS = 1000  # of a piece
_MOST_CHARS = 4_000_000  # of a piece
_CUT = 128  # a piece ends after one record in so many, wherever its hash says


class Piece(NamedTuple):
    """Part of the input, at a path of the ledger."""

    path: str
    kind: str = ""  # of file, if its bytes are still to be read
    data: bytes = b""
    records: tuple[Record, ...] = ()
    known: dict[str, str] = {}  # noqa: RUF012 (never changed); said beside it

    @property
    def size(self) -> int:
        """Bytes or characters of content."""
        return len(self.data) + sum(len(record.text) for record in self.records)

    def key(self, salt: str) -> str:
        """Return the hash of the piece's content, 24 hexadecimal digits."""
        digest = hashlib.sha256(salt.encode())
        digest.update(json.dumps([self.kind, self.known], sort_keys=True).encode())
        digest.update(self.data)
        for record in self.records:
            digest.update("\x1f".join(map(str, record)).encode(errors="replace"))
        return digest.hexdigest()[:24]


def records_of(piece: Piece, columns: dict[str, str] | None = None) -> list[Record]:
    """Read the records of a piece and fill in what is known from beside it."""
    records: Iterable[Record] = piece.records
    if piece.kind in GUARDED:
        records = guarded(piece.data, piece.kind, columns)
    elif piece.kind:
        records = read(io.BytesIO(piece.data), piece.kind, columns)
    known = {field: said for field, said in piece.known.items() if field != "text"}
    return [_filled(record, known) for record in records]


def _filled(record: Record, known: dict[str, str]) -> Record:
    """Fill in the fields that a record does not say itself."""
    missing = {name: said for name, said in known.items() if not getattr(record, name)}
    return record._replace(**missing)


def pieces_of_file(
    file: Path,
    path: str,
    *,
    known: dict[str, str] | None = None,
    columns: dict[str, str] | None = None,
) -> Iterator[Piece]:
    """Cut a file into pieces; what cannot be read is a piece with the reason."""
    try:
        with file.open("rb") as stream:
            yield from pieces_of(stream, path, file.name, known or {}, columns)
    except OSError as error:
        yield _refused(path, f"cannot be read: {error.strerror or error}", {})


def pieces_of(
    stream: BinaryIO, path: str, name: str, known: dict, columns=None, depth: int = 0
) -> Iterator[Piece]:
    """Cut an open file, and the members of an archive, into pieces."""
    try:
        kind = kind_of(stream, name)
        if kind in CONTAINERS:
            if depth >= archive.DEEPEST:
                raise ValueError(_TOO_DEEP)
            found = False
            for found in archive.members(stream, kind, name):
                inner = f"{path}/{found.name}" if found.name else path
                says = {**known, **found.known}
                if found.stream is None:
                    yield _refused(inner, found.reason, says)
                else:
                    yield from pieces_of(
                        found.stream, inner, found.hint, says, columns, depth + 1
                    )
            if not found:
                raise ValueError(_NOTHING)
        elif kind == "jsonl":
            for lines in _runs(stream, lambda line: (len(line), line[:400])):
                yield Piece(path, kind, b"".join(lines), known=known)
        elif kind in STREAMED:
            for records in _runs(read(stream, kind, columns), _measure):
                yield Piece(path, records=tuple(records), known=known)
        else:
            data = stream.read(LARGEST + 1)
            if len(data) > LARGEST:
                raise ValueError(_TOO_LARGE)
            yield Piece(path, kind, data, known=known)
    except Exception as error:  # unpackers fail on bad input in many ways
        yield _refused(path, _reason(error), known)


def _reason(error: Exception) -> str:
    """Say why a file, or its rest, cannot be opened."""
    if isinstance(error, ValueError):
        return str(error)
    if isinstance(error, EOFError):
        return "the file ends too early: download it again"
    if isinstance(error, RecursionError):
        return "nested too deeply to be read"
    return f"damaged ({type(error).__name__}: {error})"


def _refused(path: str, reason: str, known: dict[str, str]) -> Piece:
    """Return the piece of something that cannot be read."""
    return Piece(path, records=(rejected(" ".join(reason.split())),), known=known)


def _measure(record: Record) -> tuple[int, bytes]:
    """Return a record's size, and what of it decides whether a run ends."""
    content = record.text[:200] + (record.title or "") + record.reason
    return len(record.text), content.encode(errors="replace")


def _runs(items: Iterable, measure: Callable) -> Iterator[list]:
    """Cut lines or records into runs at places that only their content decides.

    One put in or taken out changes one or two runs and no others.
    """
    run, size = [], 0
    for item in items:
        run.append(item)
        length, content = measure(item)
        size += length
        at_cut = zlib.crc32(content) % _CUT == 0
        if at_cut or len(run) >= _MOST_RECORDS or size >= _MOST_CHARS:
            yield run
            run, size = [], 0
    if run:
        yield run
