"""A corpus can be narrowed by day and source; every table follows."""

import pytest

from analysis import open_corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Four dated documents of two sources; document 3 alone names Germany."""
    folder = tmp_path_factory.mktemp("dated")
    texts = folder / "texts"
    texts.mkdir()
    for number, source in enumerate(("Post", "Times", "Post", "Times")):
        actor = "Germany" if number == 3 else "France"
        (texts / f"{number}.txt").write_text(
            f"---\ndate: 2022-0{number + 1}-10\nsource: {source}\n---\n"
            f"{actor} agreed on point {number}.\n"
        )
    (texts / "undated.txt").write_text("---\nsource: Post\n---\nFrance waited.\n")
    return open_corpus(texts, store=folder / "store")


@pytest.mark.parametrize(
    ("choice", "paths"),
    [
        ({"since": "2022-02-10"}, ["1.txt", "2.txt", "3.txt"]),
        ({"until": "2022-02-10"}, ["0.txt", "1.txt"]),
        ({"since": "2022-02-01", "until": "2022-03-31"}, ["1.txt", "2.txt"]),
        ({"sources": ["Times"]}, ["1.txt", "3.txt"]),
        ({"sources": "Times"}, ["1.txt", "3.txt"]),
        ({"sources": ["Post"]}, ["0.txt", "2.txt", "undated.txt"]),
        ({"sources": ["Post"], "since": "2022-03-01"}, ["2.txt"]),
    ],
)
def test_tables_follow_the_choice(corpus, choice, paths):
    chosen = corpus.select(**choice)
    assert sorted(chosen.documents["path"]) == paths
    ids = set(chosen.documents["doc_id"])
    for table in ("sentences", "mentions", "term_counts", "sentence_valence"):
        assert set(getattr(chosen, table)["doc_id"]) == ids
    assert chosen.sql("SELECT count(*) AS n FROM mentions")["n"].tolist() == [len(ids)]
    assert ("germany" in set(chosen.actors["actor_id"])) == ("3.txt" in paths)


def test_the_ledger_stays_whole(corpus):
    assert len(corpus.select(sources=["Times"]).intake) == 5


def test_no_choice_is_the_corpus_itself(corpus):
    assert corpus.select() is corpus


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"since": "soon"}, "since='soon' is not a day; write it as 2022-02-24"),
        ({"sources": ["Sun"]}, r"\['Sun'\] are not in the corpus; it has: Post, Times"),
        ({"since": "2030-01-01"}, "none of 5 documents is left"),
    ],
)
def test_a_choice_that_cannot_be_made_says_why(corpus, choice, message):
    with pytest.raises(ValueError, match=message):
        corpus.select(**choice)
