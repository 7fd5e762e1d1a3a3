"""References for keyness: general English, a frequency list, or other documents.

One row per term of a frequency list, per document of a reference corpus.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from analysis.corpus.intake import locate, read_documents
from analysis.terms.counts import Counts, as_counts, count
from analysis.terms.keyness import keyness
from analysis.terms.words import Form, reducer
from overture.frame import tell

_HEADER = re.compile(r"(?i)(term|word|token|feature)s?[,\t](n|count|freq\w*)")
_LINE = re.compile(r"([^\t]+)\t(\d+)|(.+),(\d+)")
_SCALE = 10**8  # tokens that wordfreq's shares stand for; its smallest share is 1e-8


@dataclass(frozen=True)
class Comparison:
    """A keyness table, the documents of both sides, and what to call them."""

    table: pd.DataFrame  # of `keyness`, with `occurrences`, those in the corpus
    target: pd.DataFrame  # what is known of the documents
    reference: pd.DataFrame  # none where it is no part of the corpus
    target_name: str
    reference_name: str

    def leading(self, top: int, side: Literal[1, -1] = 1) -> pd.DataFrame:
        """Return the surest key terms of the target (1) or the reference (-1).

        Those that one document repeats are left out.
        """
        table = self.table[self.table["flag"] == ""].iloc[::side]
        return table[np.sign(table["lrc"]) == side].head(top)


def general_frequencies(
    terms: Iterable[str] = (), *, language: str = "en", form: Form = "word"
) -> pd.DataFrame:
    """Return how often words occur in a language in general, per 100 million.

    `terms` are looked up also where they are no single words of the list
    ("far-reaching", "u.s."); the words of a stem or lemma are added up. Columns
    term (str) and n (int64), sorted by term. Speer (2022), wordfreq 3.0,
    doi:10.5281/zenodo.7199437: its shares are rounded to 1 % and describe books,
    news, subtitles and the web up to 2021.
    """
    from wordfreq import get_frequency_dict, word_frequency

    try:
        words = get_frequency_dict(language, "best" if form == "word" else "small")
    except LookupError:
        message = f"no general frequencies for language {language!r} in wordfreq"
        raise ValueError(message) from None
    shares, reduce = {}, reducer(form, language)
    for word, share in words.items():
        term = reduce(word)
        shares[term] = shares.get(term, 0) + share
    for term in set(terms) - shares.keys():
        shares[term] = word_frequency(term, language)
    found = sorted((t, round(s * _SCALE)) for t, s in shares.items() if s > 0)
    table = pd.DataFrame(found, columns=["term", "n"])
    return table.astype({"term": "str", "n": "int64"})


def compare(
    data: Counts | pd.DataFrame,
    *,
    by: str = "source",
    target: str | None = None,
    against: str | None = None,
    split: str | None = None,
    reference: str | Path | None = None,
) -> Comparison:
    """Measure keyness against the reference that was asked for.

    Without any: all documents, against their language in general.

    Parameters
    ----------
    data : Counts or DataFrame
        Of `count`, or documents.
    by, target, against : str, optional
        Documents with this value of a column, against those with another value
        or, by default, all others.
    split : str, optional
        Instead: documents from this date on, against earlier ones.
    reference : str or Path, optional
        Instead: all documents, against these (see `read_reference`).

    Raises
    ------
    ValueError
        If more than one reference is asked for, or no document is meant.
    """
    asked = [name for name in (target, split, reference) if name is not None]
    if len(asked) > 1:
        message = f"one comparison at a time: {' and '.join(map(str, asked))}"
        raise ValueError(message)
    counts = as_counts(data)
    documents = counts.documents
    if target is not None:
        groups = _read_groups(documents, by, target, against)
        others = groups.dropna()[groups != target].unique()
        chosen = groups == target
        rest = groups == against if against else ~chosen
        names = target, against or (others[0] if len(others) == 1 else "the rest")
    elif split is not None:
        day = pd.Timestamp(split)
        day = day.tz_localize("UTC") if day.tz is None else day.tz_convert("UTC")
        chosen, rest = documents["date"] >= day, documents["date"] < day
        names = f"since {split}", "before"
    else:
        return _compare_outside(counts, reference)
    sides = [counts.select(documents.loc[rows, "doc_id"]) for rows in (chosen, rest)]
    return _place(keyness(*sides), *(side.documents for side in sides), *names)


def _read_groups(documents, by: str, target: str, against: str | None) -> pd.Series:
    """Return the group of each document; the groups that are asked for exist."""
    if by not in documents.columns:
        message = f"by={by!r} is not a column; there are {', '.join(documents.columns)}"
        raise ValueError(message)
    groups = documents[by].astype("str")
    for group in (target, against):
        if group is not None and not (groups == group).any():
            known = ", ".join(sorted(groups.dropna().unique())[:20]) or "no values"
            message = f"no document has {by}={group!r}; there are: {known}"
            raise ValueError(message)
    return groups


def _compare_outside(counts: Counts, reference: str | Path | None) -> Comparison:
    """Compare a corpus with what is no part of it."""
    words, documents = counts.words, counts.documents
    if reference is None:
        name, language = "general use", words.language
        other = general_frequencies(counts.terms, language=language, form=words.form)
    else:
        name, other = Path(reference).name, read_reference(reference)
    if "text" in other.columns:
        other = count(other, words, mentions=counts.mentions)
    table = keyness(counts, other)
    table = table[~table["term"].isin(list(words.stop_words))].reset_index(drop=True)
    return _place(table, documents, documents.iloc[:0], "this corpus", name)


def _place(table, target, reference, *names: str) -> Comparison:
    """Add the occurrences in the corpus, which have evidence."""
    inside = table["n_reference"] if len(reference) else 0
    table = table.assign(occurrences=table["n_target"] + inside)
    meanings = {"occurrences": "occurrences in the corpus"}
    table = tell(table, counts="occurrences", counted="span", meanings=meanings)
    return Comparison(table, target, reference, *names)


def read_reference(path: str | Path) -> pd.DataFrame:
    """Read a frequency list (term, n), or else documents.

    A list is a .csv, .tsv or .txt file whose first line is "term,n" (or word, token,
    feature; count, freq; comma or tab). Errors name file and line.
    """
    path = locate(path)
    if path.is_file() and path.suffix.lower() in (".csv", ".tsv", ".txt"):
        lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
        if lines and _HEADER.fullmatch(lines[0].strip()):
            return _read_list(path, lines[1:])
    return read_documents(path)[0]


def _read_list(path: Path, lines: list[str]) -> pd.DataFrame:
    """Read a frequency list; blank lines are skipped."""
    rows = []
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if not match:
            message = (
                f"{path.name}:{number}: expected a term and a whole number, with a "
                f"comma or tab between, not {line.strip()[:60]!r}"
            )
            raise ValueError(message)
        term, n = filter(None, match.groups())
        rows.append((term.strip('"').strip(), int(n)))
    table = pd.DataFrame(rows, columns=["term", "n"]).astype({"term": "str"})
    return table.groupby("term", as_index=False).n.sum().astype({"n": "int64"})
