"""Concordance: every place where a word, phrase, pattern or actor stands.

One row per place, with the words to its left and right.
"""

import fnmatch
import math
import time
from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd
import regex as re

from analysis.corpus.tokens import text_keys, token_batches

_ORDERS = ("text", "left", "right")
_REPEATS = 10**6  # counted repeats are written out, about 260 bytes each


def kwic(
    data: pd.DataFrame,
    pattern: str | None = None,
    *,
    window: int = 5,
    regex: bool = False,
    case_sensitive: bool = False,
    actor: str | None = None,
    mentions: pd.DataFrame | None = None,
    sort: Literal["text", "left", "right"] = "text",
    timeout: float = 5.0,
) -> pd.DataFrame:
    """Show a word, phrase, pattern or actor in its contexts.

    Parameters
    ----------
    data : DataFrame
        Documents or sentences; a context does not leave its row.
    pattern : str, optional
        A word or several words in sequence; * and ? stand for any characters
        and any one character of a word. With regex=True a regular expression,
        searched in the text.
    window : int, default 5
        Tokens of context on either side.
    regex, case_sensitive : bool, default False
    actor : str, optional
        Instead of a pattern: an actor_id, found in mentions.
    mentions : DataFrame, optional
    sort : {"text", "left", "right"}, default "text"
        In the order of the text, or by the words before (the nearest first), or
        by the words after.
    timeout : float, default 5.0
        Seconds that a regular expression may take in all.

    Returns
    -------
    DataFrame
        doc_id (str), sentence_id, start, end (int64, characters), position
        (int64, number of the first token in its row, from 1), left, keyword,
        right (str).

    Raises
    ------
    ValueError
        If the pattern is empty or no regular expression, or took too long.

    Examples
    --------
    >>> texts = pd.DataFrame({"text": ["Talks on peace may follow talks on arms."]})
    >>> kwic(texts, "talk*", window=2)[["left", "keyword", "right"]]
             left keyword     right
    0               Talks  on peace
    1  may follow   talks   on arms
    """
    if sort not in _ORDERS:
        message = f"sort={sort!r} is not one of {', '.join(_ORDERS)}"
        raise ValueError(message)
    if (actor is None) == (pattern is None) or (actor is not None and mentions is None):
        message = "give either a pattern, or an actor with the table of mentions"
        raise ValueError(message)
    if pattern is not None and not pattern.strip():
        message = "the pattern is empty; give a word, a phrase or an expression"
        raise ValueError(message)
    if actor is not None:
        spans = _find_actor(data, mentions[mentions.actor_id == actor])
    elif regex:
        spans = _find_expression(data, pattern, case_sensitive, timeout)
    else:
        spans = _find_words(data, pattern, case_sensitive)
    keys = text_keys(data)
    texts = data["text"].fillna("").to_list()
    doc_ids, sentence_ids, starts = (keys[column].to_list() for column in keys)
    rows = []
    for row, start, end, position, first, last in _add_context(data, spans, window):
        text, shift = texts[row], starts[row]
        parts = text[first:start], text[start:end], text[end:last]
        rows.append(
            (doc_ids[row], sentence_ids[row], start + shift, end + shift, position)
            + tuple(" ".join(part.split()) for part in parts)
        )
    names = ["doc_id", "sentence_id", "start", "end", "position"]
    names += ["left", "keyword", "right"]
    table = pd.DataFrame(rows, columns=names).astype(
        {n: "str" if n in ("doc_id", *names[5:]) else "int64" for n in names}
    )
    return _sort(table, sort)


def _find_words(data, pattern: str, case_sensitive: bool) -> pd.DataFrame:
    """Find tokens in sequence that match words with wildcards."""
    words = [word.replace("’", "'") for word in pattern.split()]
    flags = 0 if case_sensitive else re.IGNORECASE
    globs = [re.compile(fnmatch.translate(_plain(word)), flags) for word in words]
    known: list[list[bool]] = [[] for _ in globs]
    found = []
    for batch in token_batches(data):
        hits = np.ones(max(len(batch.code) - len(globs) + 1, 0), bool)
        for step, (glob, flag) in enumerate(zip(globs, known, strict=True)):
            flag += [bool(glob.match(form)) for form in batch.forms[len(flag) :]]
            hits &= np.asarray(flag, bool)[batch.code[step : step + len(hits)]]
        at = np.flatnonzero(hits)
        last = at + len(globs) - 1
        at, last = (i[batch.row[at] == batch.row[last]] for i in (at, last))
        found.append(
            np.stack([batch.row[at], batch.start[at], batch.end[last]], axis=1)
        )
    return pd.DataFrame(np.concatenate(found), columns=["row", "start", "end"])


def _plain(word: str) -> str:
    """Take square brackets as they are; only * and ? are wildcards."""
    return word.replace("[", "[[]")


def _find_expression(data, pattern, case_sensitive, timeout) -> pd.DataFrame:
    """Find a regular expression in each text, within a time for all."""
    counts = re.findall(r"\{(?:\d*,)?(\d+)\}", pattern)
    if math.prod(max(int(count), 1) for count in counts) > _REPEATS:
        message = (
            f"pattern {pattern!r} counts more than {_REPEATS:,} repeats, multiplied; "
            "use * or + instead"
        )
        raise ValueError(message)
    try:
        expression = re.compile(pattern, 0 if case_sensitive else re.IGNORECASE)
    except re.error as error:
        message = f"pattern {pattern!r} is not a regular expression: {error}"
        raise ValueError(message) from None
    found, stop = [], time.monotonic() + timeout
    try:
        for row, text in enumerate(data["text"].fillna("")):
            left = stop - time.monotonic()
            if left <= 0:
                raise TimeoutError
            for match in expression.finditer(text, timeout=left):
                if match.end() > match.start():
                    found.append((row, *match.span()))
    except TimeoutError:
        message = (
            f"pattern {pattern!r} took longer than {timeout:g} seconds (row {row} of "
            f"{len(data)}); make it simpler, avoid nested repeats, or raise timeout="
        )
        raise ValueError(message) from None
    return pd.DataFrame(found, columns=["row", "start", "end"], dtype="int64")


def _find_actor(data, mentions) -> pd.DataFrame:
    """Find the row of each mention, and its place in that row's text."""
    keys = text_keys(data)
    keys["row"] = np.arange(len(keys))
    keys["stop"] = keys.start + data["text"].fillna("").str.len().to_numpy()
    pairs = mentions[["doc_id", "start", "end"]].merge(
        keys.drop(columns="sentence_id"), on="doc_id", suffixes=("", "_row")
    )
    inside = (pairs.start >= pairs.start_row) & (pairs.end <= pairs.stop)
    pairs = pairs[inside].sort_values(["row", "start", "end"])
    spans = pairs[["start", "end"]].sub(pairs.start_row, axis=0)
    return spans.assign(row=pairs.row)[["row", "start", "end"]]


def _add_context(data, spans, window) -> Iterator[tuple[int, ...]]:
    """Yield row, start, end, position of the node, and where its context lies."""
    rows = np.unique(spans.row)
    place = np.searchsorted(rows, spans.row) << 32
    begin = place + spans.start.to_numpy()
    end = place + spans.end.to_numpy()
    for batch in token_batches(data.iloc[rows]):
        base = batch.row << 32
        within = np.isin(place >> 32, np.arange(batch.rows.start, batch.rows.stop))
        head = np.searchsorted(base + batch.end, begin[within], side="right")
        tail = np.searchsorted(base + batch.start, end[within], side="left")
        first = np.searchsorted(batch.row, np.asarray(place[within]) >> 32, side="left")
        after = np.searchsorted(
            batch.row, np.asarray(place[within]) >> 32, side="right"
        )
        for i, span in enumerate(spans[within].itertuples(index=False)):
            left = max(head[i] - window, first[i])
            right = min(tail[i] + window, after[i])
            yield (
                *span,
                int(head[i] - first[i]) + 1,
                int(batch.start[left]) if left < head[i] else span.start,
                int(batch.end[right - 1]) if right > tail[i] else span.end,
            )


def _sort(table: pd.DataFrame, order: str) -> pd.DataFrame:
    """Sort by the words on one side; the order of the text breaks ties."""
    if order == "text":
        return table
    words = table[order].str.lower().str.findall(r"\w+")
    if order == "left":
        words = words.str[::-1]
    places = sorted(range(len(table)), key=lambda i: (words.iloc[i], i))
    return table.iloc[places].reset_index(drop=True)
