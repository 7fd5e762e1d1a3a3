"""JSON Lines, and JSON files that are or hold a list of records."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from analysis.corpus.readers.encoding import FALLBACK, decode, decode_line
from analysis.corpus.readers.record import Record, rejected
from analysis.corpus.readers.table import record_of

_LARGEST = 200_000_000  # bytes of a file that is one JSON value


def read(stream: BinaryIO, name: str, columns: dict[str, str]) -> Iterator[Record]:
    """Read one record a line, or one per object of the first list that has any."""
    first = stream.readline()
    while first and not first.strip():
        first = stream.readline()
    try:
        lines = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        lines = name.lower().endswith((".jsonl", ".ndjson"))
        lines = lines or (first.startswith(b"{") and first.rstrip().endswith(b"}"))
    if lines:
        yield from _lines(chain([first], stream), columns)
        return
    if stream.seek(0, 2) > _LARGEST:
        message = "a JSON file over 200 MB: convert it to JSON Lines (jq -c '.[]')"
        raise ValueError(message)
    stream.seek(0)
    text, _ = decode(stream.read())
    for item in _records(json.loads(text.lstrip("\ufeff"))):
        yield record_of(item, columns)


def _lines(lines, columns: dict[str, str]) -> Iterator[Record]:
    """Read one object a line; a broken line is a rejected record."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        text, utf8 = decode_line(line)
        try:
            item = json.loads(text.removeprefix("\ufeff"))
        except RecursionError:
            yield rejected(f"line {number}: nested too deeply to be read")
            continue
        except ValueError as error:
            yield rejected(f"line {number} is not valid JSON: {error}")
            continue
        if isinstance(item, dict):
            record = record_of(item, columns)
            if not utf8:
                reason = f"encoding assumed: {FALLBACK}"
                record = record._replace(reason=record.reason or reason)
            yield record
        else:
            yield rejected(f"line {number} is not an object of fields")


def _records(loaded: object) -> list:
    """Find the list of records: the file itself, or the longest list in it."""
    if isinstance(loaded, list):
        return loaded
    if isinstance(loaded, dict):
        lists = [value for value in loaded.values() if isinstance(value, list)]
        lists = [value for value in lists if value and isinstance(value[0], dict)]
        return max(lists, key=len) if lists else [loaded]
    return [loaded]
