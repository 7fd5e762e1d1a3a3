"""Concordance: every place where a word, phrase, expression or span stands.

One row per place, with the words to its left and right.
"""

import fnmatch
import math
import re
import time
from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd
import regex

from analysis.corpus.tokens import TokenBatch, text_keys, token_batches
from analysis.terms.words import check_choice
from overture.frame import tell

Order = Literal["text", "left", "right"]
_REPEATS = 10**6  # counted repeats are written out, about 260 bytes each
# Those flags of re that have the same numbers in regex.
_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE
_SPAN = ["row", "start", "end"]
_COLUMNS = {
    "doc_id": "str",
    **dict.fromkeys(["sentence_id", "start", "end", "position"], "int64"),
    **dict.fromkeys(["left", "keyword", "right"], "str"),
}


def kwic(
    data: pd.DataFrame,
    pattern: str | re.Pattern | pd.DataFrame,
    *,
    window: int = 5,
    case_sensitive: bool = False,
    sort: Order = "text",
    timeout: float = 5.0,
) -> pd.DataFrame:
    """Show words, an expression or spans in their contexts.

    Parameters
    ----------
    data : DataFrame
        Documents or sentences; a context does not leave its row.
    pattern : str, re.Pattern or DataFrame
        Words in sequence; * and ? stand for any characters and any one character
        of a word. Or a regular expression, compiled, which is searched in the
        text. Or spans (doc_id, start, end), such as the mentions of an actor.
    window : int, default 5
        Tokens on either side.
    case_sensitive : bool, default False
        Of words; a regular expression has its own flags.
    sort : {"text", "left", "right"}, default "text"
        By place, or by the words before (the nearest first) or after.
    timeout : float, default 5.0
        Seconds that a regular expression may take in all.

    Returns
    -------
    DataFrame
        doc_id (str), sentence_id, start, end (characters), position (int64, of the
        first token in its row, from 1), left, keyword, right (str).

    Raises
    ------
    ValueError
        If the words are empty, or an expression took too long.

    Examples
    --------
    >>> texts = pd.DataFrame({"text": ["Talks on peace may follow talks on arms."]})
    >>> kwic(texts, "talk*", window=2)[["left", "keyword", "right"]]
             left keyword     right
    0               Talks  on peace
    1  may follow   talks   on arms
    """
    check_choice("sort", sort, Order)
    if isinstance(pattern, str):
        found = _find_words(data, pattern, case_sensitive)
    else:
        spans = (
            _place_spans(data, pattern)
            if isinstance(pattern, pd.DataFrame)
            else _find_expression(data, pattern, timeout)
        )
        # Only rows with a span are tokenised.
        rows, place = np.unique(spans["row"], return_inverse=True)
        data, spans = data.iloc[rows], spans.assign(row=place).to_numpy()
        batches = token_batches(data)
        found = ((batch, spans[np.isin(place, batch.rows)]) for batch in batches)
    keys, texts = text_keys(data), data["text"].fillna("").to_list()
    parts = [_show(batch, spans, keys, texts, window) for batch, spans in found]
    table = pd.concat(parts, ignore_index=True).astype(_COLUMNS)
    if sort != "text":
        away = -1 if sort == "left" else 1

        def read(side: pd.Series) -> pd.Series:
            return side.str.lower().str.findall(r"\w+").str[::away]

        table = table.sort_values(sort, key=read, kind="stable", ignore_index=True)
    return tell(
        table,
        unit="places",
        n=len(table),
        key=["doc_id", "start", "end"],
        counts=None,
        method="Keyword in context; * and ? are wildcards.",
        meanings={
            "position": "number of the first token in its text, from 1",
            "left": "words before",
            "keyword": "what was looked for, as written",
            "right": "words after",
        },
    )


def _find_words(data, pattern: str, case_sensitive: bool) -> Iterator[tuple]:
    """Yield tokens with the spans of those in sequence that match words."""
    words = [word.replace("’", "'") for word in pattern.split()]
    if not words:
        message = "the pattern is empty; give a word, a phrase or an expression"
        raise ValueError(message)
    flags = 0 if case_sensitive else regex.IGNORECASE
    # Square brackets are taken as they are; only * and ? are wildcards.
    plain = (word.replace("[", "[[]") for word in words)
    globs = [regex.compile(fnmatch.translate(word), flags) for word in plain]
    known: list[list[bool]] = [[] for _ in globs]
    for batch in token_batches(data):
        hits = np.ones(max(len(batch.code) - len(globs) + 1, 0), bool)
        for step, (glob, flag) in enumerate(zip(globs, known, strict=True)):
            flag += [bool(glob.match(form)) for form in batch.forms[len(flag) :]]
            hits &= np.asarray(flag, bool)[batch.code[step : step + len(hits)]]
        at = np.flatnonzero(hits)
        last = at + len(globs) - 1
        at, last = (i[batch.row[at] == batch.row[last]] for i in (at, last))
        yield batch, np.stack([batch.row[at], batch.start[at], batch.end[last]], axis=1)


def _find_expression(data, pattern, timeout: float) -> pd.DataFrame:
    """Find a regular expression in each text, within a time for all."""
    counts = re.findall(r"\{(?:\d*,)?(\d+)\}", pattern.pattern)
    if math.prod(max(int(count), 1) for count in counts) > _REPEATS:
        message = (
            f"pattern {pattern.pattern!r} counts more than {_REPEATS:,} repeats, "
            "multiplied; use * or + instead"
        )
        raise ValueError(message)
    expression = regex.compile(pattern.pattern, pattern.flags & _FLAGS)
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
            f"pattern {pattern.pattern!r} took longer than {timeout:g} seconds "
            f"(row {row} of {len(data)}); avoid nested repeats, or raise timeout="
        )
        raise ValueError(message) from None
    return pd.DataFrame(found, columns=_SPAN, dtype="int64")


def _place_spans(data: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Find the row of each span, and its place in that row's text."""
    keys = text_keys(data).drop(columns="sentence_id")
    length = data["text"].fillna("").str.len().to_numpy()
    keys = keys.assign(row=np.arange(len(keys)), stop=keys.start + length)
    pairs = spans[["doc_id", "start", "end"]].merge(
        keys, on="doc_id", suffixes=("", "_row")
    )
    inside = (pairs.start >= pairs.start_row) & (pairs.end <= pairs.stop)
    pairs = pairs[inside].sort_values(_SPAN)
    spans = pairs[["start", "end"]].sub(pairs.start_row, axis=0)
    return spans.assign(row=pairs.row)[_SPAN]


def _show(batch: TokenBatch, spans: np.ndarray, keys, texts, window: int):
    """Return a row for each span, with what is left and right of it."""
    row, start, end = spans.T
    base = batch.row << 32
    head = np.searchsorted(base + batch.end, (row << 32) + start, side="right")
    tail = np.searchsorted(base + batch.start, (row << 32) + end, side="left")
    first = np.searchsorted(batch.row, row, side="left")
    after = np.searchsorted(batch.row, row, side="right")
    left = np.maximum(head - window, first)
    right = np.minimum(tail + window, after)
    begin, stop = start.copy(), end.copy()
    begin[left < head] = batch.start[left[left < head]]
    stop[right > tail] = batch.end[right[right > tail] - 1]

    def cut(begins, ends) -> list[str]:
        places = zip(row.tolist(), begins.tolist(), ends.tolist(), strict=True)
        return [" ".join(texts[i][a:b].split()) for i, a, b in places]

    place = keys.iloc[row]
    return place.assign(
        start=start + place["start"],
        end=end + place["start"],
        position=head - first + 1,
        left=cut(begin, start),
        keyword=cut(start, end),
        right=cut(end, stop),
    )
