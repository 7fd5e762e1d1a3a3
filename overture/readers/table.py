"""Tables: the rows of CSV, TSV, XLSX, Parquet and JSON by their columns' names, and
the lists of GDELT, which have none."""

import csv
import html
import json
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.encoding import decode, decode_line
from overture.readers.record import NOTE, Record, rejected

_LARGEST_JSON = 200_000_000  # bytes of a file that is one JSON value
_LARGEST_CELL = 20_000_000  # characters
_MOST_LINES = 5_000  # lines of one cell; more means a missing quote
_MOST_BROKEN = 1_000  # rows, after which a table is given up
_PAGE_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>")


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
            problem = str(error)
        else:
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = [cell.strip() for cell in row]
                continue
            if len(row) == len(header):
                yield dict(zip(header, row, strict=True)) | {NOTE: lines.note}
                continue
            problem = f"{len(row)} cells where the header has {len(header)}"
        broken += 1
        reason = f"{problem}; is a quote or a separator missing?"
        yield rejected(f"line {lines.row_number}: {reason}")
        lines.back_to_second()
    yield rejected(f"more than {_MOST_BROKEN} broken rows; the rest was not read")


class _Lines:
    """Decoded lines of a stream, with a way back to the second of a row."""

    def __init__(self, stream: BinaryIO):
        wide = stream.read(2) in (b"\xff\xfe", b"\xfe\xff")
        stream.seek(0)
        if wide:
            text = stream.read().decode("utf-16", errors="replace").splitlines(True)
            self._source = ((line, "") for line in text)
        else:
            self._source = map(decode_line, stream)
        self.first, note = next(self._source, ("", ""))
        self.first = self.first.removeprefix("\ufeff")
        self._ahead = deque([(self.first, note)])
        self._row: list[tuple[str, str]] = []
        self.row_number = 1

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
        return next((note for _, note in self._row if note), "")

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
        rows = (r for r in sheet.iter_rows(values_only=True) if set(r) - {None})
        header = [str(cell or "").strip() for cell in next(rows, ())]
        for row in rows:
            yield dict(zip(header, row, strict=False))


def parquet_rows(stream: BinaryIO) -> Iterator[dict]:
    """Read a Parquet file in batches."""
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(stream).iter_batches(batch_size=1000):
        yield from batch.to_pylist()


def json_rows(stream: BinaryIO) -> list:
    """Read the file itself as a list of rows, or the longest list in it."""
    if stream.seek(0, 2) > _LARGEST_JSON:
        message = "a JSON file over 200 MB: convert it to JSON Lines (jq -c '.[]')"
        raise ValueError(message)
    stream.seek(0)
    text, _ = decode(stream.read())
    value = json.loads(text.lstrip("\ufeff"))
    if isinstance(value, list):
        return value
    inside = value.values() if isinstance(value, dict) else ()
    lists = [found for found in inside if isinstance(found, list) and found]
    lists = [found for found in lists if isinstance(found[0], dict)]
    return max(lists, key=len, default=[value])


def line_rows(stream: BinaryIO) -> Iterator[dict | Record]:
    """Read one object a line; a broken line is a rejected record."""
    for line in stream:
        if not line.strip():
            continue
        text, note = decode_line(line)
        try:
            row = json.loads(text.removeprefix("\ufeff"))
        except RecursionError:
            row = rejected("nested too deeply to be read")
        except ValueError as error:
            row = rejected(f"a line that is not valid JSON: {error}")
        if isinstance(row, dict):
            row[NOTE] = note
        elif not isinstance(row, Record):
            row = rejected("a line that is not an object of fields")
        yield row


def gdelt_records(stream: BinaryIO) -> Iterator[Record]:
    """Read GDELT's events or knowledge graph: links, and titles where it has any."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        cells = decode_line(line)[0].rstrip("\r\n").split("\t")
        if len(cells) in (57, 58, 61):
            known = {"date": cells[1], "url": cells[-1]}
        elif len(cells) >= 16:
            known = {"date": cells[1], "source": cells[3], "url": cells[4]}
        else:
            yield rejected(f"line {number}: {len(cells)} cells, not those of GDELT")
            continue
        if title := _PAGE_TITLE.search(cells[-1]):
            reason = "a GDELT list has no texts: the title alone"
            yield Record(title=html.unescape(title[1]), reason=reason, **known)
        else:
            yield rejected("a GDELT list has no texts: fetch the page", **known)
