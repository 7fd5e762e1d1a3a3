"""Joining: tokens made into terms, one by one or several together.

Joining is arithmetic on whole numbers, within a row of the table: give
sentences to keep terms within them.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.corpus.tokens import TokenBatch, text_keys, token_batches
from analysis.terms.words import Words

LIBRARIES = ("numpy", "pandas")
USES = ("analysis.corpus.tokens", "analysis.terms.words")


class Vocabulary:
    """The terms so far, each with its number."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.codes: dict[str, int] = {}

    def code(self, term: str) -> int:
        """Return the number of a term, a new one if need be."""
        code = self.codes.setdefault(term, len(self.terms))
        if code == len(self.terms):
            self.terms.append(term)
        return code


def term_batches(
    table: pd.DataFrame, words: Words, mentions, vocabulary: Vocabulary
) -> Iterator[TokenBatch]:
    """Yield the terms of a table of texts; code -1 is a token that is no term."""
    if words.actors != "keep" and mentions is None:
        message = f"actors={words.actors!r} needs mentions, the table of find_mentions"
        raise ValueError(message)
    phrases = _number_phrases(words, vocabulary)
    spans = _place(table, mentions, words, vocabulary)
    read = words.reader()
    plain: list[int] = []  # of each form, the lower-cased word, for compounds
    finals: list[int] = []  # of each form, the term, or -1
    for batch in token_batches(table):
        for token in batch.forms[len(finals) :]:
            term = read(token)
            finals.append(-1 if term is None else vocabulary.code(term))
            if phrases:
                plain.append(vocabulary.code(words.bare(token).lower()))
        code = np.asarray(finals, np.int64)[batch.code]
        terms = batch._replace(code=code, forms=vocabulary.terms)
        if phrases:
            terms = _join(terms, np.asarray(plain, np.int64)[batch.code], phrases)
        if spans:
            terms = _mark(terms, *spans)
        yield slide(terms, words.ngrams, vocabulary)


def _number_phrases(words: Words, vocabulary) -> list[tuple[tuple[int, ...], int]]:
    """Return the codes of each compound's words and its own, the longest first."""
    phrases = (phrase.lower().replace("’", "'").split() for phrase in words.compounds)
    phrases = {tuple(map(vocabulary.code, p)): " ".join(p) for p in phrases}
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return [(p, vocabulary.code(phrases[p])) for p in ordered if len(p) > 1]


def _join(batch: TokenBatch, plain: np.ndarray, phrases) -> TokenBatch:
    """Make each sequence of words that is a phrase one term."""
    code, end = batch.code.copy(), batch.end.copy()
    free, kept = np.ones((2, len(code)), bool)
    order = np.argsort(plain, kind="stable")
    heads = plain[order]
    for phrase, joined in phrases:
        low, high = np.searchsorted(heads, [phrase[0], phrase[0] + 1])
        at = order[low:high]
        at = at[at + len(phrase) <= len(code)]
        for k, word in enumerate(phrase):
            same = (plain[at + k] == word) & (batch.row[at + k] == batch.row[at])
            # Nothing but a blank between: "security. Arrangements" is no phrase.
            same &= (k == 0) | (batch.start[at + k] - batch.end[at + k - 1] <= 1)
            at = at[same & free[at + k]]
        for i in at.tolist():
            if not free[i : i + len(phrase)].all():
                continue
            free[i : i + len(phrase)] = False
            kept[i + 1 : i + len(phrase)] = False
            code[i], end[i] = joined, batch.end[i + len(phrase) - 1]
    return keep(batch._replace(code=code, end=end), kept)


def _place(table, mentions, words: Words, vocabulary) -> tuple[np.ndarray, ...]:
    """Place mentions and rows on one line: document number, then character."""
    if words.actors == "keep":
        return ()
    keys = text_keys(table)
    doc_ids = pd.Index(pd.unique(keys.doc_id))
    where = doc_ids.get_indexer(mentions.doc_id)
    first = (where << 32) + mentions.start.to_numpy(np.int64)
    last = (where << 32) + mentions.end.to_numpy(np.int64)
    merge = words.actors == "merge"
    codes = [vocabulary.code(a) if merge else -1 for a in mentions.actor_id.to_list()]
    order = np.lexsort([-last, first])
    order = order[where[order] >= 0]
    if not len(order):
        return ()
    base = (doc_ids.get_indexer(keys.doc_id) << 32) + keys.start.to_numpy(np.int64)
    return base, first[order], last[order], np.array(codes, np.int64)[order]


def _mark(batch: TokenBatch, base, first, last, codes) -> TokenBatch:
    """Make the tokens of each mention one term, the mention's code."""
    place = base[batch.row] + batch.start
    mention = np.searchsorted(first, place, side="right") - 1
    inside = (mention >= 0) & (place < last[mention])
    mention = np.where(inside, mention, -1)
    head = inside & (np.diff(mention, prepend=-1) != 0)
    tail = inside & (np.diff(mention, append=-1) != 0)
    code, end = batch.code.copy(), batch.end.copy()
    code[head] = codes[mention[head]]
    end[head] = end[tail]
    return keep(batch._replace(code=code, end=end), ~inside | head)


def keep(batch: TokenBatch, kept: np.ndarray) -> TokenBatch:
    """Leave out tokens, such as those that were joined to the one before."""
    return TokenBatch(*(column[kept] for column in batch[:4]), *batch[4:])


def neighbours(row: np.ndarray, step: int) -> np.ndarray:
    """Return the tokens that have another so many steps on in their row."""
    at = np.arange(max(len(row) - step, 0))
    return at[row[at] == row[at + step]]


def slide(batch: TokenBatch, n: int, vocabulary: Vocabulary) -> TokenBatch:
    """Make terms of n neighbours in a row of the table, -1 where one is none."""
    if n == 1:
        return batch
    at = neighbours(batch.row, n - 1)
    code, names = batch.code[at].astype(np.int64), batch.forms
    known = names
    for k in range(1, n):
        after = batch.code[at + k]
        pair = np.where((code < 0) | (after < 0), -1, code << 32 | after)
        pairs, place = np.unique(pair, return_inverse=True)
        known = [
            f"{known[pair >> 32]} {names[pair & 0xFFFFFFFF]}" if pair >= 0 else ""
            for pair in pairs.tolist()
        ]
        code = np.where(pair < 0, -1, place)
    codes = [vocabulary.code(gram) if gram else -1 for gram in known]
    if len(code):
        code = np.where(code < 0, -1, np.array(codes, np.int64)[code])
    start, end = batch.start[at], batch.end[at + n - 1]
    return TokenBatch(batch.row[at], code, start, end, vocabulary.terms, batch.rows)
