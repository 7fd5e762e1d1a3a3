"""The tables of this engine, as columns.csv describes them, and a row of sentences."""

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
