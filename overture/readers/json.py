"""JSON Lines, and JSON files that are or hold a list of records."""

import json
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.encoding import FALLBACK, decode, decode_line
from overture.readers.record import Record, rejected
from overture.readers.table import record_of

_LONGEST = 50_000_000  # bytes of a line
_LARGEST = 200_000_000  # bytes of a file that is one JSON value


def read(
    stream: BinaryIO, name: str, columns: dict[str, str], *, lines: bool = False
) -> Iterator[Record]:
    """Read one record a line, or one per object of the longest list."""
    if lines or is_lines(stream, name):
        yield from _lines(stream, columns)
        return
    if stream.seek(0, 2) > _LARGEST:
        message = "a JSON file over 200 MB: convert it to JSON Lines (jq -c '.[]')"
        raise ValueError(message)
    stream.seek(0)
    text, _ = decode(stream.read())
    for item in _records(json.loads(text.lstrip("\ufeff"))):
        yield record_of(item, columns)


def is_lines(stream: BinaryIO, name: str) -> bool:
    """Is this a file of one object a line? Leaves the stream at its beginning."""
    first = stream.readline(_LONGEST)
    while first and not first.strip():
        first = stream.readline(_LONGEST)
    more = stream.readline(1000).strip() or stream.readline(1000).strip()
    stream.seek(0)
    if name.lower().endswith((".jsonl", ".ndjson")):
        return True
    if not more:
        return False  # one object may hold the list
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return first.startswith(b"{") and first.rstrip().endswith(b"}")


def _lines(lines, columns: dict[str, str]) -> Iterator[Record]:
    """Read one object a line; a broken line is a rejected record."""
    for line in lines:
        if not line.strip():
            continue
        text, utf8 = decode_line(line)
        try:
            item = json.loads(text.removeprefix("\ufeff"))
        except RecursionError:
            yield rejected("nested too deeply to be read")
            continue
        except ValueError as error:
            yield rejected(f"a line that is not valid JSON: {error}")
            continue
        if isinstance(item, dict):
            record = record_of(item, columns)
            if not utf8:
                reason = f"encoding assumed: {FALLBACK}"
                record = record._replace(reason=record.reason or reason)
            yield record
        else:
            yield rejected("a line that is not an object of fields")


def _records(loaded: object) -> list:
    """Find the list of records: the file itself, or the longest list in it."""
    if isinstance(loaded, list):
        return loaded
    if isinstance(loaded, dict):
        lists = [value for value in loaded.values() if isinstance(value, list)]
        lists = [value for value in lists if value and isinstance(value[0], dict)]
        return max(lists, key=len) if lists else [loaded]
    return [loaded]
