import json

import pytest

import analysis
from analysis.figures import corpus as figures


@pytest.fixture
def texts(tmp_path):
    """Return a corpus with copies, three outlets, two languages and a broken row."""
    words = [f"The {w} of the bridge was closed on that day." for w in "abcdefghijkl"]
    words = " ".join(f"{w} {i} lanes stayed open." for i, w in enumerate(words))
    german = "Der Fluss trat am Montag über die Ufer, und die Brücke blieb gesperrt."
    rows = [
        {"text": words, "source": "Post", "date": "2024-01-01", "title": "Bridge"},
        {"text": f"{words} It rained.", "source": "Herald", "date": "2024-01-02"},
        {"text": words, "source": "Sun", "date": "2024-01-02", "title": "Bridge"},
        {"text": german, "source": "Post", "date": "2024-03-01"},
        {"text": "The ferry will stop in May, said the mayor.", "date": "2099-01-01"},
    ]
    lines = [*map(json.dumps, rows), "{broken"]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    return analysis.open_corpus(tmp_path / "a.jsonl", store=tmp_path / "store")


def test_the_answer_counts_everything(texts):
    answer = figures.answer_corpus(texts)
    assert answer.startswith(
        "6 records found = 4 documents + 1 exact copy + 1 rejected. 4 documents of "
    )
    assert answer.endswith("3 stories, 3 dated, 1 not in English.")


def test_the_ledger_adds_up(texts):
    ledger = figures.show_ledger(texts)["table"]
    assert ledger["records"].sum() == 6
    assert ledger["reason"].str.contains("not believed: in the future").sum() == 1


def test_outlets_and_stories_count_copies_in_three_ways(texts):
    outlets = figures.show_outlets(texts)["table"].set_index("source")
    assert outlets["documents"].to_dict() == {"Herald": 1, "Post": 2, "not known": 1}
    assert outlets["first_of_story"].sum() == 3
    stories = figures.show_stories(texts, top=5)
    assert stories["title"].startswith("5 copies are 3 stories, 5 counted once per")
    assert stories["table"]["copies"].tolist() == [3]
    assert stories["table"]["outlets"].tolist() == [3]


def test_dates_are_drawn_with_gaps_and_every_exhibit_can_be_made(texts):
    shown = figures.show_dates(texts)
    assert shown["table"]["period"].tolist() == [
        "2024-01-01",
        "2024-01-02",
        "2024-03-01",
    ]
    assert len(shown["figure"].axes[0].patches) == 3
    assert shown["figure"].axes[0].get_xlim()[1] > 59
    for name in ("ledger", "languages", "outlets", "dates"):
        analysis.exhibit(name, **getattr(figures, f"show_{name}")(texts))
    analysis.exhibit("stories", **figures.show_stories(texts, top=5))


def test_one_article_has_no_course_of_time(tmp_path):
    (tmp_path / "a.txt").write_text("It rained in Bath.")
    texts = analysis.open_corpus(tmp_path / "a.txt", store=tmp_path / "store")
    assert figures.show_dates(texts)["table"] is None
    assert figures.show_stories(texts, top=5)["title"] == "No copies were found"
    assert figures.answer_corpus(texts).endswith("Nothing was left out.")
