"""Evidence: the spans behind each row of an exhibit's table.

One row per counted span, `*key doc_id sentence_id start end surface`, in the
order of the table's rows. A sample with the sentences around is drawn by a
hash of the span, so that it is the same on every machine and spread over the
documents.
"""

import numpy as np
import pandas as pd

SAMPLE = 20  # sentences shown in the page per row of a table
UNITS = ("span", "sentence", "document")
_LONGEST = 4000  # characters of a sentence that are shown; no prose has longer


def locate(table, key, evidence, corpus, *, slug: str) -> pd.DataFrame:
    """Return the evidence of the table's rows, with sentence and surface.

    Parameters
    ----------
    table, key, evidence, corpus
        As for `exhibit`.
    slug : str
        For messages.

    Returns
    -------
    DataFrame
        The key columns, `doc_id` (str), `sentence_id` (int64; -1 between
        sentences), `start`, `end` (int64, characters of the document's text),
        `surface` (str), `row` (int64, position in the table), `sentence_start`
        and `sentence_end` (int64). Spans of rows that the table does not have
        are left out, repeated spans too.

    Raises
    ------
    ValueError
        If a column is missing, a document unknown or a span empty.
    """
    needed = [*key, "doc_id", "start", "end"]
    missing = [name for name in needed if name not in evidence.columns]
    if missing:
        message = f"exhibit {slug!r}: evidence has no column {missing[0]!r}"
        raise ValueError(message)
    rows = _names(table, key).get_indexer(_names(evidence, key))
    found = evidence[needed].assign(row=rows)[rows >= 0]
    found = found.drop_duplicates(["row", "doc_id", "start", "end"])
    found = found.sort_values(["row", "doc_id", "start", "end"], kind="stable")
    found = found.reset_index(drop=True)
    texts = dict(zip(corpus.documents["doc_id"], corpus.documents["text"], strict=True))
    surfaces = []
    for doc_id, start, end in found[["doc_id", "start", "end"]].itertuples(index=False):
        text = texts.get(doc_id)
        if text is None or not 0 <= start < end <= len(text):
            where = "no such document" if text is None else f"{len(text)} characters"
            message = (
                f"exhibit {slug!r}: evidence span {start}:{end} of document "
                f"{doc_id} is empty or outside its text ({where})"
            )
            raise ValueError(message)
        surfaces.append(text[start:end])
    place = {
        "doc_id": found["doc_id"].astype("str"),
        "sentence_id": -1,
        "start": found["start"].astype("int64"),
        "end": found["end"].astype("int64"),
        "surface": pd.Series(surfaces, dtype="str"),
        "row": found["row"].astype("int64"),
    }
    place |= _sentence_of(found, corpus.sentences)
    keys = {name: found[name].astype(table[name].dtype) for name in key}
    return pd.DataFrame(keys | place)


def count_units(evidence: pd.DataFrame, unit: str, n_rows: int) -> np.ndarray:
    """Return the number of distinct evidence units of each row of the table."""
    columns = {
        "span": ["doc_id", "start", "end"],
        "sentence": ["doc_id", "sentence_id"],
        "document": ["doc_id"],
    }[unit]
    distinct = evidence.drop_duplicates(["row", *columns])
    return np.bincount(distinct["row"].to_numpy(), minlength=n_rows)


def draw_sample(evidence, corpus, *, n: int = SAMPLE, rows: int = 500) -> dict:
    """Return sentences of the first rows of a table, and those beside them.

    Parameters
    ----------
    evidence : DataFrame
        As returned by `locate`.
    corpus
        With tables `documents` and `sentences`.
    n, rows : int
        At most `n` sentences of each of the first `rows` rows.

    Returns
    -------
    dict
        `documents`: doc_id to title, source, date and path. `sentences`:
        "doc_id/sentence_id" to text, the sentences before and after included.
        `rows`: row number to `n` (sentences in all) and `items`, each
        [doc_id, name in `sentences`, [[start, end], ...] in that text], in the
        order of their dates.
    """
    shown = evidence[evidence["row"] < rows]
    shown = shown.assign(
        rank=pd.util.hash_pandas_object(
            shown["doc_id"] + "/" + shown["sentence_id"].astype(str), index=False
        )
    )
    items = shown.drop_duplicates(["row", "doc_id", "sentence_id"])
    totals = items.groupby("row").size()
    items = items.sort_values(["row", "rank", "doc_id"], kind="stable")
    items = items.groupby("row").head(n)
    chosen = items[["row", "doc_id", "sentence_id"]].merge(
        shown, on=["row", "doc_id", "sentence_id"], how="left"
    )
    about = corpus.documents[corpus.documents["doc_id"].isin(chosen["doc_id"])]
    texts = dict(zip(about["doc_id"], about["text"], strict=True))
    bounds = _find_bounds(corpus.sentences, about["doc_id"])
    if "date" in about:
        dates = dict(zip(about["doc_id"], about["date"], strict=True))
        chosen = chosen.assign(date=chosen["doc_id"].map(dates))
    order = [name for name in ("row", "date", "doc_id", "start") if name in chosen]
    chosen = chosen.sort_values([*order, "end"], kind="stable", na_position="last")
    spans = chosen[["row", "doc_id", "sentence_id", "start", "end"]]
    items: dict[tuple, list] = {}
    for row, doc_id, number, start, end in spans.itertuples(index=False):
        items.setdefault((row, doc_id, number), []).append((start, end))
    sentences: dict[str, str] = {}
    found: dict[int, dict] = {}
    for (row, doc_id, number), places in items.items():
        text = texts[doc_id]
        name, marks = _excerpt(bounds, text, doc_id, number, places, sentences)
        for near in (number - 1, number + 1):
            if (doc_id, near) in bounds:
                low, high = bounds[doc_id, near]
                sentences.setdefault(f"{doc_id}/{near}", text[low:high][:_LONGEST])
        entry = found.setdefault(int(row), {"n": int(totals[row]), "items": []})
        entry["items"].append([doc_id, name, marks])
    return {"documents": _describe(about), "sentences": sentences, "rows": found}


def _find_bounds(sentences: pd.DataFrame, doc_ids) -> dict[tuple, tuple[int, int]]:
    """Return start and end of each sentence of the documents."""
    nearby = sentences[sentences["doc_id"].isin(doc_ids)]
    columns = (nearby[name] for name in ("doc_id", "sentence_id", "start", "end"))
    return {
        (doc_id, number): (start, end)
        for doc_id, number, start, end in zip(*columns, strict=True)
    }


def _excerpt(bounds, text, doc_id, number, places, sentences):
    """Return name and marks of the text to show, and keep the text."""
    first, last = min(p[0] for p in places), max(p[1] for p in places)
    start, end = bounds.get((doc_id, number), (max(0, first - 150), last + 150))
    name = f"{doc_id}/{number}"
    if number < 0:
        name = f"{doc_id}/{number}@{start}"
    if end - start > _LONGEST:
        start = max(start, first - 500)
        end = min(end, start + _LONGEST)
        name = f"{doc_id}/{number}@{start}"
    sentences[name] = text[start:end]
    end = start + len(sentences[name])
    marks = [
        [int(low) - start, min(int(high), end) - start]
        for low, high in places
        if low < end
    ]
    return name, marks


def _describe(documents: pd.DataFrame) -> dict[str, list[str]]:
    """Return title, source, date and path of each document, "" where unknown."""
    columns = []
    for name in ("title", "source", "date", "path"):
        values = documents[name] if name in documents else [None] * len(documents)
        columns.append(["" if pd.isna(value) else value for value in values])
    return {
        doc_id: [str(t), str(s), f"{date:%Y-%m-%d}" if date != "" else "", str(path)]
        for doc_id, t, s, date, path in zip(documents["doc_id"], *columns, strict=True)
    }


def _names(table: pd.DataFrame, key) -> pd.Index:
    """Return the key columns as one index of texts."""
    return pd.MultiIndex.from_frame(table[list(key)].astype(str))


def _sentence_of(spans: pd.DataFrame, sentences: pd.DataFrame) -> dict:
    """Return number and bounds of the sentence in which each span starts."""
    start = spans["start"].to_numpy(dtype="int64")
    names = ("sentence_id", "sentence_start", "sentence_end")
    if not len(sentences):
        nothing = np.full(len(spans), -1, dtype="int64")
        return dict.fromkeys(names, nothing)
    sentences = sentences.sort_values(["doc_id", "start"], kind="stable")
    known = pd.Index(sentences["doc_id"].unique())
    size = int(sentences["end"].max()) + 1
    places = known.get_indexer(sentences["doc_id"]) * size + sentences["start"]
    document = known.get_indexer(spans["doc_id"])
    at = np.searchsorted(places.to_numpy(), document * size + start, side="right") - 1
    before = sentences.iloc[np.maximum(at, 0)]
    inside = (
        (at >= 0)
        & (before["doc_id"].to_numpy() == spans["doc_id"].to_numpy())
        & (start < before["end"].to_numpy())
    )
    return {
        name: np.where(inside, before[column].to_numpy(), -1).astype("int64")
        for name, column in zip(names, ("sentence_id", "start", "end"), strict=True)
    }
