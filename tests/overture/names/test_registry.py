"""The registry: what the user's file can do, and what it is told when wrong."""

import re
import time

import pytest

from overture.names import find_mentions, read_actors
from overture.names.alias_index import compile_registry
from tests.overture.names.test_mentions import sentences


@pytest.fixture
def write(tmp_path):
    def write(text: str):
        path = tmp_path / "actors.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def counts(registry, *texts: str) -> dict[str, int]:
    found = find_mentions(sentences(*texts), registry, discover=None)
    return found["actor_id"].value_counts().to_dict()


def test_the_seed_file_is_valid():
    assert len(read_actors("seeds/actors.yaml").actors) == len(read_actors().actors)


def test_every_state_has_a_name_and_offices_have_known_actors():
    registry = read_actors()
    states = registry.actors.query("type == 'state'")["actor_id"]
    named = registry.aliases.query("kind == 'name'")["actor_id"]
    assert set(states) <= set(named)
    assert len(states) > 195
    assert set(registry.offices["actor_id"]) <= set(registry.actors["actor_id"])
    assert set(registry.offices["state_id"]) <= set(registry.actors["actor_id"])


def test_an_added_actor_counts_by_its_aliases_alone(write):
    path = write(
        "actors:\n  - id: acme\n    name: Acme Corporation\n    type: organisation\n"
        "    aliases: [Acme, ACME]\n"
    )
    text = "Acme and ACME are one; acme is not, nor is Acmeist."
    assert counts(read_actors(path), text) == {"acme": 2}


def test_an_added_alias_changes_the_counts_of_a_built_in_actor(write):
    text = "Muscovy and Russia signed."
    assert counts(read_actors(), text) == {"russia": 1}
    path = write("actors:\n  - id: russia\n    aliases: [Muscovy]\n")
    assert counts(read_actors(path), text) == {"russia": 2}


def test_a_persons_full_name_and_surname_need_not_be_listed(write):
    path = write(
        "actors:\n  - id: doe\n    name: Jane Doe\n    type: person\n"
        "    aliases: [Janie Doe]\n"
    )
    registry = read_actors(path)
    assert counts(registry, "Jane Doe left.", "Doe did not say why.") == {"doe": 2}
    assert counts(registry, "A doe and Doe.") == {}


def test_merge_split_rename_and_exclude(write):
    path = write(
        "merge:\n  - {from: hong-kong, into: china}\n"
        "split:\n  - from: united-states\n    into: white-house\n"
        "    name: White House\n    type: organisation\n    aliases: [White House]\n"
        "rename:\n  - {id: turkey, name: Türkiye}\n"
        "exclude:\n  - france\n  - {alias: Moscow, of: russia}\n"
    )
    registry = read_actors(path)
    text = "Hong Kong, the White House, France, Moscow, Russia and Turkey."
    assert counts(registry, text) == {
        "china": 1,
        "white-house": 1,
        "russia": 1,
        "turkey": 1,
    }
    names = registry.actors.set_index("actor_id")["name"]
    assert names["turkey"] == "Türkiye"
    assert "france" not in names
    assert "hong-kong" not in names


def test_the_built_in_registry_is_not_changed_by_a_file(write):
    before = read_actors().aliases
    read_actors(write("exclude:\n  - russia\n"))
    assert read_actors().aliases.equals(before)


HEAD = "actors:\n  - id: acme\n    name: Acme\n    type: organisation\n    "
BAD = {
    "common word": (HEAD + "aliases: [us]", 5, "common word"),
    "common word with a capital": (HEAD + "aliases: [Will]", 5, "common word"),
    "regular expression": (HEAD + "aliases: ['Acme.*']", 5, "not a pattern"),
    "catastrophic expression": (HEAD + "aliases: ['(a+)+$']", 5, "not a pattern"),
    "no letters": (HEAD + "aliases: ['--']", 5, "has letters"),
    "digits alone": (HEAD + "aliases: [7]", 5, "has letters"),
    "no type": (
        "actors:\n  - {id: a, name: A, aliases: [Aa]}",
        2,
        "one of person, state",
    ),
    "an alias within brackets": (
        HEAD + "aliases:\n      - [Acme]",
        6,
        "an entry is `text: ...` with the keys text",
    ),
    "office of nobody": (
        HEAD + "aliases: [Acme]\n    offices:\n      - {role: president, of: francia}",
        7,
        "no actor has this id (close: france",
    ),
    "no aliases": (HEAD + "aliases: []", 2, "needs aliases"),
    "unknown key": (HEAD + "alias: [Acme]", 5, "keys here are"),
    "unknown type": (
        "actors:\n  - id: a\n    name: A\n    type: firm\n    aliases: [Aa]",
        4,
        "type is one of person, state, organisation, group, place",
    ),
    "unknown kind": (
        HEAD + "aliases:\n      - {text: Acme, kind: nick}",
        6,
        "kind is one of name, surname, acronym, office, demonym, capital, institution",
    ),
    "bad id": ("actors:\n  - id: Acme Corp\n", 2, "lower-case letters"),
    "duplicate id": (
        HEAD + "aliases: [Acme]\n  - id: acme\n    aliases: [Acme]",
        6,
        "in line 2 too",
    ),
    "dates the wrong way round": (
        HEAD + "aliases:\n      - {text: Acme, from: 2020-01-01, to: 2019-01-01}",
        6,
        "not after",
    ),
    "not a date": (
        HEAD + "aliases:\n      - {text: Acme, from: yesterday}",
        6,
        "YYYY-MM-DD",
    ),
    "cycle of merges": (
        "merge:\n  - {from: russia, into: ukraine}\n  - {from: ukraine, into: russia}",
        2,
        "circle",
    ),
    "unknown actor": ("exclude:\n  - rusia", 2, "no actor has this id"),
    "unknown alias": ("exclude:\n  - {alias: Mosco, of: russia}", 2, "an alias of"),
    "unknown role": (
        "actors:\n  - id: vladimir-putin\n    offices:\n"
        "      - {role: boss, of: russia}",
        4,
        "role is one of",
    ),
    "key given twice": (HEAD + "aliases: [A b]\n    name: B", 6, "given once"),
    "not YAML": ("actors:\n  - id: [acme\n", 3, "not valid YAML"),
    "a list at the top": ("- id: acme", 1, "sections"),
    "text for an entry": ("actors:\n  - acme", 2, "keys"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_named_with_its_line(write, case):
    text, line, rule = BAD[case]
    path = write(text)
    message = rf"^{re.escape(str(path))}:{line}: .*{re.escape(rule)}"
    with pytest.raises(ValueError, match=message) as caught:
        read_actors(path)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_utf8(tmp_path):
    path = tmp_path / "actors.yaml"
    path.write_bytes("actors: [] # caf\xe9".encode("latin-1"))
    with pytest.raises(ValueError, match="must be UTF-8"):
        read_actors(path)


def test_a_common_word_may_be_an_alias_with_context(write):
    path = write(HEAD + "aliases:\n      - {text: Will, only_with: [Acme Tower]}\n")
    registry = read_actors(path)
    assert counts(registry, "Will it rain?") == {}
    assert counts(registry, "Will opened in Acme Tower.") == {"acme": 1}


def test_yes_and_no_are_words_and_not_truth_values(write):
    path = write(HEAD + "aliases: [NO, Acme]\n")
    assert "NO" in set(read_actors(path).aliases["alias"])


def test_many_aliases_are_read_and_matched(write):
    # Long common prefixes are the worst case of a backtracking matcher.
    lines = [f"      - Acme {'very ' * 5}long {i}" for i in range(5_000)]
    path = write(HEAD + "aliases:\n" + "\n".join(lines))
    registry = read_actors(path)
    compile_registry(registry)
    text = "Acme " + "very " * 20_000
    start = time.process_time()
    assert counts(registry, text) == {}
    assert time.process_time() - start < 5


def test_dates_limit_an_alias(write):
    import pandas as pd

    path = write(
        HEAD + "aliases:\n      - {text: Acme, from: 2000-01-01, to: 2009-12-31}\n"
    )
    registry = read_actors(path)
    for date, n in (("2005-05-05", 1), ("1999-12-31", 0), ("2010-01-01", 0)):
        documents = pd.DataFrame({"doc_id": ["d"], "date": pd.to_datetime([date])})
        found = find_mentions(
            sentences("Acme grew."), registry, documents=documents, discover=None
        )
        assert len(found) == n, date
