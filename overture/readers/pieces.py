"""Pieces: what a file is cut into for work, each small enough for memory.

A piece is either the bytes of a small file, still to be read, or a run of
records of a large one. Its key is a hash of its content, so that what was
worked on before is recognised, wherever in the file it is now.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from overture.readers import archive
from overture.readers.dispatch import (
    CONTAINERS,
    HEAD,
    LARGEST,
    STREAMED,
    kind_of,
    read,
    read_bytes,
)
from overture.readers.json import is_lines
from overture.readers.record import Record, rejected

_MOST_RECORDS = 1000  # of a piece
_MOST_CHARS = 4_000_000  # of a piece
_CUT = 128  # a piece ends after one record in so many, wherever its hash says


class Piece(NamedTuple):
    """Part of the input, at a path of the ledger."""

    path: str
    name: str = ""
    kind: str = ""  # of file, where it was found out already
    data: bytes = b""
    records: tuple[Record, ...] = ()
    known: tuple[tuple[str, str], ...] = ()  # what a sidecar or archive says

    @property
    def size(self) -> int:
        """Bytes or characters of content."""
        return len(self.data) + sum(len(record.text) for record in self.records)


def key_of(piece: Piece, salt: str) -> str:
    """Return the hash of a piece's content, 24 hexadecimal digits."""
    digest = hashlib.sha256(salt.encode())
    # The name is only a hint on the kind, which its ending tells.
    said = [Path(piece.name).suffix.lower(), piece.kind, piece.known]
    digest.update(json.dumps(said).encode())
    digest.update(piece.data)
    for record in piece.records:
        digest.update("\x1f".join(map(str, record)).encode(errors="replace"))
    return digest.hexdigest()[:24]


def records_of(piece: Piece, columns: dict[str, str] | None = None) -> list[Record]:
    """Read the records of a piece and fill in what is known from beside it."""
    records = piece.records or read_bytes(
        piece.data, piece.name, kind=piece.kind, columns=columns
    )
    if not piece.known:
        return list(records)
    filled = []
    for record in records:
        missing = {
            field: value
            for field, value in piece.known
            if field != "text" and not getattr(record, field)
        }
        filled.append(record._replace(**missing))
    return filled


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
            yield from pieces_of(stream, path, file.name, known or {}, columns or {})
    except OSError as error:
        yield _refused(path, f"cannot be read: {error.strerror or error}")


def pieces_of(
    stream: BinaryIO, path: str, name: str, known: dict, columns: dict, depth: int = 0
) -> Iterator[Piece]:
    """Cut an open file, and the members of an archive, into pieces."""
    fields = tuple(sorted(known.items()))
    try:
        head = stream.read(HEAD)
        if not head:
            yield _refused(path, "empty file", fields)
            return
        kind = kind_of(head, name)
        stream.seek(0)
        if kind == "json" and is_lines(stream, name):
            for lines in _blocks(stream):
                yield Piece(path, name, "jsonl", lines, known=fields)
        elif kind in STREAMED:
            for records in _runs(read(stream, name, columns=columns)):
                yield Piece(path, records=records, known=fields)
        elif kind not in CONTAINERS:
            data = stream.read(LARGEST + 1)
            if len(data) > LARGEST:
                reason = (
                    f"over {LARGEST // 1_000_000} MB in one document: cut it into one "
                    "file per document, or make it a table or JSON Lines"
                )
                yield _refused(path, reason, fields)
            else:
                yield Piece(path, name, kind, data, known=fields)
        elif depth >= archive.DEEPEST:
            yield _refused(path, "archives nested too deeply: unpack them", fields)
        else:
            found = False
            for member in archive.members(stream, kind, name):
                found = True
                inner = f"{path}/{member.name}" if member.name else path
                says = {**known, **member.known}
                if member.stream is None:
                    yield _refused(inner, member.reason, tuple(sorted(says.items())))
                    continue
                yield from pieces_of(
                    member.stream, inner, member.hint, says, columns, depth + 1
                )
            if not found:
                yield _refused(path, "no documents in the archive", fields)
    except ValueError as error:
        yield _refused(path, str(error), fields)
    except EOFError:
        yield _refused(path, "the file ends too early: download it again", fields)
    except RecursionError:
        yield _refused(path, "nested too deeply to be read", fields)
    except Exception as error:  # unpackers fail on bad input in many ways
        yield _refused(path, f"damaged ({type(error).__name__}: {error})", fields)


def _refused(path: str, reason: str, known: tuple = ()) -> Piece:
    """Return the piece of something that cannot be read."""
    return Piece(path, records=(rejected(" ".join(reason.split())),), known=known)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Cut lines into blocks, as `_runs` does records."""
    block, size = [], 0
    for line in stream:
        block.append(line)
        size += len(line)
        at_cut = zlib.crc32(line[:400]) % _CUT == 0
        if at_cut or len(block) >= _MOST_RECORDS or size >= _MOST_CHARS:
            yield b"".join(block)
            block, size = [], 0
    if block:
        yield b"".join(block)


def _runs(records: Iterable[Record]) -> Iterator[tuple[Record, ...]]:
    """Cut records into runs at places that only their content decides.

    A record put in or taken out changes one or two runs and no others.
    """
    run, size = [], 0
    for record in records:
        run.append(record)
        size += len(record.text)
        content = record.text[:200] + (record.title or "") + record.reason
        at_cut = zlib.crc32(content.encode(errors="replace")) % _CUT == 0
        if at_cut or len(run) >= _MOST_RECORDS or size >= _MOST_CHARS:
            yield tuple(run)
            run, size = [], 0
    if run:
        yield tuple(run)
