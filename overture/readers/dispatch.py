"""Each kind of file to its reader: a function of an open file, seekable and at its
beginning, that yields records, or rows of which records are made here.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import BinaryIO

from overture.readers.record import Record, record_of, rejected

# Kinds of file, and the module and the function that reads them.
READERS = {
    "text": "text.read",
    "markdown": "text.read_markdown",
    "html": "html.read",
    "europresse": "europresse.read",
    "factiva": "factiva.read",
    "nexis": "nexis.read",
    "proquest": "proquest.read",
    "gdelt": "gdelt.read",
    "bibliography": "bibliography.read",
    "feed": "feed.read",
    "mail": "mail.read",
    "pdf": "office.read_pdf",
    "docx": "office.read_docx",
    "rtf": "office.read_rtf",
    "table": "table.csv_rows",
    "xlsx": "table.xlsx_rows",
    "parquet": "table.parquet_rows",
    "json": "json.value_rows",
    "jsonl": "json.line_rows",
}
STREAMED = {"json", "jsonl", "table", "parquet"}  # read piece by piece at any size
GUARDED = {"html", "europresse", "factiva", "nexis", "pdf", "docx", "rtf", "mail"}
GUARDED |= {"xlsx", "feed"}  # parsed in a process that can be ended


def read(
    stream: BinaryIO, kind: str, columns: Mapping[str, str] | None = None
) -> Iterator[Record]:
    """Read every record of a file that is no container, in its order, at least one.

    Bad input does not raise: it is a rejected record, which ends the file where its
    rest cannot be read. `columns` names, for tables, the column of a field.
    """
    module, _, function = READERS[kind].partition(".")
    reader = getattr(import_module(f"overture.readers.{module}"), function)
    found = False
    try:
        for row in reader(stream):
            found = True
            yield row if isinstance(row, Record) else record_of(row, columns or {})
    except Exception as error:  # parsers fail on bad input in many ways
        yield rejected(_reason(error))
        return
    if not found:
        yield rejected("no records in the file")


def _reason(error: Exception) -> str:
    """Say why a file, or its rest, cannot be read."""
    if isinstance(error, MemoryError):
        return "needs too much memory; split it into smaller files"
    if isinstance(error, RecursionError):
        return "nested too deeply to be read"
    if isinstance(error, ValueError):
        return " ".join(str(error).split())
    return f"damaged or not understood ({type(error).__name__}: {error})"
