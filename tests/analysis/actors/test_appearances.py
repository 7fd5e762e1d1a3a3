"""Appearances: counts by kind, alias and period, and what a new alias does."""

import pandas as pd

from analysis import open_corpus
from analysis.actors.appearances import (
    count_aliases,
    count_kinds,
    count_periods,
)
from analysis.corpus.periods import in_periods

TEXTS = {
    "2021-01-05-a.md": "Russia met Ukraine. Muscovy left.",
    "2021-02-05-b.md": "Muscovy and Ukraine spoke. Ukraine agreed.",
}


def corpus(tmp_path, actors: str = "actors: []"):
    folder = tmp_path / "documents"
    folder.mkdir(exist_ok=True)
    for name, text in TEXTS.items():
        date = name[:10]
        (folder / name).write_text(f"---\ntitle: A\ndate: {date}\n---\n{text}\n")
    file = tmp_path / "actors.yaml"
    file.write_text(actors)
    return open_corpus(folder, actors=file, store=tmp_path / "store")


def test_adding_one_alias_changes_every_count_consistently(tmp_path):
    before = corpus(tmp_path).actors
    after = corpus(tmp_path, "actors:\n  - id: russia\n    aliases: [Muscovy]\n")
    assert before.set_index("actor_id")["mentions"].to_dict() == {
        "ukraine": 3,
        "russia": 1,
    }
    counts = after.actors.set_index("actor_id")["mentions"]
    assert counts.to_dict() == {"ukraine": 3, "russia": 3}
    assert after.actors.set_index("actor_id")["documents"].to_dict() == {
        "ukraine": 2,
        "russia": 2,
    }
    for table in (count_kinds(after.mentions), count_aliases(after.mentions)):
        total = table.groupby("actor_id")["mentions"].sum()
        assert total.to_dict() == counts.to_dict()
    surfaces = count_aliases(after.mentions).query("actor_id == 'russia'")
    assert surfaces.set_index("surface")["mentions"].to_dict() == {
        "Muscovy": 2,
        "Russia": 1,
    }


def test_periods_count_mentions_per_document(tmp_path):
    texts = corpus(tmp_path)
    periods = count_periods(texts.mentions, texts.documents)
    ukraine = periods[periods["actor_id"] == "ukraine"]
    assert ukraine["period"].tolist() == ["2021-01-05", "2021-02-05"]
    assert ukraine["mentions"].tolist() == [1, 2]
    assert ukraine["per_document"].tolist() == [1.0, 2.0]
    every = periods.attrs["every"]
    assert every == "day"
    evidence = in_periods(texts.mentions, texts.documents, every)
    assert evidence.groupby(["period", "actor_id"]).size().to_dict() == {
        (row.period, row.actor_id): row.mentions for row in periods.itertuples()
    }


def test_one_date_is_no_timeline(tmp_path):
    texts = corpus(tmp_path)
    one = texts.documents.head(1)
    mentions = texts.mentions[texts.mentions["doc_id"].isin(one["doc_id"])]
    empty = count_periods(mentions, one)
    assert empty.empty
    assert list(empty.columns) == [
        "period",
        "actor_id",
        "mentions",
        "documents",
        "per_document",
    ]


def test_no_mentions_give_empty_tables():
    mentions = pd.DataFrame(columns=["actor_id", "alias_kind", "surface", "rule"])
    assert list(count_kinds(mentions)) == ["actor_id", "alias_kind", "mentions"]
    assert count_aliases(mentions).empty
