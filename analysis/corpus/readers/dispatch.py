"""Which reader reads a file: found by its content, its name is only a hint."""

from collections.abc import Iterator
from pathlib import Path

from analysis.corpus.readers import text
from analysis.corpus.readers.record import Record, rejected


def read_file(path: Path) -> Iterator[Record]:
    """Read every record of a file; what cannot be read is a rejected record.

    Parameters
    ----------
    path : Path
        A file of any kind.

    Yields
    ------
    Record
        In the order of the file. At least one; never raises for bad input.
    """
    try:
        if path.stat().st_size == 0:
            yield rejected("empty file")
            return
        with path.open("rb") as stream:
            yield from text.read(stream, path.name)
    except OSError as error:
        yield rejected(f"cannot be read: {error.strerror or error}")
    except ValueError as error:
        yield rejected(str(error))
