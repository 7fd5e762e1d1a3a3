"""A corpus: its documents, and what was found in them.

The tables load on first use. Documents are annotated part by part, by a chain of
pure calls, into the store; what was annotated before is used again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Literal

import pandas as pd

from analysis.corpus.annotation import annotate, read_texts
from analysis.corpus.catalogue import Catalogue, update
from analysis.corpus.intake import locate
from analysis.corpus.ledger import check_documents, count_line
from analysis.corpus.schema import SCHEMAS, as_table
from analysis.corpus.sql import query_tables
from analysis.corpus.stages import USUAL, Actors
from analysis.corpus.store import default_folder
from analysis.corpus.stories import copy_weights
from overture.names import count_unresolved

# Parameters that choose among the documents of a corpus.
CHOICE = ("since", "until", "sources")


@dataclass(frozen=True)
class Corpus:
    """The tables of a corpus, each loaded when it is first used.

    Attributes
    ----------
    name : str
        Name of the file or folder.
    documents, intake, copies, sentences, quotations, term_counts, mentions, \
unresolved, actors, sentence_valence : DataFrame
        As described in `analysis.corpus.schema.SCHEMAS`, in the order of the
        input (term counts by doc_id and term).
    weights : DataFrame
        From `analysis.corpus.stories.copy_weights`.
    registry : Registry
        The actors that were looked for, from `analysis.read_actors`.
    """

    name: str
    _catalogue: Catalogue = field(repr=False)
    _folder: Path = field(repr=False)
    _actors: Actors = field(default=Actors(), repr=False)
    _all: pd.DataFrame | None = field(default=None, repr=False)  # if some are chosen

    def _repr_html_(self) -> str:
        """Show the ledger's balance, the period and the outlets; no text is read."""
        known = self._catalogue.documents
        days = known["date"].dropna().dt.strftime("%Y-%m-%d")
        period = f"{days.min()} to {days.max()}" if len(days) else "undated"
        outlets = known["source"].nunique()
        return (
            f"<p><strong>{escape(self.name)}</strong>: documents: {len(known):,}, "
            f"{period}, outlets: {outlets:,}<br>{count_line(self.intake)}</p>"
        )

    @property
    def meanings(self) -> dict[str, dict[str, str]]:
        """The meaning of each column, by table."""
        return {
            table: {name: column.meaning for name, column in columns.items()}
            for table, columns in SCHEMAS.items()
        }

    @cached_property
    def documents(self) -> pd.DataFrame:
        documents = self._catalogue.documents
        texts = [
            read_texts(self._folder / "rows" / name, wanted)["text"]
            for name, wanted in documents.groupby("part", sort=True)["doc_id"]
        ]
        text = documents["doc_id"].map(pd.concat(texts)).astype("str")
        return documents.assign(text=text).drop(columns="part")

    @property
    def intake(self) -> pd.DataFrame:
        return self._catalogue.intake

    @property
    def copies(self) -> pd.DataFrame:
        return self._catalogue.copies

    @cached_property
    def weights(self) -> pd.DataFrame:
        return copy_weights(self._catalogue.documents, self.copies)

    @property
    def registry(self):
        return self._actors.registry

    sentences = cached_property(lambda self: self._load("sentences"))
    quotations = cached_property(lambda self: self._load("quotations"))
    mentions = cached_property(lambda self: self._load("mentions"))
    sentence_valence = cached_property(lambda self: self._load("sentence_valence"))

    @cached_property
    def term_counts(self) -> pd.DataFrame:
        table = self._load("term_counts")
        return table.sort_values(["doc_id", "term"], ignore_index=True)

    @cached_property
    def unresolved(self) -> pd.DataFrame:
        return count_unresolved(self._load("doubts"))

    @cached_property
    def actors(self) -> pd.DataFrame:
        return actor_counts(self.mentions, self._catalogue.documents, self.registry)

    def annotate(self, tables: Iterable[str] = USUAL) -> dict[str, list[Path]]:
        """Make what is missing of some tables; return their files in the store."""
        # Parts are annotated whole, so that another choice costs nothing anew.
        documents = self._catalogue.documents if self._all is None else self._all
        return annotate(self._folder, documents, tables, self._actors)

    def select(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        sources: Iterable[str] = (),
    ) -> "Corpus":
        """Choose documents by day and source; the ledger stays whole.

        Parameters
        ----------
        since, until : str, optional
            First and last day that count, as ISO dates. Documents without a date
            are left out where one is given.
        sources : iterable of str
            Sources that count, as in `documents.source`; all if empty.

        Raises
        ------
        ValueError
            If a date cannot be read, a source is not there, or nothing is left.
        """
        if isinstance(sources, str):  # as plain text, through papermill by itself
            sources = [source.strip() for source in sources.split(",")]
        sources = list(sources)
        if since is None and until is None and not sources:
            return self
        documents = self._catalogue.documents
        chosen = pd.Series(True, index=documents.index)
        if since is not None:
            chosen &= documents["date"] >= _day("since", since)
        if until is not None:
            chosen &= documents["date"] < _day("until", until) + pd.Timedelta(days=1)
        known = sorted(documents["source"].dropna().unique())
        if missing := [source for source in sources if source not in known]:
            message = (
                f"sources {missing} are not in the corpus; it has: "
                f"{', '.join(known[:20]) or 'none'}"
            )
            raise ValueError(message)
        if sources:
            chosen &= documents["source"].isin(sources)
        if not chosen.any():
            message = (
                f"none of {len(documents)} documents is left by since={since!r}, "
                f"until={until!r}, sources={sources}; choose a wider period"
            )
            raise ValueError(message)
        kept = documents[chosen].reset_index(drop=True)
        copies = self._catalogue.copies
        copies = copies[copies["doc_id"].isin(kept["doc_id"])].reset_index(drop=True)
        catalogue = self._catalogue._replace(documents=kept, copies=copies)
        return replace(self, _catalogue=catalogue, _all=documents)

    def _load(self, table: str) -> pd.DataFrame:
        """Return an annotation table in the order of the documents."""
        paths = self.annotate([table])[table]
        rows = pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)
        order = pd.Index(self._catalogue.documents["doc_id"])
        if self._all is not None:
            rows = rows[rows["doc_id"].isin(order)]
        place = order.get_indexer(rows["doc_id"])
        rows = rows.iloc[place.argsort(kind="stable")].reset_index(drop=True)
        return rows if table == "doubts" else as_table(table, rows)

    def read_text(self, doc_id: str) -> str:
        """Return the text of one document, without loading the others."""
        known = self._catalogue.documents
        part = known.loc[known["doc_id"] == doc_id, "part"].iloc[0]
        texts = read_texts(self._folder / "rows" / part, pd.Series([doc_id]))
        return texts["text"].iloc[0]

    def sql(self, query: str) -> pd.DataFrame:
        """Run a DuckDB query over the tables, each under its own name.

        Tables that are made part by part are read from the store as needed, so
        that they may be larger than memory.

        Examples
        --------
        ``corpus.sql("SELECT voice, count(*) AS n FROM sentences GROUP BY voice")``
        """
        known = self._catalogue.documents
        return query_tables(self, known, self._folder / "rows", query)


def open_corpus(
    path: str | Path,
    *,
    actors: str | Path | None = None,
    store: str | Path | None = None,
    discover: Literal["rules", "tagger"] = "rules",
    columns: dict[str, str] | None = None,
    since: str | None = None,
    until: str | None = None,
    sources: Iterable[str] = (),
) -> Corpus:
    """Open a file or folder of documents.

    Parameters
    ----------
    path : str or Path
        A relative path is looked up from the working folder upwards.
    actors : str or Path, optional
        The user's actors, beside the built-in registry.
    store : str or Path, optional
        Folder of the store; by default `.workbook` in the project's folder. It can
        be deleted at any time.
    discover : {"rules", "tagger"}
        What finds names that nobody registered: rules, or the shipped tagger,
        which finds more and takes about a hundred times as long.
    columns : dict of str, optional
        For tables: which of their columns is our text, title, date, source, author,
        url or language, where the usual names do not tell.
    since, until, sources
        See `Corpus.select`.

    Returns
    -------
    Corpus

    Raises
    ------
    FileNotFoundError
        If the path or the actors file does not exist.
    ValueError
        If no document could be read, or none is left by the choice.
    OSError
        If the store cannot be written.
    """
    root = locate(path)
    folder = Path(store).expanduser() if store else default_folder()
    catalogue = update(root, folder.absolute(), columns=columns)
    check_documents(catalogue.documents, catalogue.intake, path)
    corpus = Corpus(
        root.stem if root.is_file() else root.resolve().name,
        catalogue,
        folder.absolute(),
        Actors(None if actors is None else locate(actors).absolute(), discover),
    )
    return corpus.select(since=since, until=until, sources=sources)


def _day(name: str, value: str) -> pd.Timestamp:
    """Read a day in UTC."""
    try:
        return pd.Timestamp(value, tz="UTC").normalize()
    except ValueError:
        message = f"{name}={value!r} is not a day; write it as 2022-02-24"
        raise ValueError(message) from None


def actor_counts(mentions: pd.DataFrame, documents: pd.DataFrame, registry):
    """Count the mentions of each actor seen, most mentioned first."""
    names = registry.actors.set_index("actor_id")
    dated = mentions.merge(documents[["doc_id", "story_id", "date"]], on="doc_id")
    dated["sentence"] = dated["doc_id"] + "/" + dated["sentence_id"].astype("str")
    counts = dated.groupby("actor_id").agg(
        mentions=("start", "size"),
        sentences=("sentence", "nunique"),
        documents=("doc_id", "nunique"),
        stories=("story_id", "nunique"),
        first_date=("date", "min"),
        last_date=("date", "max"),
    )
    # Actors that nobody registered are called as they were found.
    found = mentions[mentions["alias_kind"] == "discovered"].drop_duplicates("actor_id")
    found = found.set_index("actor_id")
    kind = found["rule"].str.removeprefix("discovered ")
    ids = counts.index.to_series()
    counts["name"] = ids.map(names["name"]).fillna(ids.map(found["alias"]))
    counts["type"] = ids.map(names["type"]).fillna(ids.map(kind))
    counts = counts.reset_index().sort_values(
        ["mentions", "actor_id"], ascending=[False, True], kind="stable"
    )
    return as_table("actors", counts)
