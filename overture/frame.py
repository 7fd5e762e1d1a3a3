"""What the engines share: tables with fixed columns and dtypes, and versions.

Each engine names the columns of its own tables with it. A dtype is the pandas
name; "str" columns hold a missing value where something is not known.
"""

import csv
import hashlib
import sys
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import pandas as pd


class Column(NamedTuple):
    """A column's pandas dtype and its meaning, with unit."""

    dtype: str
    meaning: str


def read_columns(beside: str, *tables: str) -> list[dict[str, Column]]:
    """Read the columns of some tables from columns.csv beside a module."""
    with Path(beside).with_name("columns.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [
        {
            row["column"]: Column(row["dtype"], row["meaning"])
            for row in rows
            if row["table"] == table
        }
        for table in tables
    ]


def as_table(columns: dict[str, Column], rows=None) -> pd.DataFrame:
    """Give rows a table's column order and dtypes.

    Parameters
    ----------
    columns : dict of str to Column
    rows : DataFrame, dict of columns or list of records, optional
        Text and float columns that are missing become missing values; columns
        that the table does not have are kept behind its own.

    Returns
    -------
    DataFrame
        With a fresh range index; the input is not changed.

    Examples
    --------
    >>> list(as_table({"term": Column("str", "a term")}).columns)
    ['term']
    """
    rows = {name: [] for name in columns} if rows is None else rows
    frame = pd.DataFrame(rows).reset_index(drop=True)
    extra = [column for column in frame.columns if column not in columns]
    frame = frame.reindex(columns=[*columns, *extra])
    for name, column in columns.items():
        if column.dtype.startswith("datetime64"):  # astype adds no time zone
            frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame.astype({name: column.dtype for name, column in columns.items()})


def tell(table: pd.DataFrame, **story) -> pd.DataFrame:
    """Return the table with its story, for the charts and exhibits made of it.

    Parameters
    ----------
    table : DataFrame
        Not changed; the result shares its values.
    **story
        `unit` (plural noun that n counts), `n` (int), `key` (columns that name a
        row), `counts` (column that equals the spans of its evidence), `counted`
        (what of the evidence is counted: "span", "sentence" or "document"),
        `method` (a sentence), `caption`, `banner`, `meanings` (of columns that no
        schema explains).

    Returns
    -------
    DataFrame
        With the story in `attrs`, beside what the table told before. Choosing
        rows and adding columns keeps it; merging and grouping lose it.

    Examples
    --------
    >>> tell(pd.DataFrame({"term": ["war"]}), unit="words", n=9).attrs
    {'unit': 'words', 'n': 9}
    """
    told = table.copy(deep=False)
    told.attrs = {**table.attrs, **story}
    return told


# Models of megabytes are known by the SHA256SUMS beside them; cards are prose.
_NOT_HASHED = (".pyc", ".md", ".onnx", ".npz")


@lru_cache
def version_of(engine: str) -> str:
    """Return a hash of all that an engine's results depend on.

    Parameters
    ----------
    engine : str
        Dotted name of a package or module that names its `LIBRARIES`, the
        distributions that it uses, and perhaps `USES`, other engines, and `DATA`,
        files beside a module. Its code and data, all their versions, Python's and
        this module's code count.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    module = import_module(engine)
    place = Path(module.__file__)
    own = [place, *(place.with_name(name) for name in getattr(module, "DATA", ()))]
    if place.name == "__init__.py":
        own = place.parent.rglob("*")
    below = [version_of(other) for other in getattr(module, "USES", ())]
    return hash_code([*own, Path(__file__)], module.LIBRARIES, *below)


def hash_code(files: Iterable[Path], libraries: Iterable[str], *others: str) -> str:
    """Return a hash of files by name and content, and of libraries by version."""
    digest = hashlib.sha256(" ".join([sys.version, *others]).encode())
    for file in sorted(files):
        if file.is_file() and file.suffix not in _NOT_HASHED:
            digest.update(file.name.encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    for library in libraries:
        try:
            digest.update(f"{library} {version(library)}".encode())
        except PackageNotFoundError:
            digest.update(f"no {library}".encode())
    return digest.hexdigest()[:16]
