"""The tables of this engine: names, mentions, and names left in doubt."""

import numpy as np
import pandas as pd

from overture.frame import ACTOR, DOC, END, SENTENCE, START, Column, as_table

MENTIONS = {
    "doc_id": DOC,
    "sentence_id": SENTENCE,
    "start": START,
    "end": END,
    "surface": Column("str", "the text of the mention"),
    "actor_id": ACTOR,
    "alias_kind": Column(
        "string",
        "name, surname, acronym, office, demonym, capital, institution, "
        "apposition or discovered",
    ),
    "alias": Column("str", "the registered alias that matched"),
    "rule": Column("str", "why it counts: alias, possessive, title, ..."),
}

UNRESOLVED = {
    "surface": Column("str", "name as written"),
    "reason": Column("str", "why it was not resolved"),
    "candidates": Column("str", "actors it could mean, separated by ;"),
    "n": Column("int64", "occurrences"),
    "example_doc_id": DOC,
    "example_start": START,
    "example_end": END,
}


NAMES = {
    "doc_id": DOC,
    "sentence_id": SENTENCE,
    "start": START,
    "end": END,
    "surface": Column("str", "the name as written"),
    "type": Column("str", "person, organisation, place or other"),
}


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
