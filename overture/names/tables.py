"""The tables of this engine, as columns.csv describes them."""

from overture.frame import read_columns

MENTIONS, UNRESOLVED = read_columns(__file__, "mentions", "unresolved")
