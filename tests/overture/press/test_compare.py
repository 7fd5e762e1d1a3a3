import json

import pandas as pd
import pytest

from overture.press.build import build_report
from overture.press.compare import compare, put_into_words
from overture.press.published import read_report
from tests.overture.press.synthetic import NAMES, TEXTS, make_run, make_work

MORE = TEXTS | {"d4": "Aster signs\n\nThe Aster Pact and Mara Lind praised Norland."}
CORPUS = {"corpus": {f"{name}.txt": name for name in MORE}}


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """Return a function that builds a report of texts by a method."""
    built = {}

    def make(texts, names="as shipped", **changes):
        made_of = (tuple(texts), names, str(changes))
        if made_of not in built:
            work = make_work(tmp_path_factory.mktemp("work"), texts, figures=False)
            data = {"corpus": {f"{name}.txt": name for name in texts}}
            run = {"key": str(len(built)) * 64, "data": data} | changes
            build_report(work, work / "report", run=make_run(**run))
            built[made_of] = work / "report"
        return read_report(built[made_of])

    return make


@pytest.fixture
def renamed(monkeypatch):
    """Change the method: an actor less is known."""
    monkeypatch.delitem(NAMES, "Kessel")


METHOD = {"method": {"package": "changed"}}


def test_same_report_has_no_change(make):
    found = compare(make(TEXTS), make(TEXTS))
    assert found.data == found.method == found.added == found.skipped == []
    assert found.changes.empty
    words = put_into_words(found, {})
    assert ("p", "No number changed.") in words["lead"]


def test_changes_of_documents_are_put_down_to_data(make):
    found = compare(make(TEXTS), make(MORE))
    assert found.data == ["corpus: 1 new or changed files, 0 gone or replaced"]
    assert found.method == []
    assert found.added == ["Aster signs"]
    assert found.removed == []
    changes = found.changes.set_index(["exhibit", "row", "column"])
    # By hand: the new text names the Aster Pact, Mara Lind and Norland once.
    pact = changes.loc[("actors", "Aster Pact", "mentions")]
    assert pact[["old", "new", "data", "method"]].tolist() == [2, 3, 1, 0]
    pair = changes.loc[("matrix", "Aster Pact, Mara Lind", "observed")]
    assert pd.isna(pair["old"])
    assert pair[["new", "data", "method"]].tolist() == [1, 1, 0]
    assert "network" not in changes.index.get_level_values("exhibit")


def test_change_of_method_alone_is_put_down_to_method(make, renamed):
    found = compare(make(TEXTS), make(TEXTS, "renamed", **METHOD))
    assert found.data == []
    assert "code of the package changed" in found.method
    assert (found.changes["data"] == 0).all()
    changes = found.changes.set_index(["exhibit", "row", "column"])
    gone = changes.loc[("actors", "Kessel", "mentions")]
    assert pd.isna(gone["new"])
    assert gone[["old", "method"]].tolist() == [3, -3]


def test_path_of_the_corpus_is_no_method(make):
    one, two = (
        {"method": {"parameters": {"01-terms": {"corpus": name, "top": 40}}}}
        for name in ("old", "new")
    )
    found = compare(make(TEXTS, **one), make(MORE, **two))
    assert found.method == []
    two["method"]["parameters"]["01-terms"]["top"] = 20
    found = compare(make(TEXTS, **one), make(TEXTS, **two))
    assert (found.data, found.method) == ([], ["parameters changed"])


@pytest.mark.parametrize("part", ["actors", "lexicon"])
def test_change_of_a_list_alone_is_method(make, part):
    data = {"corpus": {"d1.txt": "d1"}}
    one, two = ({**data, part: {f"{part}.yaml": value}} for value in "ab")
    found = compare(make(TEXTS, data=one), make(TEXTS, data=two))
    assert (found.data, found.method) == ([], [f"{part} changed"])


def test_both_changes_are_told_apart_by_the_report_between(make, renamed):
    between = make(TEXTS, "renamed", **METHOD)
    new = make(MORE, "renamed", **METHOD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(NAMES, "Kessel", "Kessel")
        old = make(TEXTS)
    mixed = compare(old, new)
    assert mixed.changes["data"].isna().all()
    assert "workbook compare" in put_into_words(mixed, {})["lead"][2][1]
    found = compare(old, new, between=between)
    changes = found.changes.set_index(["exhibit", "row", "column"])
    sizes = changes[["data", "method"]]
    assert sizes.loc[("actors", "Kessel", "mentions")].tolist() == [0, -3]
    assert sizes.loc[("actors", "Norland", "mentions")].tolist() == [1, 0]
    terms = found.changes.query("column != 'mean'")
    total = terms["new"].fillna(0) - terms["old"].fillna(0)
    assert (terms["data"] + terms["method"] - total).abs().max() < 1e-9


def test_means_say_whether_their_intervals_overlap(make):
    found = compare(make(TEXTS), make(MORE))
    means = found.changes.query("column == 'mean'")
    assert set(means["interval"]) <= {"", "apart", "overlapping"}
    assert len(means)


def test_other_versions_are_compared_as_far_as_they_go(make):
    old, new = make(TEXTS), make(MORE)
    exhibits = dict(old.exhibits)
    exhibits["sources"] = exhibits.pop("terms")
    exhibits["actors"] = exhibits["actors"] | {"counts": "n"}
    old = type(old)(old.folder, old.manifest | {"exhibits": exhibits})
    found = compare(old, new)
    assert found.skipped == [
        "terms: not in the old report",
        "actors: its rows are named or counted in another way",
        "sources: no longer in the report",
    ]
    assert set(found.changes["exhibit"]) == {"matrix"}


def test_report_says_what_changed_since_the_last(make, tmp_path):
    old = make(TEXTS)
    work = make_work(tmp_path / "work", MORE, figures=False)
    run = make_run(key="f" * 64, data=CORPUS, previous=str(old.folder))
    build_report(work, tmp_path / "new", run=run)
    page = (tmp_path / "new" / "report.html").read_text(encoding="utf-8")
    section = page.split('<section id="since"')[1].split("</section>")[0]
    assert "Method: unchanged." in section
    assert "Aster Pact: mentions 2 → 3 (data +1)" in section
    assert "Aster Pact, Mara Lind: new, observed 1 (data +1)" in section
    # Made again from what the report keeps, or over itself: the same bytes.
    whole = (tmp_path / "new" / "manifest.json").read_bytes()
    for name, previous in (
        ("again", tmp_path / "new" / "changes.json"),
        ("over", tmp_path / "new"),
    ):
        build_report(work, tmp_path / name, run=run | {"previous": str(previous)})
        assert (tmp_path / name / "manifest.json").read_bytes() == whole


def test_report_tells_data_from_method(make, renamed, tmp_path):
    between = make(TEXTS, "renamed", **METHOD)
    work = make_work(tmp_path / "work", MORE, figures=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(NAMES, "Kessel", "Kessel")
        old = make(TEXTS)
    build_report(
        work,
        tmp_path / "new",
        run=make_run(
            key="f" * 64,
            data=CORPUS,
            previous=str(old.folder),
            between=str(between.folder),
            **METHOD,
        ),
    )
    told = (tmp_path / "new" / "changes.json").read_text(encoding="utf-8")
    assert "Kessel: no longer listed, mentions was 3 (method \\u22123)" in told
    assert "Norland: mentions 6 \\u2192 7 (data +1)" in told


def test_damaged_report_never_stops_the_next(tmp_path):
    old = tmp_path / "old"
    old.mkdir()
    (old / "manifest.json").write_text(
        json.dumps({"key": "0", "files": {}, "exhibits": {"terms": {}}})
    )
    work = make_work(tmp_path / "work", TEXTS, figures=False)
    build_report(work, tmp_path / "new", run=make_run(previous=str(old)))
    page = (tmp_path / "new" / "report.html").read_text(encoding="utf-8")
    assert "The last report could not be compared" in page
