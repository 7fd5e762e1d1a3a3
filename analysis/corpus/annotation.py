"""Annotation: the tables of `stages`, made part by part into the store."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from analysis.corpus import store
from analysis.corpus.stages import Actors, make, version_of_table

_INFO = ["doc_id", "title", "date", "language"]  # what annotation looks at, and text
_ONE_TASK = 500  # documents, below which other parts are made in the same process


def annotate(
    folder: Path, documents: pd.DataFrame, tables: Iterable[str], actors: Actors
) -> dict[str, list[Path]]:
    """Make what is missing of some tables of documents of the catalogue, in parallel.

    Returns the Parquet files of each table, in the order of the parts.
    """
    tables = tuple(tables)
    saved = {table: store.parts(folder / table) for table in tables}
    versions = {table: version_of_table(table, actors) for table in tables}
    keys, tasks = [], []
    for name, info in documents.groupby("part", sort=True):
        content = info[_INFO].to_csv(index=False)
        keys.append({t: store.key(versions[t], content) for t in tables})
        missing = {t: k for t, k in keys[-1].items() if not store.has(saved[t], k)}
        if missing:
            tasks.append((folder / "rows" / name, info[_INFO], missing))
    n = sum(len(info) for _, info, _ in tasks)
    progress = store.Progress("annotating", n, "documents")
    work = partial(_annotate_part, folder, actors)
    for done in store.run(work, tasks, workers=1 if n < _ONE_TASK else None):
        progress.add(done)
    progress.close()
    saved = {table: store.parts(folder / table) for table in tables}
    return {table: [saved[table][key[table]] for key in keys] for table in tables}


def _annotate_part(folder: Path, actors: Actors, task: tuple) -> int:
    """Make tables of the documents of one part; runs in a worker process."""
    rows, info, missing = task
    tables = {"documents": info.join(read_texts(rows, info["doc_id"]), on="doc_id")}
    for table, key in missing.items():
        make(table, tables, actors)
        store.save(folder / table, key, tables[table])
    return len(info)


def read_texts(path: Path, wanted: pd.Series) -> pd.DataFrame:
    """Return the texts of some documents of a part, by doc_id."""
    rows = pq.read_table(path, columns=["doc_id", "text"]).to_pandas()
    rows = rows[rows["doc_id"].isin(wanted)].drop_duplicates("doc_id")
    return rows.set_index("doc_id")
