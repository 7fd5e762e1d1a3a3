"""The desk without a browser: it builds, answers, and says what is wrong."""

from analysis.explore.explorer import explore


def test_desk_builds_searches_and_says_what_is_wrong(tmp_path):
    (tmp_path / "text.txt").write_text("Talks\n\nRussia met Ukraine.\n")
    (tmp_path / "own.yaml").write_text("actors: []\n")
    desk = explore(
        tmp_path / "text.txt", actors=tmp_path / "own.yaml", store=tmp_path / "store"
    )
    assert len(desk.build().children[1].children) == 5
    desk.search_box.value = "ukr"
    assert "<h3>1 sentence with “ukr”</h3>" in desk.title.value
    assert [label for label, _ in desk.lines.options] == ["Russia met [Ukr]aine."]
    desk.lines.value = 0
    assert "Russia met <mark>Ukr</mark>aine." in desk.text.value
    desk.search_box.value = "actor:Oz<b>"
    assert "no actor &#x27;Oz&lt;b&gt;&#x27;" in desk.said.value
