"""The desk: a corpus, or a part of it, in DuckDB, ready to be asked.

Sentences are numbered by `sid`, documents by `d`; `place` orders sentences, the
newest first. The store is read as it is; no view loads the corpus.
"""

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from analysis.corpus import sql
from analysis.corpus.corpus import Corpus, open_corpus

_TABLES = ("sentences", "mentions", "term_counts", "sentence_valence")
_IN_MEMORY = 1 << 28  # bytes of sentences on disk, some 165,000 articles
_SHOWN = 12  # names
_LINES = """
CREATE TABLE documents AS SELECT row_number() OVER () AS d, * FROM given;
CREATE TABLE lines AS
    SELECT sid, d, sentence_id, voice, valence,
        row_number() OVER (ORDER BY date DESC NULLS LAST, doc_id, sentence_id) AS place
    FROM all_sentences JOIN documents USING (doc_id)
    LEFT JOIN sentence_valence USING (doc_id, sentence_id) ORDER BY sid;
CREATE TABLE named AS
    SELECT sid, actor_id, surface, alias_kind, start, "end" FROM mentions
    JOIN documents USING (doc_id) JOIN lines USING (d, sentence_id)
    ORDER BY actor_id, sid;
CREATE TABLE totals AS
    SELECT actor_id, count(DISTINCT sid) AS sentences FROM named GROUP BY actor_id;
"""


@dataclass(frozen=True)
class Desk:
    """A corpus, or a period and some sources of it, ready for views."""

    corpus: Corpus
    options: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def connection(self):
        """DuckDB with the corpus, sentences numbered by sid, newest first by place.

        Sentences stay on the disk where they are more than memory should hold.
        """
        connection = sql.connect()
        connection.register("given", self.documents)
        paths = self.corpus.annotate(_TABLES)
        for table in _TABLES[1:]:
            read = sql.read_files(paths[table])
            connection.execute(f"CREATE VIEW {table} AS FROM {read}")
        size = sum(path.stat().st_size for path in paths["sentences"])
        connection.execute(
            f"CREATE VIEW all_sentences AS {_numbered(paths['sentences'])};"
            + _LINES
            + f"CREATE {'TABLE' if size < _IN_MEMORY else 'VIEW'} sentences AS SELECT "
            'sid, start, "end", text FROM all_sentences SEMI JOIN lines USING (sid)'
        )
        return connection

    @cached_property
    def documents(self) -> pd.DataFrame:
        """What is known of each document, without its text."""
        return self.corpus.sql(
            "SELECT doc_id, date, source, title, path FROM documents"
        )

    @cached_property
    def names(self) -> pd.Series:
        """Display names of the actors that are mentioned, most mentioned first."""
        seen = self.query("FROM totals ORDER BY sentences DESC, actor_id")["actor_id"]
        names = self.corpus.registry.actors.set_index("actor_id")["name"]
        return seen.to_frame().set_index("actor_id").join(names)["name"]

    def query(self, query: str, *values) -> pd.DataFrame:
        """Run a query with values for its question marks."""
        return sql.run(self.connection, query, *values)

    def __repr__(self) -> str:
        return f"Desk({self.corpus.name!r}, {count(len(self.documents), 'document')})"

    def _repr_html_(self) -> str:
        """Show the corpus and the actors that are mentioned most."""
        names = escape(", ".join(map(str, self.names[:_SHOWN])) or "nobody")
        return f"{self.corpus._repr_html_()}<p>Mentioned most: {names}</p>"


def count(n: int, what: str) -> str:
    """Return a number and its noun, in the singular where it is one."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _numbered(paths) -> str:
    """Return the SQL that numbers the rows of several files."""
    import pyarrow.parquet as pq

    parts, before = [], 0
    for path in paths:
        row = f"file_row_number + {before} AS sid"
        read = sql.read_files([path], "file_row_number")
        parts.append(f"SELECT * EXCLUDE file_row_number, {row} FROM {read}")
        before += pq.read_metadata(path).num_rows
    return " UNION ALL ".join(parts)


def open_desk(path, *, actors=None, store=None, **choice) -> Desk:
    """Open a corpus for exploring.

    Parameters
    ----------
    path, actors, store, **choice
        As for `analysis.open_corpus`; `choice` is since, until and sources.

    Examples
    --------
    >>> open_desk("seeds/documents")
    Desk('documents', 1 document)
    """
    return Desk(open_corpus(path, actors=actors, store=store, **choice), choice)


def find_actor(desk: Desk, name: str) -> str:
    """Return the actor_id of an id or a display name, whatever its capitals.

    If no actor of the corpus is called so, ValueError names the nearest.
    """
    wanted = name.strip().lower()
    for actor, display in desk.names.items():
        if wanted in (actor, str(display).lower()):
            return actor
    near = [str(n) for n in desk.names if wanted and wanted in str(n).lower()][:5]
    known = ", ".join(near or map(str, desk.names[:5]))
    message = f"no actor {name!r} is mentioned here; there are: {known}"
    raise ValueError(message)
