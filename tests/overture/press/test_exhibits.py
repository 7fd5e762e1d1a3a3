import json

import pandas as pd
import pytest

from overture.frame import tell
from overture.press import style
from overture.press.exhibits import FOLDER, exhibit

STORY = {"unit": "mentions", "n": 5, "method": "Names are matched."}
FINDS = "Ukraine leads with 3 mentions\nMentions of actors."


def make(source, table, mentions, figure=None, **changes):
    story = STORY | {"key": ["actor_id"], "counts": "mentions"}
    options = {"evidence": mentions, "finds": FINDS}
    for name, value in changes.items():
        (options if name in ("evidence", "finds", "banner") else story)[name] = value
    return exhibit(source, "actors", tell(table, **story), figure, **options)


def bar_chart(table, alt=""):
    figure, ax = style.new_figure(4, 2)
    ax.barh(table["actor_id"], table["mentions"])
    for place, name in enumerate(table["actor_id"]):
        style.mark_area(ax, name, y=(place - 0.4, place + 0.4))
    return style.describe(figure, alt)


@pytest.mark.parametrize(
    ("unit", "column"),
    [("span", "mentions"), ("sentence", "sentences"), ("document", "documents")],
)
def test_counts_equal_distinct_units(corpus, actors, mentions, unit, column):
    make(corpus, actors, mentions, counts=column, counted=unit)


def test_count_without_evidence_is_named(corpus, actors, mentions):
    actors.loc[1, "mentions"] = 4
    message = r"'actors': mentions of RUS is 4, its evidence has 2 spans \(1 such"
    with pytest.raises(ValueError, match=message):
        make(corpus, actors, mentions)


def test_repeated_span_counts_once(corpus, actors, mentions):
    make(corpus, actors, pd.concat([mentions, mentions]))


def test_evidence_of_other_rows_is_left_out(corpus, actors, mentions):
    make(corpus, actors.head(1), mentions)


@pytest.mark.parametrize("span", [(5, 5), (70, 900), (-3, 2)])
def test_empty_span_is_refused(corpus, actors, mentions, span):
    mentions.loc[0, ["start", "end"]] = span
    with pytest.raises(ValueError, match="of document d1 is empty or outside"):
        make(corpus, actors, mentions)


def test_repeated_key_is_refused(corpus, actors, mentions):
    actors["actor_id"] = "UKR"
    with pytest.raises(ValueError, match="two rows have the key actor_id = UKR"):
        make(corpus, actors, mentions)


def test_figure_needs_alternative_text(corpus, actors, mentions):
    with pytest.raises(ValueError, match="no alternative text"):
        make(corpus, actors, mentions, bar_chart(actors))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"counts": "n"}, "no column 'n' .it has actor_id, mentions"),
        ({"key": ["name"]}, "no column 'name'"),
        ({"key": []}, "evidence needs a table that tells its key"),
        ({"evidence": None}, "give evidence="),
        ({"finds": " "}, "finds= is empty"),
        ({"unit": None}, "does not tell its unit"),
        ({"counted": "word"}, "one of span, sentence, document, not 'word'"),
    ],
)
def test_broken_promise_is_named(corpus, actors, mentions, changes, message):
    with pytest.raises(ValueError, match=message):
        make(corpus, actors, mentions, **changes)


def test_a_part_of_the_key_that_was_dropped_names_nothing(corpus, actors, mentions):
    make(corpus, actors, mentions, key=["group", "actor_id"])


def test_notebook_shows_escaped_text(corpus, actors, mentions):
    actors["name"] = ["<script>alert(1)</script>", "a\x00b"]
    shown = make(corpus, actors, mentions, finds="<b>3</b> mentions")
    html = shown._repr_mimebundle_()["text/html"]
    assert "<script>" not in html
    assert "<b>" not in html
    assert "a␀b" in html


def test_an_empty_table_says_why(tmp_path, monkeypatch, actors):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    empty = tell(actors.head(0), **STORY, key=["actor_id"], counts="mentions")
    why = "Trends: not within one article\nThey need two dates."
    exhibit(None, "trend", empty, finds=why)
    assert [path.name for path in (tmp_path / "trend").iterdir()] == ["exhibit.json"]
    about = json.loads((tmp_path / "trend" / "exhibit.json").read_text())
    assert (about["title"], about["caption"]) == tuple(why.splitlines())


def test_folder_is_the_same_twice(corpus, actors, mentions, tmp_path, monkeypatch):
    hashes = []
    for name in ("one", "two"):
        monkeypatch.setenv(FOLDER, str(tmp_path / name))
        make(corpus, actors, mentions, bar_chart(actors, "Ukraine 3"))
        files = sorted((tmp_path / name / "actors").iterdir())
        hashes.append([(path.name, path.read_bytes()) for path in files])
    assert [name for name, _ in hashes[0]] == [
        "evidence.parquet",
        "exhibit.json",
        "figure.png",
        "figure.svg",
        "sample.json",
        "table.csv",
        "table.parquet",
    ]
    assert hashes[0] == hashes[1]


def test_sample_has_neighbours_and_marks(
    corpus, actors, mentions, tmp_path, monkeypatch
):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    make(corpus, actors, mentions)
    sample = json.loads((tmp_path / "actors" / "sample.json").read_text())
    russia = sample["rows"]["1"]
    assert russia["n"] == 2
    (doc_id, name, marks), _ = russia["items"]
    assert sample["sentences"][name] == "Russia met Ukraine."
    assert marks == [[0, 6]]
    assert sample["sentences"][f"{doc_id}/0"] == "Talks in Geneva"
    assert sample["documents"]["d1"] == [
        "Talks in Geneva",
        "The Paper",
        "2024-01-01",
        "d1.txt",
    ]


def test_sample_is_stated_and_bounded(make_corpus, find_names, tmp_path, monkeypatch):
    many = make_corpus({"d1": "\n".join(["Russia spoke."] * 50)})
    table = pd.DataFrame({"actor_id": ["RUS"], "mentions": [50]})
    monkeypatch.setenv(FOLDER, str(tmp_path))
    make(many, table, find_names(many, {"RUS": "Russia"}))
    sample = json.loads((tmp_path / "actors" / "sample.json").read_text())
    assert sample["rows"]["0"]["n"] == 50
    assert len(sample["rows"]["0"]["items"]) == 20


def test_marks_are_where_the_bars_are(actors):
    figure = bar_chart(actors)
    first, second = style.find_marks(figure)
    assert first["key"] == ["UKR"]
    assert first["box"][1] > second["box"][1]  # the first bar is at the bottom
    assert all(0 <= value <= 1000 for value in first["box"] + second["box"])


def test_svg_carries_its_alternative_text(actors):
    svg = style.save_svg(bar_chart(actors), 'Ukraine <leads> \\1 & "so"\x00')
    assert b'role="img"><title>Ukraine &lt;leads&gt; \\1 &amp; &quot;so' in svg
