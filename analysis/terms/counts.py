"""Terms: what is counted, made from tokens by choices that are all named.

A term is a token after lower-casing, stemming and the like, or several tokens
joined. Choices act once per distinct token; joining is arithmetic on whole
numbers, within a row of the table: give sentences to keep terms within them.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import regex
from scipy import sparse

from analysis.corpus.intake import locate
from analysis.corpus.schema import as_table, empty_table
from analysis.corpus.tokens import TokenBatch, pick, text_keys, token_batches

LIBRARIES = ("numpy", "pandas", "pyarrow", "regex", "scipy")
USES = ("analysis.corpus.tokens",)
_POSSESSIVE = regex.compile(r"(?<=\w|\.)'s$", regex.IGNORECASE)
_LETTER = regex.compile(r"\p{L}|\p{Extended_Pictographic}|\p{Regional_Indicator}")
# Lower-cased, these acronyms would be taken for stop words.
_ACRONYMS = frozenset({"US", "WHO"})
_FORMS = ("word", "stem", "lemma")
_ACTORS = ("keep", "drop", "merge")


class Counts(NamedTuple):
    """A document-feature matrix: one row per row of `keys`, one column per term."""

    matrix: sparse.csr_matrix
    terms: list[str]  # sorted
    keys: pd.DataFrame  # doc_id, n_tokens; tokens include those left out as terms


def term_spans(
    table: pd.DataFrame, *, only: Iterable[str] | None = None, **options
) -> pd.DataFrame:
    """Find each occurrence of each term.

    Parameters
    ----------
    table : DataFrame
        Documents or sentences, as for `tokens`.
    only : iterable of str, optional
        Terms to find; all by default.
    lower : bool, default True
        Lower-case.
    possessives : bool, default True
        Keep a final 's; False counts "Ukraine's" as "ukraine".
    form : {"word", "stem", "lemma"}, default "word"
        Snowball stem or simplemma's lemma instead of the word.
    language : str, default "en"
        ISO 639-1 code, for stems and lemmas.
    stop_words : iterable of str, default ()
        Words that are not terms, see `stop_list`. US and WHO in capitals stay.
    numbers : bool, default True
        Keep tokens without a letter; emoji stay either way.
    ngrams : int, default 1
        Sequences of this many neighbours, none of them left out.
    compounds : iterable of str, default ()
        Sequences of words that are one term, such as "security arrangements";
        the longest wins.
    mentions : DataFrame, optional
        Mentions, needed to drop or merge actors.
    actors : {"keep", "drop", "merge"}, default "keep"
        Treat the words of a mention as words, leave them out, or make each
        mention one term, its actor_id.

    Returns
    -------
    DataFrame
        doc_id (str), sentence_id, start, end (int64, characters), term (str).
    """
    keys = text_keys(table)
    doc_ids, sentence_ids, starts = (keys[c].to_numpy() for c in keys)
    parts = []
    wanted = None if only is None else frozenset(only)
    for batch in term_batches(table, **options):
        kept = batch.code >= 0
        if wanted is not None:
            chosen = np.array([form in wanted for form in batch.forms], bool)
            kept[kept] = chosen[batch.code[kept]]
        row, code = batch.row[kept], batch.code[kept]
        parts.append(
            pd.DataFrame(
                {
                    "doc_id": pd.Series(doc_ids[row], dtype="str"),
                    "sentence_id": sentence_ids[row],
                    "start": batch.start[kept] + starts[row],
                    "end": batch.end[kept] + starts[row],
                    "term": pd.Series(pick(batch.forms, code), dtype="str"),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def term_counts(table: pd.DataFrame, **options) -> pd.DataFrame:
    """Count terms per document.

    Parameters
    ----------
    table : DataFrame
        Documents or sentences, as for `tokens`.
    **options
        Of `terms`.

    Returns
    -------
    DataFrame
        doc_id, term (str), n (int64); sorted by doc_id and term.

    Examples
    --------
    >>> term_counts(pd.DataFrame({"doc_id": ["d"], "text": ["Talks on talks"]}))
      doc_id   term  n
    0      d     on  1
    1      d  talks  2
    """
    counts = count_matrix(table, **options)
    if not counts.matrix.nnz:
        return empty_table("term_counts")
    counts = by_document(counts)
    cells = counts.matrix.tocoo()
    doc_ids = counts.keys.doc_id.to_numpy()[cells.row]
    rows = {"doc_id": doc_ids, "term": pick(counts.terms, cells.col), "n": cells.data}
    return as_table("term_counts", rows)


def count_matrix(table: pd.DataFrame, **options) -> Counts:
    """Count terms per row of a table, as a sparse matrix.

    Takes texts with the options of `terms`, term_counts (doc_id, term, n), or
    a frequency list (term, n), which has no documents.
    """
    if "text" not in table.columns:
        if options:
            message = f"{', '.join(options)}: only for tables of texts, not of counts"
            raise ValueError(message)
        return _tabulated(table)
    keys = text_keys(table)[["doc_id"]]
    n_tokens = np.zeros(len(table), np.int64)
    data, columns, lengths, forms = [], [], [], []
    for batch in term_batches(table, **options):
        forms = batch.forms
        first, n_rows = batch.rows.start, len(batch.rows)
        n_tokens[first : first + n_rows] = np.bincount(batch.row - first, None, n_rows)
        kept = batch.code >= 0
        width = max(len(forms), 1)
        fits = np.int32 if n_rows * width < 2**31 else np.int64
        cell = (batch.row[kept] - first) * width + batch.code[kept]
        cell = np.sort(cell.astype(fits), kind="stable")
        edges = np.flatnonzero(np.diff(cell, prepend=-1))
        rows, codes = np.divmod(cell[edges], width)
        data.append(np.diff(edges, append=len(cell)).astype(np.int32))
        columns.append(codes.astype(np.int32))
        lengths.append(np.bincount(rows, minlength=n_rows))
    pointer = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
    parts = (np.concatenate(data), np.concatenate(columns), pointer)
    matrix = sparse.csr_matrix(parts, shape=(len(table), len(forms)))
    return _sorted_terms(matrix, forms, keys.assign(n_tokens=n_tokens))


def by_document(counts: Counts) -> Counts:
    """Add up the rows of each document; documents sorted by doc_id."""
    codes, doc_ids = pd.factorize(counts.keys.doc_id, sort=True)
    if len(doc_ids) == len(codes) and (codes[:-1] < codes[1:]).all():
        return counts
    sums = sum_rows(counts.matrix, codes, len(doc_ids))
    n_tokens = np.bincount(codes, counts.keys.n_tokens, len(doc_ids)).astype(np.int64)
    keys = pd.DataFrame({"doc_id": doc_ids, "n_tokens": n_tokens})
    return Counts(sums, counts.terms, keys)


def sum_rows(matrix: sparse.csr_matrix, codes: np.ndarray, n: int) -> sparse.csr_matrix:
    """Add up a matrix's rows by group; rows with a negative code are left out."""
    kept = np.flatnonzero(codes >= 0)
    ones = np.ones(len(kept), np.int64)
    picker = sparse.csr_matrix((ones, (codes[kept], kept)), (n, len(codes)))
    sums = (picker @ matrix).tocsr()
    sums.sort_indices()
    return sums


def column_sums(matrix: sparse.csr_matrix) -> np.ndarray:
    """Return the sum of each column, as int64."""
    return np.asarray(matrix.sum(axis=0, dtype=np.int64)).ravel()


@cache
def stop_list(language: str | None = "en") -> frozenset[str]:
    """Return the stop words of a language: Snowball's list for "en", None: none."""
    if language is None:
        return frozenset()
    if language != "en":
        message = f"no stop words for language {language!r}; give a list of words"
        raise ValueError(message)
    file = resources.files("analysis.terms").joinpath("stop_words_en.txt")
    return _words(file.read_text("utf-8"))


def read_stop_words(
    path: str | Path | None = None, *, language: str | None = "en"
) -> frozenset[str]:
    """Return the stop words of a language and those of a file.

    In the file words stand between blanks or lines; # starts a comment.
    """
    if path is None:
        return stop_list(language)
    text = locate(path).read_text("utf-8-sig", errors="replace")
    return stop_list(language) | _words(text)


def _words(text: str) -> frozenset[str]:
    """Return the words of a list, without comments."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    return frozenset(word for line in lines for word in line.split())


def term_batches(
    table: pd.DataFrame,
    *,
    lower: bool = True,
    possessives: bool = True,
    form: Literal["word", "stem", "lemma"] = "word",
    language: str = "en",
    stop_words: Iterable[str] = (),
    numbers: bool = True,
    ngrams: int = 1,
    compounds: Iterable[str] = (),
    mentions: pd.DataFrame | None = None,
    actors: Literal["keep", "drop", "merge"] = "keep",
) -> Iterator[TokenBatch]:
    """Yield the terms of a table of texts; code -1 is a token that is no term."""
    if form not in _FORMS:
        raise ValueError(_choose("form", form, _FORMS))
    if actors not in _ACTORS:
        raise ValueError(_choose("actors", actors, _ACTORS))
    if actors != "keep" and mentions is None:
        message = f"actors={actors!r} needs mentions, the table of find_mentions"
        raise ValueError(message)
    if isinstance(stop_words, str):
        message = (
            f"stop_words is a list of words; did you mean stop_list({stop_words!r})?"
        )
        raise TypeError(message)
    if ngrams < 1:
        message = f"ngrams is 1 or more, not {ngrams}"
        raise ValueError(message)

    stops = frozenset(word.lower().replace("’", "'") for word in stop_words)
    reduce = reducer(form, language)
    names: list[str] = []
    ids: dict[str, int] = {}

    def code_of(term: str) -> int:
        code = ids.setdefault(term, len(names))
        if code == len(names):
            names.append(term)
        return code

    phrases = [phrase.lower().replace("’", "'").split() for phrase in compounds]
    phrases = [tuple(map(code_of, phrase)) for phrase in phrases]
    phrases = {words for words in phrases if len(words) > 1}
    phrases = sorted(phrases, key=lambda words: (-len(words), words))
    phrase_codes = [code_of(" ".join(names[w] for w in words)) for words in phrases]
    spans = None if actors == "keep" else _spans(table, mentions, actors, code_of)
    words: list[int] = []  # of each form, the lower-cased word, for compounds
    finals: list[int] = []  # of each form, the term, or -1
    for batch in token_batches(table):
        for token in batch.forms[len(finals) :]:
            word = token if possessives else _POSSESSIVE.sub("", token)
            plain = word.lower()
            stopped = plain in stops and token not in _ACRONYMS
            dropped = stopped or not (numbers or _LETTER.search(token))
            finals.append(-1 if dropped else code_of(reduce(plain if lower else word)))
            if phrases:
                words.append(code_of(plain))
        code = np.asarray(finals, np.int64)[batch.code]
        terms = TokenBatch(batch.row, code, *batch[2:4], names, batch.rows)
        if phrases:
            plain = np.asarray(words, np.int64)[batch.code]
            terms = _join(terms, plain, phrases, phrase_codes)
        if spans is not None:
            terms = _mark(terms, *spans)
        yield _slide(terms, ngrams, code_of) if ngrams > 1 else terms


def _choose(name: str, value: object, allowed: tuple[str, ...]) -> str:
    """Say which values an argument may have."""
    return f"{name}={value!r} is not one of {', '.join(allowed)}"


def reducer(form: str, language: str):
    """Return the function from a word to its stem or lemma."""
    if form == "stem":
        import snowballstemmer

        names = {"en": "english", "ru": "russian", "de": "german", "fr": "french"}
        return snowballstemmer.stemmer(names.get(language, language)).stemWord
    if form == "lemma":
        import simplemma

        return lambda word: simplemma.lemmatize(word, lang=language)
    return str


def _join(batch, plain, phrases, codes) -> TokenBatch:
    """Make each sequence of words that is a phrase one term."""
    code, end = batch.code.copy(), batch.end.copy()
    free = np.ones(len(code), bool)
    order = np.argsort(plain, kind="stable")
    heads = plain[order]
    gone = np.zeros(len(code), bool)
    for phrase, joined in zip(phrases, codes, strict=True):
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
            gone[i + 1 : i + len(phrase)] = True
            code[i], end[i] = joined, batch.end[i + len(phrase) - 1]
    return _keep(batch._replace(code=code, end=end), ~gone)


def _spans(table, mentions, actors, code_of) -> tuple[np.ndarray, ...]:
    """Place mentions and rows on one line: document number, then character."""
    keys = text_keys(table)
    doc_ids = pd.Index(pd.unique(keys.doc_id))
    where = doc_ids.get_indexer(mentions.doc_id)
    inside = where >= 0
    first = (where << 32) + mentions.start.to_numpy(np.int64)
    last = (where << 32) + mentions.end.to_numpy(np.int64)
    names = mentions.actor_id.to_list()
    codes = np.array([code_of(a) if actors == "merge" else -1 for a in names], np.int64)
    order = np.lexsort([-last, first])
    order = order[inside[order]]
    base = (doc_ids.get_indexer(keys.doc_id) << 32) + keys.start.to_numpy(np.int64)
    return base, first[order], last[order], codes[order]


def _mark(batch, base, first, last, codes) -> TokenBatch:
    """Make the tokens of each mention one term, the mention's code."""
    if not len(first):
        return batch
    place = base[batch.row] + batch.start
    mention = np.searchsorted(first, place, side="right") - 1
    inside = (mention >= 0) & (place < last[mention])
    mention = np.where(inside, mention, -1)
    head = inside & (np.diff(mention, prepend=-1) != 0)
    tail = inside & (np.diff(mention, append=-1) != 0)
    code, end = batch.code.copy(), batch.end.copy()
    code[head] = codes[mention[head]]
    end[head] = end[tail]
    return _keep(batch._replace(code=code, end=end), ~inside | head)


def _keep(batch: TokenBatch, kept: np.ndarray) -> TokenBatch:
    """Leave out the tokens that were joined to the one before."""
    return TokenBatch(*(column[kept] for column in batch[:4]), *batch[4:])


def _slide(batch, n, code_of) -> TokenBatch:
    """Make terms of n neighbours in a row of the table, -1 where one is none."""
    at = np.arange(max(len(batch.code) - n + 1, 0))
    at = at[batch.row[at] == batch.row[at + n - 1]]
    names = batch.forms
    code, known = batch.code[at], names
    for k in range(1, n):
        after = batch.code[at + k]
        pair = np.where((code < 0) | (after < 0), -1, code << 32 | after)
        pairs, place = np.unique(pair, return_inverse=True)
        known = [
            f"{known[pair >> 32]} {names[pair & 0xFFFFFFFF]}" if pair >= 0 else ""
            for pair in pairs.tolist()
        ]
        code = np.where(pair < 0, -1, place)
    codes = np.array([code_of(gram) if gram else -1 for gram in known], np.int64)
    code = np.where(code < 0, -1, codes[code]) if len(code) else code
    end = batch.end[at + n - 1]
    return TokenBatch(batch.row[at], code, batch.start[at], end, names, batch.rows)


def _sorted_terms(matrix, names: list[str], keys: pd.DataFrame) -> Counts:
    """Leave out columns without a count and sort the rest by term."""
    used = np.bincount(matrix.indices, minlength=len(names)) > 0
    order = np.flatnonzero(used)
    order = order[pc.sort_indices(pick(names, order)).to_numpy()]
    place = np.zeros(len(names), np.int32)
    place[order] = np.arange(len(order))
    shape = (len(keys), len(order))
    matrix = sparse.csr_matrix(
        (matrix.data, place[matrix.indices], matrix.indptr), shape
    )
    matrix.sort_indices()
    return Counts(matrix, [names[i] for i in order.tolist()], keys)


def _tabulated(table: pd.DataFrame) -> Counts:
    """Make a matrix of a table that is already counted."""
    missing = [column for column in ("term", "n") if column not in table.columns]
    if missing:
        message = (
            "give a table with a column text, or counts with columns term and n "
            f"(and doc_id); this one has {', '.join(map(str, table.columns)) or 'none'}"
        )
        raise ValueError(message)
    listed = "doc_id" not in table.columns
    docs = np.zeros(len(table), np.int64) if listed else table["doc_id"]
    row, doc_ids = pd.factorize(docs, sort=True)
    column, names = pd.factorize(table["term"])
    n = table["n"].to_numpy()
    n_tokens = np.bincount(row, n, len(doc_ids)).astype(np.int64)
    doc_ids = pd.Series(doc_ids, dtype="str")
    keys = pd.DataFrame({"doc_id": doc_ids, "n_tokens": n_tokens})
    cells = sparse.coo_matrix((n, (row, column)), (len(doc_ids), len(names)))
    return _sorted_terms(cells.tocsr(), names.tolist(), keys)
