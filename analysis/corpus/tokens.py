"""Tokens: words, numbers, abbreviations, addresses and emoji, with offsets.

The text is cut at blanks, each distinct chunk is looked at once, and the rest
is arithmetic on whole numbers. Han and Hiragana characters are tokens of their
own, as in Unicode's annex 29; scripts that write no blanks (Thai, Khmer) are
not cut into words.
"""

from array import array
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import regex

LIBRARIES = ("numpy", "pandas", "pyarrow", "regex")

_BATCH_BYTES = 1 << 22
_CACHED_CHUNKS = 1 << 20

_TOKEN = regex.compile(
    r"""
      (?:https?://|ftp://|www\.)[^\s<>"“”«»]*[^\s<>"“”«».,;:!?)\]}'’…]
    | [\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+
    | (?<!\w)[@\#](?=\w)(?&word)
    | \p{L}(?:\.\p{L})+(?!(?&letter))\.?(?:['’ʼ＇\-‐‑](?&word))?
    | (?&word)
    | [\p{Han}\p{Hiragana}]
    | \p{Regional_Indicator}{2}
    | (?![©®™])\p{Extended_Pictographic}
      (?:[\p{Emoji_Modifier}\uFE0F\U000E0020-\U000E007F]
        |\u200D\p{Extended_Pictographic})*
    (?(DEFINE)
      (?<letter>[[\p{L}\p{M}\p{N}_\xAD]--[\p{Han}\p{Hiragana}]])
      (?<word>(?&letter)+
        (?:(?:['’ʼ＇\-‐‑]|(?<=\d)[.,:/](?=\d)|(?<=\p{Lu})&(?=\p{Lu}))(?&letter)+)*))
    """,
    regex.VERBOSE | regex.V1,
)
_PLAIN = str.maketrans(
    {"’": "'", "ʼ": "'", "＇": "'", "‐": "-", "‑": "-", "\xad": None}
)


class TokenBatch(NamedTuple):
    """Tokens of some rows: arrays of one length, in the order of the text."""

    row: np.ndarray  # position of the text in the table
    code: np.ndarray  # position of the token's form in `forms`
    start: np.ndarray  # first character, counted from the row's text
    end: np.ndarray  # character after
    forms: list[str]  # distinct tokens so far; grows from batch to batch
    rows: range  # the table's rows in this batch


def tokens(table: pd.DataFrame) -> pd.DataFrame:
    """Cut texts into tokens.

    Parameters
    ----------
    table : DataFrame
        Documents, sentences or any table with a column text. Without doc_id
        the rows are text1, text2, ...; without sentence_id each text counts as
        sentence 0; start is added to the offsets where the table has it.

    Returns
    -------
    DataFrame
        doc_id (str), sentence_id, start, end (int64, characters), token (str):
        the token as written, with typographic apostrophes and hyphens made
        plain and soft hyphens left out. In the order of the table.

    Examples
    --------
    >>> text = "Putin’s far-reaching offer, say U.S. aides."
    >>> tokens(pd.DataFrame({"text": [text]})).token.tolist()
    ["Putin's", 'far-reaching', 'offer', 'say', 'U.S.', 'aides']
    """
    keys = text_keys(table)
    parts = [locate(batch, keys) for batch in token_batches(table)]
    return pd.concat(parts, ignore_index=True).rename(columns={"term": "token"})


def locate(batch: TokenBatch, keys: pd.DataFrame) -> pd.DataFrame:
    """Return tokens, or terms made of them, with their document and place in it."""
    doc_ids, sentence_ids, starts = (keys[c].to_numpy()[batch.row] for c in keys)
    return pd.DataFrame(
        {
            "doc_id": pd.Series(doc_ids, dtype="str"),
            "sentence_id": sentence_ids,
            "start": batch.start + starts,
            "end": batch.end + starts,
            "term": pd.Series(pick(batch.forms, batch.code), dtype="str"),
        }
    )


def text_keys(table: pd.DataFrame) -> pd.DataFrame:
    """Return doc_id, sentence_id and start of each row, with defaults for both."""
    if "text" not in table.columns:
        message = (
            "a table of texts needs a column 'text' (and doc_id to name them); "
            f"this one has {', '.join(map(str, table.columns)) or 'no columns'}"
        )
        raise ValueError(message)
    n = len(table)
    names = [f"text{i}" for i in range(1, n + 1)]
    return pd.DataFrame(
        {
            "doc_id": pd.Series(table.get("doc_id", names), dtype="str").to_numpy(),
            "sentence_id": np.asarray(table.get("sentence_id", np.zeros(n, int))),
            "start": np.asarray(table.get("start", np.zeros(n, np.int64))),
        }
    )


def token_batches(table: pd.DataFrame) -> Iterator[TokenBatch]:
    """Yield the tokens of a table of texts, some megabytes at a time."""
    texts = pa.array(table["text"].astype("str"), from_pandas=True)
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    texts = texts.cast(pa.large_string()).fill_null("")
    sizes = np.cumsum(pc.binary_length(texts).to_numpy())
    part = np.arange(0, sizes[-1:].sum(), _BATCH_BYTES)
    cuts = [*np.unique(np.searchsorted(sizes, part)).tolist(), len(texts)]
    forms = _Forms()
    for first, last in pairwise(cuts if len(cuts) > 1 else [0, len(texts)]):
        yield _cut(texts[first:last], first, forms)


def pick(forms: list[str], codes: np.ndarray) -> pa.Array:
    """Return the form of each code, as an Arrow array."""
    return pa.array(forms, type=pa.large_string()).take(pa.array(codes))


def ragged(first: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Concatenate the ranges first[i] ... first[i] + n[i] - 1."""
    ends = np.cumsum(n)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + n, n)


class _Forms:
    """What is known of each distinct chunk: its tokens and their places."""

    def __init__(self) -> None:
        self.forms: list[str] = []
        self.codes: dict[str, int] = {}
        self.clear()

    def clear(self) -> None:
        self.chunks: dict[str, int] = {}
        self.n = array("q")
        self.tokens = array("q")  # code, start and end of each

    def look_up(self, chunks: list[str]) -> list[int]:
        if len(self.chunks) > _CACHED_CHUNKS:
            self.clear()
        known = self.chunks
        for chunk in [chunk for chunk in chunks if chunk not in known]:
            known[chunk] = len(known)
            spans = _read(chunk)
            self.n.append(len(spans))
            for form, start, end in spans:
                code = self.codes.setdefault(form, len(self.forms))
                if code == len(self.forms):
                    self.forms.append(form)
                self.tokens.extend((code, start, end))
        return list(map(known.__getitem__, chunks))


@lru_cache(maxsize=_CACHED_CHUNKS // 4)
def _read(chunk: str) -> tuple[tuple[str, int, int], ...]:
    """Return the tokens of a chunk and their places in it."""
    if chunk.isascii() and chunk.isalpha():
        return ((chunk, 0, len(chunk)),)
    found = _TOKEN.finditer(chunk)
    return tuple((m[0].translate(_PLAIN), *m.span()) for m in found)


def _cut(texts: pa.Array, first_row: int, forms: _Forms) -> TokenBatch:
    """Tokenise one batch: split at blanks, look chunks up, spread their tokens."""
    lists = pc.split_pattern(pc.replace_substring(texts, "\n", " "), " ")
    chunks = lists.flatten().dictionary_encode()
    codes = chunks.indices.to_numpy()
    known = np.array(forms.look_up(chunks.dictionary.to_pylist()), np.int64)
    width = pc.utf8_length(chunks.dictionary).to_numpy().astype(np.int64) + 1
    n_of = np.array(forms.n, np.int64)
    first = (np.cumsum(n_of) - n_of)[known][codes]
    n = n_of[known][codes]
    # A chunk starts where the one before it ends, and a blank on; rows at 0.
    per_row = pc.list_value_length(lists).to_numpy()
    start = np.concatenate([[0], np.cumsum(width[codes])])
    edges = np.concatenate([[0], np.cumsum(per_row)])
    tokens_to = np.concatenate([[0], np.cumsum(n)])[edges]
    row = np.repeat(np.arange(len(texts)), np.diff(tokens_to))
    code, begin, end = np.array(forms.tokens, np.int64).reshape(-1, 3).T
    token = ragged(first, n)
    place = np.repeat(start[:-1], n) - start[edges[:-1]][row]
    return TokenBatch(
        row + first_row,
        code[token],
        place + begin[token],
        place + end[token],
        forms.forms,
        range(first_row, first_row + len(texts)),
    )
