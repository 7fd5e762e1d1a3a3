"""The tables and lists of this engine, from files beside it; a row of sentences."""

import csv
from pathlib import Path
from typing import NamedTuple

from overture.frame import read_columns

SENTENCES, QUOTATIONS, DIRECTION = read_columns(
    __file__, "sentences", "quotations", "direction"
)


class Row(NamedTuple):
    """A sentence of a text: its paragraph, kind and characters."""

    paragraph: int
    kind: str
    start: int
    end: int


def read_kinds(file: str) -> dict[str, list[str]]:
    """Return the words of a file, each with its kinds."""
    with Path(__file__).with_name(file).open(encoding="utf-8", newline="") as lines:
        return {word: kinds.split() for word, kinds in [*csv.reader(lines)][1:]}


def of_kinds(words: dict[str, list[str]], *kinds: str) -> list[str]:
    """Return the words of any of some kinds."""
    return [word for word, own in words.items() if not set(kinds).isdisjoint(own)]
