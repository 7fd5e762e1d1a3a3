"""JSON Lines, and JSON files that are or hold a list of records, as rows."""

import json
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.encoding import decode, decode_line
from overture.readers.record import NOTE, Record, rejected

_LARGEST = 200_000_000  # bytes of a file that is one JSON value


def value_rows(stream: BinaryIO) -> list:
    """Read the file itself as a list of rows, or the longest list in it."""
    if stream.seek(0, 2) > _LARGEST:
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
            yield row | {NOTE: note}
        elif isinstance(row, Record):
            yield row
        else:
            yield rejected("a line that is not an object of fields")
