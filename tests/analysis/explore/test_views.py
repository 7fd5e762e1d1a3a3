"""Views of a small corpus, counted on paper; and what they change."""

import pandas as pd
import pytest

from analysis.explore import saving, views
from analysis.explore.desk import open_desk
from overture.names.registry import read_actors

TEXTS = {
    "a.txt": "A first day\n\nRussia met Ukraine. Ukraine thanked Poland. Snow fell.",
    "b.txt": "A second day\n\nUkraine waited. “Peace is near,” said Poland. Peaceful.",
    "c.txt": "Markup\n\n<script>alert(1)</script> 100 % of Russia_ns visited Ukraine.",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "texts").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / name).write_text(text, encoding="utf-8")
    return open_desk(folder / "texts", store=folder / "store")


def table(view, name):
    return next(part.table for part in view.parts if part.name == name)


@pytest.mark.parametrize(
    ("query", "keywords"),
    [
        ("peace", ["Peace", "Peace"]),  # the beginning of a word is enough
        ("thanked  Poland", ["thanked Poland"]),
        ("eace", []),
        ("100 %", ["100 %"]),
        ("100_%", []),
        ("<script>", ["<script>"]),
        ("a(", []),
        ("actor:Poland", ["Poland", "Poland"]),
        ("actor:ukraine", ["Ukraine"] * 4),
    ],
)
def test_search_finds_what_a_reader_finds(desk, query, keywords):
    lines = table(views.search(desk, query), "lines")
    assert lines["keyword"].tolist() == keywords
    for line in lines.itertuples():
        text = desk.corpus.read_text(line.doc_id)
        assert text[line.start : line.end] == line.keyword
        whole = f"{line.left}{line.keyword}{line.right}"
        assert whole in text


def test_corpus_and_desk_show_themselves(tmp_path):
    rows = [("2022-01-01", "X<b>", "Russia slept."), ("2022-02-03", "Y", "It snowed.")]
    pd.DataFrame(rows, columns=["date", "source", "text"]).to_csv(
        tmp_path / "rows.csv", index=False
    )
    place = {"store": tmp_path / "store"}
    shown = open_desk(tmp_path / "rows.csv", **place)._repr_html_()
    assert "documents: 2, 2022-01-01 to 2022-02-03, outlets: 2" in shown
    assert "2 records found = 2 documents + 0 exact copies + 0 rejected" in shown
    assert "Mentioned most: Russia" in shown
    (tmp_path / "a.txt").write_text("It snowed.")
    nobody = open_desk(tmp_path / "a.txt", **place)._repr_html_()
    assert "documents: 1, undated" in nobody
    assert "Mentioned most: nobody" in nobody


def test_search_counts_all_and_shows_some(desk):
    view = views.search(desk, "actor:Ukraine", top=2)
    assert view.title == "4 sentences with “actor:Ukraine”, the newest 2"
    assert len(table(view, "lines")) == 2
    assert views.search(desk, "  ").parts == []


def test_unknown_actor_names_those_there_are(desk):
    with pytest.raises(ValueError, match="no actor 'Atlantis' is mentioned here"):
        views.search(desk, "actor:Atlantis")
    with pytest.raises(ValueError, match="there are: Poland"):
        views.show_actor(desk, "olan")


def test_page_of_an_actor(desk):
    view = views.show_actor(desk, "Ukraine")
    assert view.title == "Ukraine: 4 mentions in 4 sentences"
    assert table(view, "names").to_numpy().tolist() == [["Ukraine", "name", 4]]
    company = table(view, "company").set_index("actor_id")
    n_sentences = len(desk.corpus.sentences)
    assert company.loc["poland", "observed"] == 1
    assert company.loc["poland", "expected"] == pytest.approx(4 * 2 / n_sentences)
    assert table(view, "timeline").to_numpy().tolist() == [["undated", 4, 3]]


def test_page_of_a_pair_does_not_depend_on_the_order(desk):
    view = views.show_pair(desk, "ukraine", "Russia")
    assert view.title == views.show_pair(desk, "Russia", "Ukraine").title
    assert view.title.startswith("Russia and Ukraine: 1 sentence with both")
    verbs = table(view, "verbs")
    assert verbs[["subject", "verb", "object"]].to_numpy().tolist() == [
        ["russia", "meet", "ukraine"]
    ]
    assert table(view, "lines")["keyword"].tolist() == ["Russia", "Ukraine"]


def test_comparison_of_groups_and_of_nothing(desk):
    same = views.compare(desk, {}, {})
    assert table(same, "terms")["log_ratio"].abs().max() == 0
    nobody = views.compare(desk, {"source": "Nobody"}, {})
    assert table(nobody, "terms").empty
    assert nobody.title == "source Nobody against all"


def test_a_period_or_source_is_a_smaller_desk(tmp_path):
    rows = [("2022-01-01", "X", "Russia slept."), ("2022-02-01", "Y", "Poland sang.")]
    pd.DataFrame(rows, columns=["date", "source", "text"]).to_csv(
        tmp_path / "rows.csv", index=False
    )
    options = {"store": tmp_path / "store"}
    chosen = open_desk(tmp_path / "rows.csv", since="2022-01-15", **options)
    assert chosen.names.tolist() == ["Poland"]
    assert views.search(chosen, "slept").title == "0 sentences with “slept”"
    whole = open_desk(tmp_path / "rows.csv", **options)
    view = views.compare(whole, {"source": "X"}, {"source": "Y"})
    typical = table(view, "terms").set_index("term")["n_target"]
    assert typical["slept"] == 1
    assert typical["sang"] == 0
    by_day = views.compare(whole, {"until": "2022-01-01"}, {"since": "2022-01-02"})
    assert table(by_day, "terms").equals(table(view, "terms"))
    assert views.search(whole, "s").parts[0].table["keyword"].tolist() == ["s", "s"]


def test_nothing_from_a_text_is_markup(desk):
    shown = views.search(desk, "alert")._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    line = table(views.search(desk, "alert"), "lines").iloc[0]
    text = views.read_text(desk, line["doc_id"], int(line["start"]), int(line["end"]))
    assert "<mark>alert</mark>" in text
    assert "<script" not in text


# --- aliases


FILE = """# my actors
actors:   # mine
  - id: acme
    name: Acme
    type: organisation
    aliases: [Acme, "Acme: Inc."]   # two
  - id: russia
    aliases:
      - Muscovy   # old

# the end
"""


def aliases_of(path, actor):
    found = read_actors(path).aliases
    return set(found.loc[found["actor_id"] == actor, "alias"])


@pytest.mark.parametrize(
    ("alias", "actor"), [("ACME Ltd", "acme"), ("Rus’", "russia"), ("Gaul", "france")]
)
def test_alias_is_added_and_every_comment_stays(tmp_path, alias, actor):
    path = tmp_path / "actors.yaml"
    path.write_text(FILE, encoding="utf-8")
    saving.add_alias(path, alias, actor)
    assert alias in aliases_of(path, actor)
    assert {"Acme", "Acme: Inc."} <= aliases_of(path, "acme")
    new = path.read_text(encoding="utf-8")
    for line in FILE.splitlines():
        for comment in [line[line.index("#") :]] if "#" in line else []:
            assert comment in new
    assert sorted(p.name for p in tmp_path.iterdir()) == ["actors.yaml"]


@pytest.mark.parametrize("empty", ["actors: []\n", "actors:\n", "# nothing\n", ""])
def test_first_actor_of_an_empty_file(tmp_path, empty):
    path = tmp_path / "actors.yaml"
    path.write_text(empty + "rename:\n  - {id: turkey, name: Türkiye}\n")
    saving.add_alias(path, "Zork", "zork", name="Zork Empire", type="state")
    registry = read_actors(path)
    assert "Zork Empire" in set(registry.actors["name"])
    assert "Zork" in aliases_of(path, "zork")
    assert "Türkiye" in set(registry.actors["name"])
    saving.add_alias(path, "Zorkland", "zork")
    assert {"Zork", "Zorkland"} <= aliases_of(path, "zork")


def test_an_added_alias_counts_when_the_corpus_is_opened_again(tmp_path):
    (tmp_path / "text.txt").write_text("Freedonia slept.\n\nIt snowed.\n")
    path = tmp_path / "own.yaml"
    path.write_text("actors: []\n")
    place = {"actors": path, "store": tmp_path / "store"}
    assert open_desk(tmp_path / "text.txt", **place).names.empty
    saving.add_alias(path, "Freedonia", "freedonia", type="state")
    again = open_desk(tmp_path / "text.txt", **place)
    assert again.names.tolist() == ["Freedonia"]


def test_alias_that_breaks_a_rule_leaves_the_file_alone(tmp_path):
    path = tmp_path / "actors.yaml"
    path.write_text(FILE, encoding="utf-8")
    with pytest.raises(ValueError, match=r"actors.yaml:\d+"):
        saving.add_alias(path, "us", "acme")
    assert path.read_text(encoding="utf-8") == FILE
    assert sorted(p.name for p in tmp_path.iterdir()) == ["actors.yaml"]


# --- kept views


def test_kept_views_become_exhibits(desk, tmp_path, monkeypatch):
    path = tmp_path / "exhibits.yaml"
    path.write_text("# kept\nexhibits: []  # none\n")
    saving.add_to_report(views.search(desk, "peace"), "peace", path)
    saving.add_to_report(views.show_actor(desk, "Ukraine"), "on-ukraine", path)
    saving.add_to_report(views.show_pair(desk, "Ukraine", "Russia"), "pair", path)
    assert path.read_text().startswith("# kept\n")
    monkeypatch.setenv("WORKBOOK_EXHIBITS", str(tmp_path / "out"))
    made = saving.show_kept(desk, path)
    slugs = sorted(p.name for p in (tmp_path / "out").iterdir() if p.is_dir())
    assert slugs == [
        "on-ukraine-company", "on-ukraine-names", "on-ukraine-sentences",
        "on-ukraine-timeline", "on-ukraine-tone", "pair-lines", "pair-timeline",
        "pair-verbs", "peace-lines",
    ]  # fmt: skip
    assert "2 sentences with “peace”" in made._repr_html_()
    evidence = pd.read_parquet(tmp_path / "out" / "peace-lines" / "evidence.parquet")
    assert evidence["surface"].tolist() == ["Peace", "Peace"]


def test_a_kept_view_without_an_answer_says_so(desk, tmp_path):
    path = tmp_path / "exhibits.yaml"
    path.write_text("exhibits:\n  - {slug: x, view: actor, options: {actor: Oz}}\n")
    assert "no actor &#x27;Oz&#x27;" in saving.show_kept(desk, path)._repr_html_()


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ("{slug: X, view: search}", "slug 'X' may have small letters"),
        ("{slug: x, view: dance}", "view must be one of search, actor, pair"),
        ("{view: search}", "entry 1 needs slug and view"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path, entry, wrong):
    path = tmp_path / "exhibits.yaml"
    path.write_text(f"exhibits:\n  - {entry}\n")
    with pytest.raises(ValueError, match=f"exhibits.yaml: .*{wrong}|{wrong}"):
        saving.read_kept(path)


def test_a_name_is_taken_once(desk, tmp_path):
    path = tmp_path / "exhibits.yaml"
    path.write_text("exhibits: []\n")
    view = views.search(desk, "snow")
    saving.add_to_report(view, "snow", path)
    before = path.read_text()
    with pytest.raises(ValueError, match="slug 'snow' is taken"):
        saving.add_to_report(view, "snow", path)
    assert path.read_text() == before
