"""Tables: the rows of CSV, TSV, XLSX and Parquet, by their columns' names."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.encoding import FALLBACK, decode_line
from overture.readers.record import NOTE, Record, rejected

_LARGEST_CELL = 20_000_000  # characters
_MOST_LINES = 5_000  # lines of one cell; more means a missing quote
_MOST_BROKEN = 1_000  # rows, after which a table is given up


def csv_rows(stream: BinaryIO) -> Iterator[dict | Record]:
    """Read delimited text; a row that does not fit the header is rejected.

    After a missing quote the reader goes back to the next line, so that one
    broken row does not swallow the rest.
    """
    csv.field_size_limit(_LARGEST_CELL)
    lines = _Lines(stream)
    separator = max("\t;|,", key=lines.first.count)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    header, broken = None, 0
    while broken < _MOST_BROKEN:
        lines.start_row()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row, problem = None, str(error)
        if row is not None and not any(cell.strip() for cell in row):
            continue
        if row is not None and header is None:
            header = [cell.strip() for cell in row]
            continue
        if row is not None and len(row) == len(header):
            cells = dict(zip(header, row, strict=True))
            yield cells | ({NOTE: lines.note} if lines.note else {})
            continue
        if row is not None:
            problem = f"{len(row)} cells where the header has {len(header or ())}"
        broken += 1
        yield rejected(
            f"line {lines.row_number}: {problem}; is a quote or a separator missing?"
        )
        lines.back_to_second()
    yield rejected(f"more than {_MOST_BROKEN} broken rows; the rest was not read")


class _Lines:
    """Decoded lines of a stream, with a way back to the second of a row."""

    def __init__(self, stream: BinaryIO):
        wide = stream.read(2) in (b"\xff\xfe", b"\xfe\xff")
        stream.seek(0)
        if wide:
            text = stream.read().decode("utf-16", errors="replace").splitlines(True)
            source = ((line, True) for line in text)
        else:
            source = (decode_line(line) for line in stream)
        self._source = source
        self._ahead: deque[tuple[str, bool]] = deque()
        self._row: list[tuple[str, bool]] = []
        self.row_number = 1
        first = next(source, ("", True))
        self._ahead.append((first[0].removeprefix("\ufeff"), first[1]))
        self.first = self._ahead[0][0]

    def __iter__(self):
        return self

    def __next__(self) -> str:
        if len(self._row) >= _MOST_LINES:
            message = f"a cell of more than {_MOST_LINES} lines"
            raise csv.Error(message)
        line = self._ahead.popleft() if self._ahead else next(self._source)
        self._row.append(line)
        return line[0].replace("\0", "")

    @property
    def note(self) -> str:
        """What was assumed of the lines of this row."""
        utf8 = all(line[1] for line in self._row)
        return "" if utf8 else f"encoding assumed: {FALLBACK}"

    def start_row(self) -> None:
        """Forget the lines of the row before."""
        self.row_number += len(self._row)
        self._row = []

    def back_to_second(self) -> None:
        """Give back all lines of this row but its first."""
        self._ahead.extendleft(reversed(self._row[1:]))
        del self._row[1:]


def xlsx_rows(stream: BinaryIO) -> Iterator[dict]:
    """Read every sheet of a workbook; the first filled row is the header."""
    import openpyxl

    book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    for sheet in book.worksheets:
        header = None
        for row in sheet.iter_rows(values_only=True):
            if not any(cell is not None for cell in row):
                continue
            if header is None:
                header = [str(cell or "").strip() for cell in row]
            else:
                yield dict(zip(header, row, strict=False))


def parquet_rows(stream: BinaryIO) -> Iterator[dict]:
    """Read a Parquet file in batches."""
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(stream).iter_batches(batch_size=1000):
        yield from batch.to_pylist()
