"""Stories: sets of near-copies, found by MinHash.

A document's features are its longer words and the pairs of neighbouring ones. Two
documents are near-copies if they share enough of both (Jaccard similarity) and
their dates lie within a window. Texts about one event by different hands share
words but few pairs; texts of one form (interviews with the same questions) share
pairs but too few words: both stay apart.
"""

import zlib

import numpy as np
import pandas as pd

from analysis.corpus.schema import SCHEMAS, as_table
from analysis.corpus.tokens import token_batches

LIBRARIES = ("numpy", "pandas")
USES = ("analysis.corpus.tokens",)

# Words of four letters or more, and numbers: of all words' pairs unrelated texts
# share twice as many. Characters of scripts without blanks count as words.
_SHORTEST = 4
_BANDS = 85
_ROWS = 3  # hashes of pairs in a band: at 0.3 two texts meet in a band in 90 %,
_PAIRS = _BANDS * _ROWS  # at 0.38, a fifth of the words replaced, in 99 %
_HASHES = 384  # of pairs, then of words
# Of copies with a fifth of their words replaced and another headline 97 % share
# over 0.30 of the pairs and over 0.52 of the words; measured on English news.
_LEAST_PAIRS = 0.22
_LEAST_WORDS = 0.47
_WINDOW = 30  # days
_FEWEST = 8  # features; shorter texts (tickers, captions) are copies if equal
_CROWD = 20  # documents of one band; its pairs are then only taken in a chain
_RANDOM = np.random.default_rng(20_061_997)  # fixed: part of the method
_FACTORS = _RANDOM.integers(0, 2**31, size=(_HASHES, 1), dtype=np.uint32) * 2 + 1
_SHIFTS = _RANDOM.integers(0, 2**32, size=(_HASHES, 1), dtype=np.uint32)
_PAIR = np.uint32(0x9E3779B1)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_BYTES = 2 * _HASHES


def signatures(table: pd.DataFrame) -> tuple[np.ndarray, list[bytes]]:
    """Count the tokens of texts and return their MinHash signatures.

    A signature is 384 numbers of 16 bits, or b"" for a text of too few features. The
    share of equal ones among the first 255 of two signatures estimates the Jaccard
    similarity of the texts' pairs of words (standard error at most 0.031), among the
    others that of their words (0.044).
    """
    counts = np.zeros(len(table), np.int64)
    signed = [b""] * len(table)
    hashes = np.empty(0, np.uint32)
    for batch in token_batches(table):
        new = [_hash(form) for form in batch.forms[len(hashes) :]]
        hashes = np.concatenate([hashes, np.array(new, np.uint32)])
        counts += np.bincount(batch.row, minlength=len(table))
        words, rows = hashes[batch.code], batch.row
        words, rows = words[words > 0], rows[words > 0]
        pairs = _scatter((words[:-1] * _PAIR) ^ words[1:])
        edges = np.searchsorted(rows, [*batch.rows, batch.rows.stop])
        for row, begin, end in zip(batch.rows, edges[:-1], edges[1:], strict=True):
            if end - begin > _FEWEST:
                # The last word's pair would be with the next text.
                of_pairs = _least(pairs[begin : end - 1], slice(_PAIRS))
                signed[row] = of_pairs + _least(words[begin:end], slice(_PAIRS, None))
    return counts, signed


def _hash(form: str) -> int:
    """Hash a word, the same on every machine; 0 if it is no feature."""
    long = len(form) >= _SHORTEST or form.isdigit() or form[:1] > "\u2e7f"
    return max(1, zlib.crc32(form.lower().encode())) if long else 0


def _scatter(x: np.ndarray) -> np.ndarray:
    """Mix the bits of numbers, so that alike ones end up far apart."""
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return x ^ (x >> np.uint32(16))


def _least(features: np.ndarray, functions: slice) -> bytes:
    """Return the least feature under each hash function, cut to 16 bits."""
    factors, shifts = _FACTORS[functions], _SHIFTS[functions]
    low = np.full(len(factors), 2**32 - 1, np.uint32)
    for begin in range(0, len(features), 4096):  # bounded memory for long texts
        mixed = factors * features[begin : begin + 4096] + shifts
        np.minimum(low, mixed.min(1), out=low)
    return low.astype(np.uint16).tobytes()


def find_stories(
    documents: pd.DataFrame,
    exact: pd.DataFrame | None = None,
    *,
    days: float = _WINDOW,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the near-copies among documents.

    `documents` has doc_id, date and text, or a column signature; `exact` further
    records with the very text of a document, to be listed as copies of it. The dates
    of a story lie within so many days; documents without date join any.

    Returns documents with story_id: the doc_id of the story's lead, the document most
    like all the others; of equals the earliest, then the first in the table. And the
    copies: each document and exact copy of a story with more than one, with its
    similarity to the lead; leads first, then by falling similarity.

    References
    ----------
    Broder, A. Z. (1997). On the resemblance and containment of documents.
    doi:10.1109/SEQUEN.1997.666900
    """
    documents = documents.reset_index(drop=True)
    if "signature" in documents:
        raw = documents["signature"].tolist()
    else:
        raw = signatures(documents)[1]
    signed = np.flatnonzero([len(item) == _BYTES for item in raw])
    joined = b"".join(raw[i] for i in signed)
    hashes = np.frombuffer(joined, np.uint16).reshape(-1, _HASHES)
    stamps = pd.to_datetime(documents["date"], utc=True)
    dates = stamps.dt.tz_localize(None).to_numpy().astype("datetime64[s]").astype(float)
    dates[stamps.isna().to_numpy()] = np.nan
    first, second, similarity = _similar_pairs(hashes)
    first, second = signed[first], signed[second]
    story = _join(first, second, similarity, dates, days * 86_400)
    place = np.full(len(documents), -1)
    place[signed] = np.arange(len(signed))
    lead = _leads(story, hashes, place, dates)
    ids = documents["doc_id"].to_numpy(dtype=object)
    documents = documents.assign(story_id=pd.Series(ids[lead], dtype="str"))
    closeness = np.ones(len(lead))
    others = np.flatnonzero(lead != np.arange(len(lead)))
    pairs = hashes[:, :_PAIRS]
    closeness[others] = _share_equal(pairs, place[others], place[lead[others]])
    return documents, _copies(documents.assign(similarity=closeness), exact)


def _similar_pairs(hashes: np.ndarray):
    """Return pairs of rows that share a band and are similar enough."""
    n = len(hashes)
    bits = max(n.bit_length() + 3, 8)
    known = np.empty(0, np.int64)
    for band in range(0, _PAIRS, _ROWS):
        key = np.zeros(n, np.uint64)
        for column in range(band, band + _ROWS):
            key = (key << np.uint64(16)) | hashes[:, column]
        # Sorting is the costly step: leave out what shares its bucket with none.
        bucket = ((key * _SPREAD) >> np.uint64(64 - bits)).astype(np.int64)
        shared = np.flatnonzero(np.bincount(bucket)[bucket] > 1)
        order = shared[np.argsort(key[shared], kind="stable")]
        same = key[order][1:] == key[order][:-1]
        pairs = _pairs_within(order, same, n)
        pairs = pairs[~np.isin(pairs, known)]
        first, second = pairs // max(n, 1), pairs % max(n, 1)
        near = _share_equal(hashes[:, :_PAIRS], first, second) >= _LEAST_PAIRS
        near[near] = (
            _share_equal(hashes[:, _PAIRS:], first[near], second[near]) >= _LEAST_WORDS
        )
        known = np.union1d(known, pairs[near])
    first, second = known // max(n, 1), known % max(n, 1)
    return first, second, _share_equal(hashes[:, :_PAIRS], first, second)


def _share_equal(hashes: np.ndarray, first, second) -> np.ndarray:
    """Return the share of equal numbers of pairs of signatures."""
    share = np.empty(len(first))
    for begin in range(0, len(first), 50_000):  # bounded memory
        part = slice(begin, begin + 50_000)
        share[part] = (hashes[first[part]] == hashes[second[part]]).mean(1)
    return share


def _pairs_within(order: np.ndarray, same: np.ndarray, n: int) -> np.ndarray:
    """Return pairs (coded a * n + b, a < b) within runs of equal keys."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], same.view(np.int8), [0]))))
    pairs = []
    for begin, end in edges.reshape(-1, 2):
        run = np.sort(order[begin : end + 1]).astype(np.int64)
        if len(run) > _CROWD:
            pairs.append(run[:-1] * n + run[1:])
            pairs.append(run[0] * n + run[1:])
        else:
            a, b = np.triu_indices(len(run), 1)
            pairs.append(run[a] * n + run[b])
    return np.unique(np.concatenate(pairs)) if pairs else np.empty(0, np.int64)


def _join(first, second, similarity, dates, window) -> np.ndarray:
    """Join pairs, most similar first, while a story's dates stay in the window."""
    story = np.arange(len(dates))
    low, high = dates.copy(), dates.copy()

    def root(i: int) -> int:
        while story[i] != i:
            story[i] = story[story[i]]
            i = story[i]
        return i

    for k in np.lexsort((second, first, -similarity)):
        a, b = sorted((root(first[k]), root(second[k])))
        begin, end = np.fmin(low[a], low[b]), np.fmax(high[a], high[b])
        if a != b and not end - begin > window:
            story[b], low[a], high[a] = a, begin, end
    return np.array([root(i) for i in range(len(story))], dtype=np.int64)


def _leads(story, hashes, place, dates) -> np.ndarray:
    """Return for each document, whose hashes are at its place, its story's lead."""
    lead = np.arange(len(story))
    several = np.flatnonzero(np.bincount(story, minlength=len(story))[story] > 1)
    several = several[np.argsort(story[several], kind="stable")]
    edges = np.flatnonzero(np.diff(story[several])) + 1
    for group in np.split(several, edges) if len(several) else ():
        rows = hashes[place[group]]
        # How many documents agree with each one at each hash, summed: without
        # looking at every pair.
        likeness = np.zeros(len(group), np.int64)
        for column in rows.T:
            _, inverse, counts = np.unique(
                column, return_inverse=True, return_counts=True
            )
            likeness += counts[inverse]
        stamps = np.nan_to_num(dates[group], nan=np.inf)
        lead[group] = group[np.lexsort((group, stamps, -likeness))[0]]
    return lead


def _copies(documents: pd.DataFrame, exact: pd.DataFrame | None) -> pd.DataFrame:
    """List the members of every story with more than one."""
    members = documents
    if exact is not None and len(exact):
        again = exact.merge(
            documents[["doc_id", "story_id", "similarity"]], on="doc_id", how="left"
        )
        members = pd.concat([documents, as_table("copies", again)], ignore_index=True)
    table = as_table("copies", members[list(SCHEMAS["copies"])])
    table = table[table["story_id"].duplicated(keep=False)]
    lead = table["doc_id"].eq(table["story_id"])
    order = np.lexsort((-table["similarity"], ~lead, table["story_id"]))
    return table.iloc[order].reset_index(drop=True)


def copy_weights(documents: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Weigh documents for the three ways of counting copies.

    Returns doc_id; and, to multiply a document's counts with, all_copies (1, and 1
    more for each exact copy), per_story (1 for a story's lead, else 0), per_outlet (1
    for the document of each outlet most like the lead, and 1 more for each further
    outlet of its exact copies, else 0). Outlets that are not named count as one.
    """
    single = documents[~documents["doc_id"].isin(copies["doc_id"])]
    columns = ["doc_id", "story_id", "source", "similarity"]
    rows = pd.concat([copies[columns], single.assign(similarity=1.0)[columns]])
    rows = rows.assign(source=rows["source"].fillna(""))
    outlets = rows.drop_duplicates(["story_id", "source"])
    ids = documents["doc_id"]
    leads = documents[ids.eq(documents["story_id"])]
    ways = {"all_copies": rows, "per_story": leads, "per_outlet": outlets}
    weights = {
        way: ids.map(counted["doc_id"].value_counts()).fillna(0).astype("int64")
        for way, counted in ways.items()
    }
    return pd.DataFrame({"doc_id": ids, **weights})
