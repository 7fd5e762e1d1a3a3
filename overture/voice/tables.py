"""The tables of this engine, as columns.csv describes them."""

from overture.frame import read_columns

SENTENCES, QUOTATIONS = read_columns(__file__, "sentences", "quotations")
