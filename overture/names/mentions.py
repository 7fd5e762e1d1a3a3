"""Mentions: where a text names an actor, and why it counts.

One row per occurrence. Every mention says which alias matched and by which
rule; what could mean several actors, or none, is a doubt and not a mention.
Pronouns and bare descriptions ("the president" alone) are not resolved.
"""

import numpy as np
import pandas as pd

from overture.frame import as_table
from overture.names import discovery
from overture.names.alias_index import LEVELS, compile_registry
from overture.names.passage import Passage
from overture.names.registry import Registry, read_actors
from overture.names.resolution import Resolver
from overture.names.tables import MENTIONS, UNRESOLVED, check_sentences

DOUBTS = "doc_id sentence_id start end surface reason candidates".split()
_EXTRA = ("alias", "rule")

_BATCH = 500_000  # characters annotated at once: they fit the processor's cache


def find_mentions(
    sentences: pd.DataFrame,
    actors: Registry | None = None,
    *,
    documents: pd.DataFrame | None = None,
    levels=LEVELS,
    discover="rules",
) -> pd.DataFrame:
    """Find the mentions of the registry's actors, and of unregistered ones.

    Parameters
    ----------
    sentences : DataFrame
        doc_id, sentence_id, start, end, text; more columns are ignored.
    actors : Registry, optional
        From `read_actors`; the built-in registry by default.
    documents : DataFrame, optional
        doc_id and date: who "the Russian president" was on the day. Without
        a date an office counts only where the document names its holder.
    levels : collection of str
        Which levels count: person, office, demonym, capital, institution.
        Without "capital", Kyiv is not Ukraine.
    discover : {"rules", "tagger"}, callable, DataFrame or None
        How names that nobody registered are found (see
        `overture.names.discovery.find_names`); None leaves them out.

    Returns
    -------
    DataFrame
        `mentions`: doc_id, sentence_id, start, end, surface, actor_id,
        alias_kind; then alias (as registered) and rule (why it counts).
        In the order of the sentences, then of start and end.

    Raises
    ------
    ValueError
        For an unknown level or way to discover, or sentences without a needed
        column.

    Examples
    --------
    >>> sentences = pd.DataFrame({"doc_id": ["a"], "sentence_id": [0], "start": [0],
    ...     "end": [41], "text": ["Kyiv’s allies in the U.S. will not ask us."]})
    >>> find_mentions(sentences)[["surface", "actor_id", "alias_kind"]].values.tolist()
    [['Kyiv', 'ukraine', 'capital'], ['U.S.', 'united-states', 'acronym']]
    """
    return annotate(
        sentences, actors, documents=documents, levels=levels, discover=discover
    )[0]


def annotate(
    sentences: pd.DataFrame,
    actors: Registry | None = None,
    *,
    documents: pd.DataFrame | None = None,
    levels=LEVELS,
    discover="rules",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find mentions, and the doubts: names that were not resolved.

    Parameters are those of `find_mentions`.

    Returns
    -------
    tuple of DataFrame
        Mentions as of `find_mentions`, and one row per doubtful name: doc_id,
        sentence_id, start, end, surface, reason, candidates (ids, by ";").
        `count_unresolved` ranks the doubts of a corpus.
    """
    levels = tuple(levels)
    if unknown := sorted(set(levels) - set(LEVELS)):
        message = f"levels are {', '.join(LEVELS)}; got {unknown}"
        raise ValueError(message)
    if discover is not None:
        discovery.check_engine("discover", discover)
    check_sentences(sentences)
    index = compile_registry(actors if actors is not None else read_actors())
    doc = pd.factorize(sentences["doc_id"])[0]
    if (np.diff(doc) < 0).any():
        sentences = sentences.iloc[np.argsort(doc, kind="stable")]
        doc = np.sort(doc)
    dates = _dates(documents)
    lengths = np.fromiter(map(len, sentences["text"].fillna("").tolist()), np.int64)
    mentions, doubts = [], []
    for low, high in _batches(doc, lengths):
        passage = Passage(sentences.iloc[low:high], doc[low:high], dates)
        found, doubted = Resolver(passage, index).resolve(levels)
        mentions.append(found)
        doubts += doubted
    mentions = pd.concat(mentions) if mentions else pd.DataFrame(columns=_EXTRA)
    mentions = as_table(MENTIONS, mentions)
    doubts = pd.DataFrame(doubts, columns=DOUBTS)
    if discover is None:
        return mentions, doubts
    return _add_discovered(sentences, mentions, doubts, discover)


def _add_discovered(sentences, mentions, doubts, engine):
    """Add the names that nobody registered, in the order of the sentences."""
    names = discovery.find_names(sentences, engine=engine)
    new, new_doubts = discovery.discover(sentences, names, mentions, doubts)
    if new.empty:
        return mentions, doubts
    both = pd.concat([mentions, new], ignore_index=True)
    place = pd.Categorical(both["doc_id"], categories=sentences["doc_id"].unique())
    order = np.lexsort((both["end"], both["start"], place.codes))
    both = as_table(MENTIONS, both.iloc[order])
    return both, pd.concat([doubts, new_doubts], ignore_index=True)


def count_unresolved(doubts: pd.DataFrame) -> pd.DataFrame:
    """Count the doubts by surface and reason, the most frequent first.

    Returns
    -------
    DataFrame
        `unresolved`: surface, reason, candidates, n, example_doc_id,
        example_start, example_end.
    """
    counts = (
        doubts.groupby(["surface", "reason", "candidates"], sort=True)
        .agg(
            n=("start", "size"),
            example_doc_id=("doc_id", "first"),
            example_start=("start", "first"),
            example_end=("end", "first"),
        )
        .reset_index()
        .sort_values(
            ["n", "surface", "reason", "candidates"],
            ascending=[False, True, True, True],
        )
    )
    return as_table(UNRESOLVED, counts)


def _dates(documents: pd.DataFrame | None) -> dict[str, str]:
    """Return the ISO date of each document that has one."""
    if documents is None or "date" not in documents:
        return {}
    day = pd.to_datetime(documents["date"], utc=True).dt.strftime("%Y-%m-%d")
    return dict(zip(documents["doc_id"], day.fillna(""), strict=True))


def _batches(doc: np.ndarray, lengths: np.ndarray):
    """Cut the sentences into runs of whole documents of bounded length."""
    if not len(doc):
        return
    first = np.flatnonzero(np.append(True, np.diff(doc) != 0))
    total = np.concatenate(([0], np.cumsum(lengths)))
    low = 0
    for start, end in zip(first, [*first[1:], len(doc)], strict=True):
        if total[end] - total[low] > _BATCH and start > low:
            yield low, start
            low = start
    yield low, len(doc)
