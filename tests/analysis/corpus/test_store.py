"""The store: pays for what changed, survives damage, kills and company."""

import json
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.corpus import stages
from analysis.corpus.corpus import open_corpus
from analysis.corpus.intake import read_documents
from overture import frame
from overture.voice import split_sentences

TABLES = ["documents", "intake", "sentences", "term_counts", "mentions"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def make(folder, n=12):
    """Write n documents in one JSON Lines file and one text."""
    folder.mkdir(exist_ok=True)
    rows = [
        {
            "title": f"Report {i}",
            "text": f"Ukraine met Poland on {DAYS[i % 5]} of week {i}. They agreed.",
            "date": f"2024-01-{1 + i:02}" if i < 28 else None,
            "source": "Evening Post",
        }
        for i in range(n)
    ]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "b.txt").write_text("Berlin is in Germany.")
    return folder


def settle(folder):
    """Make files old enough that a change would show in their times."""
    for file in folder.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """Return a function that opens the corpus of tmp_path."""
    from analysis.corpus import catalogue

    monkeypatch.setattr(catalogue, "_SETTLED", 0)
    make(tmp_path / "in")
    return lambda: open_corpus(tmp_path / "in", store=tmp_path / "store")


@pytest.fixture
def read(monkeypatch):
    """Return the list of files that are opened from now on."""
    from analysis.corpus import catalogue

    opened, pieces = [], catalogue.pieces_of_file

    def noted(file, relative, **options):
        opened.append(relative)
        return pieces(file, relative, **options)

    monkeypatch.setattr(catalogue, "pieces_of_file", noted)
    return opened


def tables(corpus):
    return {name: getattr(corpus, name) for name in TABLES}


def check_same(left, right):
    for name in TABLES:
        assert_frame_equal(left[name], right[name], obj=name)


def test_the_store_gives_what_the_pure_calls_give(corpus, tmp_path):
    found = corpus()
    documents, intake = read_documents(tmp_path / "in")
    assert_frame_equal(found.documents, documents)
    assert_frame_equal(found.intake, intake)
    assert_frame_equal(found.sentences, split_sentences(documents))


def test_an_unchanged_file_is_not_read_again(corpus, read):
    first = corpus()
    assert read == ["a.jsonl", "b.txt"]
    read.clear()
    again = corpus()
    assert read == []
    check_same(tables(first), tables(again))


def test_the_ledger_names_the_files_that_were_not_read_again(corpus, tmp_path):
    corpus()
    command = [sys.executable, "-m", "analysis", "intake", str(tmp_path / "in"), "-v"]
    command += ["--store", str(tmp_path / "store")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "13 records found = 13 documents + 0 exact copies + 0 rejected" in said
    assert "2 files" in said


def test_a_change_costs_its_file_and_gives_what_a_fresh_start_gives(
    corpus, read, tmp_path
):
    tables(corpus())
    read.clear()
    parts = set((tmp_path / "store").rglob("sentences/*.parquet"))
    with (tmp_path / "in" / "a.jsonl").open("a") as file:
        file.write("\n" + json.dumps({"title": "New", "text": "Warsaw is in Poland."}))
    changed = corpus()
    assert read == ["a.jsonl"]
    assert "New" in list(changed.documents["title"])
    fresh = open_corpus(tmp_path / "in", store=tmp_path / "fresh")
    check_same(tables(changed), tables(fresh))
    assert parts < set((tmp_path / "store").rglob("sentences/*.parquet"))


def test_what_is_removed_from_the_input_disappears(corpus, tmp_path):
    assert "germany" in set(corpus().mentions["actor_id"])
    (tmp_path / "in" / "b.txt").unlink()
    lines = (tmp_path / "in" / "a.jsonl").read_text().split("\n")
    (tmp_path / "in" / "a.jsonl").write_text("\n".join(lines[:5] + lines[6:]))
    left = corpus()
    assert len(left.documents) == len(left.intake) == 11
    assert "germany" not in set(left.mentions["actor_id"])
    assert "Report 5" not in set(left.documents["title"])
    assert set(left.sentences["doc_id"]) == set(left.documents["doc_id"])
    assert left.sql("SELECT count(*) AS n FROM documents")["n"][0] == 11


def test_a_copy_in_another_file_is_counted_once(corpus, tmp_path):
    before = corpus()
    (tmp_path / "in" / "0.txt").write_text("Berlin is in Germany.")
    after = corpus()
    assert list(after.intake["status"]) == ["parsed"] * 13 + ["copy"]
    assert len(after.sentences) == len(before.sentences)
    assert after.sql("SELECT count(*) AS n FROM documents")["n"][0] == 13
    assert after.weights["all_copies"].sum() == 14
    assert after.weights["per_story"].sum() == after.documents["story_id"].nunique()


@pytest.mark.parametrize("damage", ["flip", "cut", "empty"])
def test_a_damaged_part_is_rebuilt(corpus, tmp_path, damage):
    before = tables(corpus())
    for path in sorted((tmp_path / "store").rglob("*.parquet")):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 255
        path.write_bytes({"flip": data, "cut": data[:50], "empty": b""}[damage])
    check_same(before, tables(corpus()))


def test_sql_reads_every_table(corpus):
    found = corpus()
    for name in [*TABLES, "copies", "weights", "actors", "unresolved"]:
        n = found.sql(f"SELECT count(*) AS n FROM {name}")["n"][0]
        assert n == len(getattr(found, name)), name
    texts = found.sql("SELECT doc_id, text FROM documents")
    merged = found.documents.merge(texts, on="doc_id")
    assert (merged["text_x"] == merged["text_y"]).all()


def test_only_what_depends_on_actors_is_made_again_for_other_actors(corpus, tmp_path):
    tables(corpus())
    store = tmp_path / "store"
    before = {p: p.stat().st_mtime_ns for p in store.rglob("sentences/*.parquet")}
    own = tmp_path / "actors.yaml"
    own.write_text("actors:\n- {id: week, name: Week, type: group, aliases: [week]}\n")
    other = open_corpus(tmp_path / "in", store=store, actors=own)
    assert "week" in set(other.mentions["actor_id"])
    assert set(before) == set(store.rglob("sentences/*.parquet"))
    assert "week" not in set(corpus().mentions["actor_id"])


def test_a_changed_engine_makes_its_tables_anew_and_those_below_alone(
    corpus, tmp_path, monkeypatch
):
    def made():
        tables(corpus())
        corpus().annotate()
        found = (tmp_path / "store").rglob("*.parquet")
        names = [path.parent.name for path in found]
        return {name: names.count(name) for name in names if name in stages.STAGES}

    first = made()
    versions = {"overture.voice": "v", "overture.names": "n", "overture.tone": "t"}
    real = stages.version_of
    monkeypatch.setattr(
        stages, "version_of", lambda engine: versions.get(engine) or real(engine)
    )
    assert made() == {n: k * (1 if n == "term_counts" else 2) for n, k in first.items()}
    versions["overture.tone"] = "changed"
    after = made()
    assert after.pop("sentence_valence") == 3
    versions["overture.names"] = "changed"
    assert made()["mentions"] == 3
    assert made()["sentences"] == after["sentences"] == 2


def test_another_version_of_a_used_library_is_another_engine(monkeypatch):
    def versions():
        frame.version_of.cache_clear()
        engines = ["readers", "voice", "names", "tone"]
        return [frame.version_of(f"overture.{name}") for name in engines]

    before, installed = versions(), frame.version
    assert versions() == before
    monkeypatch.setattr(
        frame, "version", lambda name: "0" if name == "simplemma" else installed(name)
    )
    after = versions()
    monkeypatch.undo()
    frame.version_of.cache_clear()
    assert [old != new for old, new in zip(before, after, strict=True)] == [
        False,
        False,
        True,
        False,
    ]


def test_an_unwritable_store_is_said(tmp_path):
    make(tmp_path / "in")
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="cannot be written.*store="):
        open_corpus(tmp_path / "in", store=tmp_path / "file")


OPEN = """
import sys
from analysis.corpus import stages
from analysis.corpus.corpus import open_corpus
corpus = open_corpus(sys.argv[1], store=sys.argv[2])
corpus.annotate()
print(len(corpus.documents), len(corpus.sentences))
"""


def start(tmp_path):
    command = [sys.executable, "-c", OPEN, tmp_path / "in", tmp_path / "store"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_killed_at_any_time_a_rerun_gives_the_same(tmp_path):
    make(tmp_path / "in", n=1500)
    for wait in (1.5, 3):
        process = start(tmp_path)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    found = open_corpus(tmp_path / "in", store=tmp_path / "store")
    fresh = open_corpus(tmp_path / "in", store=tmp_path / "fresh")
    check_same(tables(found), tables(fresh))


def test_two_processes_at_once_do_not_disturb_each_other(tmp_path):
    make(tmp_path / "in", n=500)
    both = [start(tmp_path), start(tmp_path)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert said[0] == said[1]
    assert said[0].startswith("501 ")


def test_large_and_small_runs_give_the_same_parts(tmp_path, monkeypatch):
    from analysis.corpus import catalogue, store

    make(tmp_path / "in", n=300)
    alone = open_corpus(tmp_path / "in", store=tmp_path / "one")
    monkeypatch.setattr(catalogue, "_PART_SIZE", 5_000)
    monkeypatch.setattr(store, "_cores", lambda: 2)
    pooled = open_corpus(tmp_path / "in", store=tmp_path / "two")
    assert len(list((tmp_path / "two" / "rows").iterdir())) > 2
    check_same(tables(alone), tables(pooled))
    assert_frame_equal(alone.actors, pooled.actors)
    assert isinstance(pooled.weights, pd.DataFrame)
