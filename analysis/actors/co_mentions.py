"""Co-mentions: who is mentioned with whom, and more often than length explains.

One row per unordered pair of actors that share at least one unit (a sentence,
a paragraph, a document or a window of sentences). Actors are counted by
presence in a unit. Which mentions count (levels, actors) is the caller's
filter of `mentions`; nothing is resolved here.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import sparse, special

from analysis.actors import cmh
from analysis.actors.units import Unit, Units, units
from analysis.corpus.schema import as_table, empty_table
from analysis.inference.adjust import q_values
from overture.frame import tell

_CELLS = 1 << 22  # pairs held as a dense block: bounds memory


def co_mentions(
    mentions: pd.DataFrame | Units,
    sentences: pd.DataFrame | None = None,
    *,
    unit: Unit = "sentence",
    window: int = 3,
    headings: bool = True,
    quoted: bool = True,
    copies: bool = True,
    documents: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count the units that mention both actors of a pair, and test the surplus.

    Parameters
    ----------
    mentions : Units or DataFrame
        Of `analysis.units`, with nothing else; or the mentions.
    sentences, unit, window, headings, quoted, copies, documents
        With mentions: as for `analysis.units`.

    Returns
    -------
    DataFrame
        unit; actor_a < actor_b; observed, the units with both; expected,
        units(a) x units(b) / n_units; ratio, observed / expected, with its
        95 % interval low and high; npmi, -1 to 1; q; n_units. Ordered by
        observed (descending), actor_a, actor_b. Pairs that never meet have no
        row. low, high and q are NaN within one document (or one story):
        sentences of one article say nothing about another one.

    Notes
    -----
    *q* is the Benjamini-Hochberg value, over all pairs of the actors present,
    also those that never meet, of the one-sided Cochran-Mantel-Haenszel test:
    is the pair met more often than chance gives *within strata*? Strata are
    documents for sentences and windows, length deciles for paragraphs and
    documents, because long units mention everybody. *expected* is not
    stratified: a ratio above 1 with a q near 1 is what length alone explains.
    Up to 50 observed units the p-value is exact, the tail of a sum of
    hypergeometric variables: pairs are many and counts small, and there the
    chi-square approximation is too small by orders of magnitude (5 expected,
    15 observed: 1.1e-5 instead of 2.3e-4 for a Poisson count). Above, it is
    the gamma curve with the same three moments. Overlapping windows are
    tested on every `window`-th one.

    The interval is Garwood's for a Poisson count, on the observed units
    divided by their design effect (units of one document or story count less
    the more they cluster). It takes the margins as fixed and is cautious.
    Ratios of different units, or of corpora of different actors, must not be
    compared.

    References
    ----------
    Mantel & Haenszel (1959), doi:10.1093/jnci/22.4.719. Birch (1964),
    doi:10.1111/j.2517-6161.1964.tb00564.x (the exact test). Benjamini &
    Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x. Bouma (2009),
    Normalized (pointwise) mutual information in collocation extraction. Garwood
    (1936), doi:10.1093/biomet/28.3-4.437. Kish (1965), Survey Sampling.

    Examples
    --------
    >>> import pandas as pd
    >>> sentences = pd.DataFrame({"doc_id": "d", "sentence_id": [0, 1, 2]})
    >>> mentions = pd.DataFrame(
    ...     {"doc_id": "d", "sentence_id": [0, 0, 1], "actor_id": ["b", "a", "b"]}
    ... )
    >>> pairs = co_mentions(mentions, sentences)
    >>> pairs[["actor_a", "actor_b", "observed", "expected", "ratio"]].round(2)
      actor_a actor_b  observed  expected  ratio
    0       a       b         1      0.67    1.5
    """
    choice = {"unit": unit, "window": window, "documents": documents}
    choice |= {"headings": headings, "quoted": quoted, "copies": copies}
    made = isinstance(mentions, Units)
    where = mentions if made else units(mentions, sentences, **choice)
    actors, present = where.presence
    tests = len(actors) * (len(actors) - 1) // 2
    if tests == 0:
        return _tell(empty_table("co_mentions"), where)
    grid = where.grid
    a, b, observed, p = cmh.count_pairs(present, grid.stratum, grid.tested, tests)
    order = np.lexsort((b, a, -observed))
    a, b, observed, p = a[order], b[order], observed[order], p[order]
    margins = present.sum(axis=0).astype(float)
    expected = margins[a] * margins[b] / where.n
    ratio = observed / expected
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(ratio) / -np.log(observed / where.n)
    effective = observed**2 / (observed + _excess(present, where.cluster, a, b))
    inferred = (where.cluster != where.cluster[0]).any()
    # The quantile is slow, and most pairs share a few counts.
    count, at = np.unique(effective, return_inverse=True)
    low = (special.gammaincinv(count, 0.025) / count)[at]
    high = (special.gammaincinv(count + 1, 0.975) / count)[at]
    columns = {
        "unit": where.unit,
        "actor_a": actors[a],
        "actor_b": actors[b],
        "observed": observed,
        "expected": expected,
        "ratio": ratio,
        "low": ratio * low if inferred else np.nan,
        "high": ratio * high if inferred else np.nan,
        "npmi": npmi,
        "q": q_values(p, tests) if inferred else np.nan,
        "n_units": where.n,
    }
    return _tell(as_table("co_mentions", columns), where)


def _tell(table: pd.DataFrame, where: Units, **story) -> pd.DataFrame:
    """Say what a table of pairs counts, and how."""
    countable = where.unit in ("sentence", "document")
    told = {
        "unit": where.noun,
        "n": where.n,
        "key": ["actor_a", "actor_b"],
        "counts": "observed" if countable else None,
        "counted": where.unit if countable else "sentence",
        "method": "Actors by presence in a unit. Test: one-sided "
        "Cochran-Mantel-Haenszel within documents (sentences, windows) or length "
        "deciles, Benjamini-Hochberg q.",
    }
    return tell(table, **told | story)


def co_mention_evidence(where: Units, pairs: pd.DataFrame) -> pd.DataFrame:
    """List the mentions of both actors in the units that `co_mentions` counted.

    Parameters
    ----------
    where : Units
    pairs : DataFrame
        The pairs wanted, with actor_a and actor_b, and perhaps source, as from
        `pairs_by_source`.

    Returns
    -------
    DataFrame
        actor_a, actor_b, unit_id (number of the unit), doc_id, sentence_id,
        start, end, actor_id: one row per span and unit, in this order. The
        distinct unit_id of a pair number `observed`. With source behind, if the
        pairs have it.
    """
    wanted = pairs[["actor_a", "actor_b"]].drop_duplicates()
    place, row = where.located
    spans = where.mentions[["doc_id", "sentence_id", "start", "end", "actor_id"]]
    spans = spans.iloc[row].assign(unit_id=place)
    spans = spans[spans["actor_id"].isin(pd.unique(wanted.to_numpy().ravel()))]
    rows, met = wanted, spans[["actor_id", "unit_id"]].drop_duplicates()
    for side in wanted:  # the second time only where the first was
        rows = rows.merge(met.rename(columns={"actor_id": side}))
    rows = rows.merge(spans, on="unit_id")
    either = [rows["actor_id"] == rows[side] for side in wanted]
    rows = rows[either[0] | either[1]]
    columns = ["actor_a", "actor_b", "unit_id", "doc_id", "sentence_id", "start"]
    columns += ["end", "actor_id"]
    rows = rows[columns].sort_values(columns, ignore_index=True)
    if "source" in pairs:
        rows["source"] = rows["doc_id"].map(sources_of(where)).astype("str")
    return rows


def co_mention_variants(where: Units, pairs: pd.DataFrame) -> pd.DataFrame:
    """Count pairs on parts of the text: how far does a number hang on the choice?

    Parameters
    ----------
    where : Units
        With documents; of sentences with kind and voice. All of them count here.
    pairs : DataFrame
        The pairs wanted, with actor_a and actor_b.

    Returns
    -------
    DataFrame
        actor_a, actor_b, then units (int64): all; without_headings;
        author_only, outside quotation marks; one_per_story. In the order of
        `pairs`.
    """
    table = pairs[["actor_a", "actor_b"]].reset_index(drop=True)
    whole = replace(where, headings=True, quoted=True, copies=True)
    for name, choice in {
        "all": {},
        "without_headings": {"headings": False},
        "author_only": {"quoted": False},
        "one_per_story": {"copies": False},
    }.items():
        actors, present = replace(whole, **choice).presence
        both = np.stack([actors.get_indexer(table[side]) for side in table.columns[:2]])
        known = (both >= 0).all(axis=0)
        a, b = (present[:, side] for side in both[:, known])
        table[name] = np.zeros(len(table), dtype=np.int64)
        table.loc[known, name] = a.multiply(b).sum(axis=0)
    meanings = {
        "all": f"{where.noun} with both actors",
        "without_headings": "without titles and headings",
        "author_only": "outside quotation marks",
        "one_per_story": "in the earliest document of each story",
    }
    method = "The same count on a part of the sentences."
    return _tell(table, whole, counts=None, method=method, meanings=meanings)


def pairs_by_source(where: Units) -> pd.DataFrame:
    """Count co-mentions in each source by itself: who writes of whom together.

    Parameters
    ----------
    where : Units
        With documents that have a source; a missing one is "unknown".

    Returns
    -------
    DataFrame
        source, then the columns of `co_mentions`; q within the source.
        Ordered by source, then as `co_mentions`.
    """
    source = sources_of(where).reindex(where.doc_ids)
    tables = []
    for name in sorted(source.dropna().unique()):
        within = replace(where, within=source.eq(name).to_numpy())
        tables.append(co_mentions(within).assign(source=name))
    tables = tables or [empty_table("co_mentions").assign(source="")]
    table = pd.concat(tables, ignore_index=True).astype({"source": "str"})
    table.insert(0, "source", table.pop("source"))
    return _tell(table, where, key=["source", "actor_a", "actor_b"])


def sources_of(where: Units) -> pd.Series:
    """Return the source of each document, "unknown" where it is missing, by doc_id."""
    if where.documents is None or "source" not in where.documents:
        message = "sources need units(..., documents=) with doc_id and source"
        raise ValueError(message)
    known = where.documents.drop_duplicates("doc_id").set_index("doc_id")
    return known["source"].fillna("unknown")


def unit_counts(where: Units) -> pd.DataFrame:
    """Count the mentions of each actor and the units with them.

    Returns
    -------
    DataFrame
        actor_id; mentions; units; ordered by units (descending), actor_id.
        Only mentions in the sentences that count.
    """
    actors, present = where.presence
    row = np.unique(where.located[1])
    counted = where.mentions["actor_id"].iloc[row].value_counts()
    table = pd.DataFrame({"actor_id": actors.astype("str")})
    table["mentions"] = counted.reindex(actors).to_numpy(dtype=np.int64)
    table["units"] = np.asarray(present.sum(axis=0), dtype=np.int64)
    return _tell(
        table.sort_values("units", ascending=False, kind="stable", ignore_index=True),
        where,
        key=["actor_id"],
        counts=None,
        method="Mentions in the sentences that count.",
        meanings={"units": f"{where.noun} that mention the actor"},
    )


def _excess(present: sparse.csc_array, cluster, a, b) -> np.ndarray:
    """Sum c(c - 1) over clusters for each pair, c being its units in a cluster."""
    order = np.argsort(cluster, kind="stable")
    rows, of_unit = present.tocsr()[order], pd.factorize(cluster[order])[0]
    excess, n = np.zeros(len(a)), present.shape[1]
    keys = a * n + b
    by_key = np.argsort(keys)
    cells = np.cumsum(np.bincount(of_unit, np.diff(rows.indptr) ** 2)) // _CELLS
    cuts = np.flatnonzero(np.diff(cells[of_unit])) + 1
    if (np.bincount(of_unit) < 2).all():
        return excess
    for begin, end in pairwise([0, *cuts.tolist(), len(of_unit)]):
        part = rows[begin:end]
        unit = np.repeat(np.arange(end - begin), np.diff(part.indptr))
        beside = part[unit]  # the actors in the unit of each actor
        times = np.diff(beside.indptr)
        first, second = np.repeat(part.indices, times), beside.indices
        local = np.repeat(of_unit[begin:end][unit] - of_unit[begin], times)
        met = (local * n + first) * n + second
        met, c = np.unique(met[first < second], return_counts=True)
        met, c = met[c > 1] % n**2, c[c > 1]
        at = by_key[np.searchsorted(keys, met, sorter=by_key)]
        excess += np.bincount(at, weights=c * (c - 1), minlength=len(a))
    return excess
