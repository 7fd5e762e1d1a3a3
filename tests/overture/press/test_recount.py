import shutil

import pandas as pd
import pytest

from overture.press.build import build_report
from overture.press.recount import read_sentences, recount
from tests.overture.press.synthetic import (
    HOSTILE,
    TEXTS,
    make_corpus,
    make_run,
    make_work,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    work = make_work(tmp_path_factory.mktemp("work"), TEXTS | HOSTILE, figures=False)
    build_report(work, work / "report", run=make_run())
    return work / "report"


@pytest.fixture
def report(built, tmp_path):
    """Return a copy that a test may edit."""
    shutil.copytree(built, tmp_path / "report")
    return tmp_path / "report"


def test_every_number_recounts_from_its_spans(report):
    found = recount(report, n=1000)
    # 40 terms, 6 actors, 10 pairs under two figures.
    assert len(found) == 66
    assert found["same"].all()
    assert found["spans"].sum() > 100
    assert not found["wrong_spans"].any()


def test_texts_may_be_read_anew(report):
    (report / "evidence" / "documents.parquet").unlink()
    with pytest.raises(ValueError, match="does not carry its texts; give the corpus"):
        recount(report)
    documents = make_corpus(TEXTS | HOSTILE).documents
    assert recount(report, documents=documents)["same"].all()


def test_draw_is_fixed_and_as_large_as_asked(report):
    assert len(recount(report, n=10)) == 10
    pd.testing.assert_frame_equal(recount(report, n=10), recount(report, n=10))


def test_number_edited_in_the_page_is_found(report):
    page = (report / "report.html").read_text(encoding="utf-8")
    at = page.index('id="actors-table"')
    head, tail = page[:at], page[at:]
    tail = tail.replace('class="open">11<', 'class="open">12<', 1)
    (report / "report.html").write_text(head + tail, encoding="utf-8")
    found = recount(report, n=1000).query("~same")
    assert found[["exhibit", "row", "shown", "recounted"]].to_numpy().tolist() == [
        ["actors", "Norland", 12, 11]
    ]


def test_shifted_span_is_found(report):
    place = report / "evidence" / "actors.parquet"
    spans = pd.read_parquet(place)
    spans.loc[0, ["start", "end"]] += 1
    spans.to_parquet(place)
    found = recount(report, n=1000).query("~same")
    assert found["wrong_spans"].tolist() == [1]


def test_sentences_of_a_row_by_name_and_by_number(report):
    title, lines = read_sentences(report, "matrix", "norland, ostia")
    assert "Norland, Ostia" in title
    expected = (
        "«Norland» has offered talks to «Ostia», and Mara Lind carried the letter."
    )
    assert any(line.startswith(expected) for line in lines)
    assert read_sentences(report, "matrix", "1")[1] == lines
    assert not any("\x1b" in line or "\x00" in line for line in lines)


def test_unknown_row_and_exhibit_say_what_there_is(report):
    with pytest.raises(ValueError, match=r"no row 'Mara'; it has 6: Mara Lind"):
        read_sentences(report, "actors", "Mara")
    with pytest.raises(ValueError, match="it has terms, actors, matrix, network"):
        read_sentences(report, "nothing", "1")
    with pytest.raises(ValueError, match="not a report"):
        read_sentences(report / "tables", "actors", "1")
