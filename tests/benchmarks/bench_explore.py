"""Time the views of analysis.explore on 10,000 and 100,000 documents.

A few hundred made-up articles are annotated and repeated under new doc_ids in
the store's format, dates and sources varied. Each view is timed three times;
printed is the shortest wall time and the CPU time of it.
"""

import argparse
import random
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.corpus.corpus import open_corpus
from analysis.explore import views
from analysis.explore.desk import Desk

_TABLES = ("sentences", "mentions", "term_counts", "sentence_valence", "doubts")
_PART = 5_000
_WORDS = (
    "talks peace war plan border gas grain army city vote law court price bank crisis "
    "great bad good terrible hope fear attack help support warn offer deal new old "
    "long short today week month year people state region power street winter spring"
).split()
_ACTORS = (
    "Russia Ukraine China France Germany Poland Turkey Iran Israel Japan India Brazil "
    "Kyiv Moscow Washington Berlin Paris Beijing NATO Hungary Norway Canada"
).split()


@dataclass
class Replica:
    """A corpus made of another one, repeated: what a desk needs of it."""

    folder: Path
    base: object
    documents: pd.DataFrame
    name: str = "replica"

    @property
    def registry(self):
        return self.base.registry

    @property
    def unresolved(self):
        return self.base.unresolved

    def sql(self, query: str) -> pd.DataFrame:
        return self.documents

    def annotate(self, tables) -> dict:
        return {table: sorted(self.folder.glob(f"{table}-*")) for table in tables}

    def read_text(self, doc_id: str) -> str:
        return self.base.read_text(doc_id.split("-")[0])


def write_articles(folder: Path, n: int) -> None:
    """Write n articles of about 25 sentences."""
    rng = random.Random(1)
    for i in range(n):
        text = []
        for _ in range(25):
            words = rng.choices(_WORDS, k=rng.randint(8, 25))
            for actor in rng.sample(_ACTORS, k=rng.choice([0, 1, 1, 2, 3])):
                words.insert(rng.randint(1, len(words)), actor)
            text.append(" ".join(words).capitalize() + ".")
            text[-1] = text[-1][0] + " ".join(words)[1:] + "."
        (folder / f"{i:05}.txt").write_text("Title here\n\n" + " ".join(text))


def replicate(base, folder: Path, n: int) -> Replica:
    """Repeat a corpus up to n documents."""
    documents = base.documents.drop(columns="text")
    times = -(-n // len(documents))
    copies = pd.concat(
        [documents.assign(doc_id=documents["doc_id"] + f"-{k}") for k in range(times)],
        ignore_index=True,
    ).head(n)
    step = pd.to_timedelta(range(len(copies)), unit="h")
    copies["date"] = pd.Timestamp("2015-01-01", tz="UTC") + step
    copies["source"] = [f"Outlet {i % 7}" for i in range(len(copies))]
    per_part = max(_PART // len(documents), 1)
    for name in _TABLES:
        table = pd.read_parquet(base.annotate([name])[name][0])
        for part in range(0, times, per_part):
            rows = [
                table.assign(doc_id=table["doc_id"] + f"-{k}")
                for k in range(part, min(part + per_part, times))
            ]
            path = folder / f"{name}-{part:05}.parquet"
            pd.concat(rows).to_parquet(path, compression="zstd", index=False)
    return Replica(folder, base, copies)


def measure(label: str, call) -> None:
    """Print the shortest of three calls."""
    times = []
    for _ in range(3):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall, cpu = min(times)
    print(f"  {label:32} {1000 * wall:6.0f} ms  cpu {1000 * cpu:6.0f} ms")


def plan_calls(desk, names) -> list[tuple]:
    """List what is timed: a label, a view and its arguments."""
    first = str(desk.documents["doc_id"].iloc[0])
    return [
        ("search: beginning of a word", views.search, "pea"),
        ("search: phrase", views.search, "peace plan"),
        ("search: frequent word", views.search, "war"),
        ("search: nothing", views.search, "zebra"),
        ("search: actor", views.search, f"actor:{names[0]}"),
        ("actor's page", views.show_actor, names[0]),
        ("pair's page", views.show_pair, *names[:2]),
        ("sources compared", views.compare, {"source": "Outlet 1"}, {}),
        ("periods compared", views.compare, {"until": "2015-06-30"}, {}),
        ("full text", views.read_text, first, 0, 5),
    ]


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="*", default=[10_000, 100_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        (place / "texts").mkdir()
        write_articles(place / "texts", 500)
        base = open_corpus(place / "texts", store=place / "store")
        for n in options.documents:
            folder = place / str(n)
            folder.mkdir()
            desk = Desk(replicate(base, folder, n))
            start = time.perf_counter()
            names = list(desk.names.index)
            seconds = time.perf_counter() - start
            print(f"{n:,} documents, opened in {seconds:.1f} s")
            for label, view, *arguments in plan_calls(desk, names):
                measure(label, partial(view, desk, *arguments))


if __name__ == "__main__":
    main()
