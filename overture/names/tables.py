"""The tables of this engine, as columns.csv describes them."""

import numpy as np
import pandas as pd

from overture.frame import as_table, read_columns

MENTIONS, NAMES, UNRESOLVED = read_columns(__file__, "mentions", "names", "unresolved")


def check_sentences(sentences: pd.DataFrame) -> None:
    """Refuse a table that lacks a column by which names are found and placed."""
    needed = ["doc_id", "sentence_id", "start", "end", "text"]
    if missing := [column for column in needed if column not in sentences]:
        message = f"sentences need the columns {', '.join(needed)}; missing: {missing}"
        raise ValueError(message)


def as_names(sentences: pd.DataFrame, found: list[list[tuple]]) -> pd.DataFrame:
    """Lay out the names of each sentence, (start, end, type), as one table."""
    texts = sentences["text"].fillna("").tolist()
    row = np.repeat(np.arange(len(found)), [len(names) for names in found])
    names = [name for some in found for name in some]
    start, end, kind = zip(*names, strict=True) if names else ((), (), ())
    offset = sentences["start"].to_numpy()[row]
    table = sentences[["doc_id", "sentence_id"]].iloc[row].reset_index(drop=True)
    table["start"] = offset + np.array(start, np.int64)
    table["end"] = offset + np.array(end, np.int64)
    table["surface"] = [
        texts[i][a:b] for i, a, b in zip(row.tolist(), start, end, strict=True)
    ]
    table["type"] = kind
    return as_table(NAMES, table)
