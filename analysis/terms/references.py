"""References for keyness: general English, a frequency list, or other documents.

One row per term of a frequency list, per document of a reference corpus.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

import pandas as pd

from analysis.corpus.intake import locate, read_documents
from analysis.terms.counts import count_matrix, reducer
from analysis.terms.keyness import contrast, keyness

_SCALE = 10**8  # tokens that wordfreq's shares stand for; its smallest share is 1e-8


class Comparison(NamedTuple):
    """A keyness table, the documents of both sides, and what to call them."""

    table: pd.DataFrame
    target: pd.DataFrame
    reference: pd.DataFrame  # without rows where it is no part of the corpus
    target_name: str
    reference_name: str


_HEADER = re.compile(
    r"(term|word|token|feature)s?[,\t](n|count|freq\w*)", re.IGNORECASE
)
_LINE = re.compile(r"([^\t]+)\t(\d+)|(.+),(\d+)")


def general_frequencies(
    terms: Iterable[str] = (),
    *,
    language: str = "en",
    form: Literal["word", "stem", "lemma"] = "word",
) -> pd.DataFrame:
    """Return how often words occur in a language in general.

    Parameters
    ----------
    terms : iterable of str, default ()
        Terms of the target, to be looked up also where they are no single
        words of the list ("far-reaching", "u.s.").
    language : str, default "en"
        ISO 639-1 code of a language of wordfreq.
    form : {"word", "stem", "lemma"}, default "word"
        What the terms are; the words of a stem or lemma are added up.

    Returns
    -------
    DataFrame
        term (str), n (int64, per 100 million tokens); sorted by term.

    References
    ----------
    Speer (2022), wordfreq 3.0, doi:10.5281/zenodo.7199437. Its shares are
    rounded to 1 % and describe books, news, subtitles and the web up to 2021.
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
    documents: pd.DataFrame,
    *,
    by: str = "source",
    target: str | None = None,
    against: str | None = None,
    since: str | None = None,
    reference: str | Path | None = None,
    language: str = "en",
    **options,
) -> Comparison:
    """Measure keyness against the reference that was asked for.

    Parameters
    ----------
    documents : DataFrame
    by, target, against : str, optional
        Documents with this value of a column, against those with another value
        or, by default, all others.
    since : str, optional
        Instead: documents from this date on, against earlier ones.
    reference : str or Path, optional
        Instead: all documents, against these (see `read_reference`).
    language : str, default "en"
        Without any of these: all documents, against this language in general.
    **options
        Of `analysis.terms.counts.terms`.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If more than one reference is asked for, or no document is meant.
    """
    asked = [name for name in (target, since, reference) if name is not None]
    if len(asked) > 1:
        message = f"one comparison at a time: {' and '.join(map(str, asked))}"
        raise ValueError(message)
    if target is not None:
        sides = contrast(documents, by=by, target=target, reference=against)
        others = documents[by].dropna().unique()
        rest = sides[1][by].iloc[0] if len(others) == 2 else "the rest"
        names = (target, against or rest)
    elif since is not None:
        sides = contrast(documents, since=since)
        names = (f"since {since}", "before")
    else:
        sides, names = (documents, documents.iloc[:0]), ("this corpus", "general use")
    if target is None and since is None:
        if reference is None:
            used = count_matrix(documents, **options).terms
            other = general_frequencies(
                used, language=language, form=options.get("form", "word")
            )
        else:
            other = read_reference(reference)
            names = ("this corpus", Path(reference).name)
        table = keyness(documents, other, **options)
        left_out = table.term.isin(list(options.get("stop_words", ())))
        table = table[~left_out].reset_index(drop=True)
        return Comparison(table, *sides, *names)
    return Comparison(keyness(*sides, **options), *sides, *names)


def read_reference(path: str | Path) -> pd.DataFrame:
    """Read a frequency list, or else documents.

    Parameters
    ----------
    path : str or Path
        A .csv, .tsv or .txt file whose first line is "term,n" (or word, token,
        feature; count, freq; comma or tab) is a frequency list. Anything else
        is read as documents.

    Returns
    -------
    DataFrame
        term (str) and n (int64), or documents.

    Raises
    ------
    ValueError
        Naming file and line, where a line is not a term and a whole number.
    """
    path = locate(path)
    if path.is_file() and path.suffix.lower() in (".csv", ".tsv", ".txt"):
        lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
        if lines and _HEADER.fullmatch(lines[0].strip()):
            return _read_list(path, lines[1:])
    return read_documents(path)[0]


def _read_list(path: Path, lines: list[str]) -> pd.DataFrame:
    """Read the lines of a frequency list; blank lines are skipped."""
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
        term, n = (group for group in match.groups() if group is not None)
        rows.append((term.strip('"').strip(), int(n)))
    table = pd.DataFrame(rows, columns=["term", "n"]).astype({"term": "str"})
    return table.groupby("term", as_index=False).n.sum().astype({"n": "int64"})
