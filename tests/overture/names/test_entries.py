"""Entries: aliases added to the user's file, which keeps its comments and layout."""

import pytest

from overture.names import add_alias, read_actors

FILE = """# top
actors:   # mine
  - id: acme   # my firm
    name: 'Acme: Inc.'
    type: organisation
    aliases: [Acme, "ACME"]   # both
  # an island
  - id: zork
    name: Zork
    type: place
    aliases:
      - Zork   # as in the game
      - text: Zorkland
        only_with: [grue]

# other names
rename:
  - {id: turkey, name: Türkiye}
"""


def write(tmp_path, text: str):
    path = tmp_path / "actors.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def aliases(path, actor_id: str) -> set[str]:
    rows = read_actors(path).aliases
    return set(rows.loc[rows["actor_id"] == actor_id, "alias"])


@pytest.mark.parametrize("actor", ["acme", "zork", "russia", "new"])
@pytest.mark.parametrize("alias", ["Plovgrad", 'A "b" #c', "NO", "1984 AD"])
def test_an_added_alias_is_all_that_changes(tmp_path, actor, alias):
    path = add_alias(write(tmp_path, FILE), alias, actor, type="group")
    assert alias in aliases(path, actor)
    new = path.read_text(encoding="utf-8").splitlines()
    gone = [line for line in FILE.splitlines() if line not in new]
    assert len(gone) <= (actor == "acme")  # a list in brackets grows in its line
    left = [line for line in FILE.splitlines() if line not in gone]
    assert [line for line in new if line in left] == left


def test_the_layout_of_a_file_is_kept(tmp_path):
    text = "actors:\n- id: acme\n  name: Acme\n  type: group\n  aliases:\n  - Acme\n"
    path = add_alias(write(tmp_path, text), "Acmé", "acme")
    assert path.read_text(encoding="utf-8") == text.replace(
        "  - Acme\n", '  - "Acmé"\n  - Acme\n'
    )


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "actors:\n", "actors: []  # mine\n"]
)
def test_a_file_without_actors_gets_its_first(tmp_path, text):
    path = add_alias(write(tmp_path, text), "Zork", "zork", type="place")
    add_alias(path, "Zorkland", "zork")
    assert aliases(path, "zork") == {"Zork", "Zorkland"}
    comment = text.partition("#")[2]
    assert comment in path.read_text(encoding="utf-8")


def test_an_entry_that_breaks_a_rule_leaves_the_file_alone(tmp_path):
    path = write(tmp_path, FILE)
    with pytest.raises(ValueError, match=r"actors.yaml:\d+: a common word"):
        add_alias(path, "us", "acme")
    assert path.read_text(encoding="utf-8") == FILE
    assert [p.name for p in tmp_path.iterdir()] == ["actors.yaml"]
