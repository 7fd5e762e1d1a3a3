"""A corpus: its documents, and what was found in them.

The tables load on first use. Opening reads the input; annotation is a chain of
pure calls: sentences, mentions, term counts, valences.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis.corpus.intake import locate, read_documents
from analysis.corpus.tables import as_table

_TABLES = ("documents", "intake", "sentences", "mentions", "term_counts")
_TABLES += ("sentence_valence", "actors", "unresolved")


@dataclass(frozen=True)
class Corpus:
    """The tables of a corpus, each loaded when it is first used.

    Attributes
    ----------
    name : str
        Name of the file or folder.
    documents, intake, sentences, mentions, term_counts, sentence_valence, \
actors, unresolved : DataFrame
        As described in `analysis.corpus.tables.SCHEMAS`.
    registry
        The actors that were looked for, from `analysis.read_actors`.
    """

    name: str
    documents: pd.DataFrame = field(repr=False)
    intake: pd.DataFrame = field(repr=False)
    actors_file: Path | None = field(default=None, repr=False)

    @cached_property
    def registry(self):
        from analysis.measures.registry import read_actors

        return read_actors(self.actors_file)

    @cached_property
    def sentences(self) -> pd.DataFrame:
        from analysis.corpus.sentences import split_sentences

        return split_sentences(self.documents)

    @cached_property
    def _annotation(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        from analysis.measures.mentions import annotate

        return annotate(self.sentences, self.registry, documents=self.documents)

    @property
    def mentions(self) -> pd.DataFrame:
        return self._annotation[0]

    @cached_property
    def unresolved(self) -> pd.DataFrame:
        from analysis.measures.mentions import count_unresolved

        return count_unresolved(self._annotation[1])

    @cached_property
    def term_counts(self) -> pd.DataFrame:
        from analysis.corpus.terms import term_counts

        return term_counts(self.documents)

    @cached_property
    def sentence_valence(self) -> pd.DataFrame:
        from analysis.measures.valence import sentence_valence

        return sentence_valence(self.sentences, self.mentions)

    @cached_property
    def actors(self) -> pd.DataFrame:
        return actor_counts(self.mentions, self.documents, self.registry)

    def sql(self, query: str) -> pd.DataFrame:
        """Run a DuckDB query over the tables, each under its own name."""
        import duckdb

        with duckdb.connect() as connection:
            for table in _TABLES:
                if table in query:
                    connection.register(table, getattr(self, table))
            return connection.sql(query).df()


def open_corpus(
    path: str | Path,
    *,
    actors: str | Path | None = None,
    store: str | Path | None = None,
) -> Corpus:
    """Open a file or folder of documents.

    Parameters
    ----------
    path : str or Path
        A relative path is looked up from the working folder upwards.
    actors : str or Path, optional
        The user's actors, beside the built-in registry.
    store : str or Path, optional
        Folder of the store; by default `.workbook` beside the project.

    Returns
    -------
    Corpus

    Raises
    ------
    FileNotFoundError
        If the path or the actors file does not exist.
    ValueError
        If no document could be read.
    """
    root = locate(path)
    documents, intake = read_documents(root)
    return Corpus(
        name=root.stem if root.is_file() else root.resolve().name,
        documents=documents,
        intake=intake,
        actors_file=None if actors is None else locate(actors),
    )


def actor_counts(mentions: pd.DataFrame, documents: pd.DataFrame, registry):
    """Count the mentions of each actor seen, most mentioned first."""
    names = registry.actors.set_index("actor_id")
    dated = mentions.merge(documents[["doc_id", "story_id", "date"]], on="doc_id")
    dated["sentence"] = dated["doc_id"] + "/" + dated["sentence_id"].astype("str")
    counts = (
        dated.groupby("actor_id")
        .agg(
            mentions=("start", "size"),
            sentences=("sentence", "nunique"),
            documents=("doc_id", "nunique"),
            stories=("story_id", "nunique"),
            first_date=("date", "min"),
            last_date=("date", "max"),
        )
        .reset_index()
    )
    counts["name"] = counts["actor_id"].map(names["name"])
    counts["type"] = counts["actor_id"].map(names["type"])
    counts = counts.sort_values(
        ["mentions", "actor_id"], ascending=[False, True], kind="stable"
    )
    return as_table("actors", counts)
