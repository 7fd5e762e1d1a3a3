"""SQL over a corpus: DuckDB reads the store's files, larger than memory or not."""

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.corpus.stages import STAGES

_WHOLE = ("intake", "copies", "weights", "actors", "unresolved")


def connect():
    """Return a DuckDB connection that shows no bar and counts days in UTC."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
    return connection


def run(connection, query: str, *values) -> pd.DataFrame:
    """Run a query, with values for its question marks."""
    # DuckDB's own .df() warns under pandas 3
    found = connection.sql(query, params=list(values) or None)
    return found.to_arrow_table().to_pandas()


def read_files(paths: Iterable[Path], option: str = "") -> str:
    """Return the SQL that reads Parquet files as one table; an option adds a column."""
    names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{names}]{option and f', {option} = true'})"


def query_tables(corpus, known: pd.DataFrame, rows: Path, query: str) -> pd.DataFrame:
    """Run a query over the tables of a corpus that it names.

    `known` are the documents that count; `rows` is the store's folder of texts.
    """
    words = set(re.findall(r"\w+", query.lower()))
    files = corpus.annotate([table for table in STAGES if table in words])
    with connect() as connection:
        connection.register("known", known.drop(columns="text"))
        for table, paths in files.items():
            connection.execute(
                f"CREATE VIEW {table} AS FROM {read_files(paths)} "
                "SEMI JOIN known USING (doc_id)"
            )
        for table in words.intersection(_WHOLE):
            connection.register(table, getattr(corpus, table))
        if "documents" in words:
            names = [rows / name for name in sorted(set(known["part"]))]
            texts = read_files(names, "filename")
            connection.execute(
                "CREATE VIEW documents AS SELECT known.* EXCLUDE part, text FROM known "
                "JOIN (SELECT doc_id, text, parse_filename(filename) AS part FROM "
                f"{texts} WHERE status = 'parsed' QUALIFY row_number() "
                "OVER (PARTITION BY doc_id, filename) = 1) USING (doc_id, part)"
            )
        return run(connection, query)
