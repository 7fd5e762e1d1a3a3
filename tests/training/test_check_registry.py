"""The registry's generator reads leaders, and its check finds what differs."""

import gzip
import json

import pytest

from training.registry import build_registry, check_registry

STATE = {"id": "plovgrad", "name": "Plovgrad", "type": "state", "aliases": ["Plovgrad"]}


def row(head: str, **more: str) -> dict:
    """Make a row of the Factbook."""
    fields = "long abbreviation former capital noun adjective chief_of_state".split()
    empty = dict.fromkeys(fields, "")
    return (
        {"code": "zz", "short": "Plovgrad", "head_of_government": head} | empty | more
    )


def person(name: str, since: str, **more: str) -> dict:
    """Make an actor who is prime minister."""
    office = {"role": "prime minister", "of": "plovgrad", "from": since} | more
    return {"id": name, "name": name, "aliases": [name], "offices": [office]}


def found(check, tmp_path, rows: list[dict], actors: list[dict], file: str) -> list:
    """Run a check on made-up sources."""
    with gzip.open(tmp_path / f"{file}.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    offices = list(check_registry._offices(actors))
    return check(tmp_path, actors, offices)[0]


@pytest.mark.parametrize(
    ("text", "name", "since"),
    [
        ("Prime Minister Jane Ann DOE (since 5 July 2024)", "Jane Doe", "2024-07-05"),
        ("Prime Minister Arno al-QUILL (since 2024)", "Arno al-Quill", "2024"),
        ("Prime Minister QUILL Arno (since 2024)", "Quill Arno", "2024"),
        ("President Arno QUILL, Jr. (5 July 2024)", "Arno Quill", "2024-07-05"),
        ("GNU Interim Prime Minister Arno QUILL (since 2024)", "Arno Quill", "2024"),
        ("President Jane DOE-Quill (since 2024)", "Jane Doe-Quill", "2024"),
    ],
)
def test_a_leader_is_read_from_the_factbooks_text(text, name, since):
    (leader,) = build_registry._leaders(row(text), STATE)
    assert leader["name"] == name
    assert leader["offices"][0]["from"] == since


def test_a_longer_form_of_a_leaders_name_is_an_alias():
    text = "President Jane Ann DOE (since 5 July 2024)"
    (leader,) = build_registry._leaders(row(text), STATE)
    assert leader["aliases"][:2] == ["Jane Doe", "Jane Ann Doe"]


def test_a_slip_of_the_factbook_is_corrected():
    text = "Prime Minister Ilie BOLOJAN (since 23 June 2005)"
    (leader,) = build_registry._leaders(row(text), STATE)
    assert leader["offices"][0]["from"] == "2025-06-23"


def test_a_leader_who_is_lacking_or_dated_otherwise_is_found(tmp_path):
    rows = [row("Prime Minister Jane DOE (since 5 July 2024)")]

    def check(*people):
        actors = [STATE, *people]
        args = (tmp_path, rows, actors, "factbook_government")
        return found(check_registry._leaders, *args)

    told = "plovgrad: Prime Minister Jane DOE (since 2024-07-05)"
    assert check(person("Jane Doe", "2024-07-05")) == []
    assert check(person("Jane Doe", "2024-07-06")) == [
        f"{told} is dated prime minister 2024-07-06"
    ]
    gone = person("Jane Doe", "2024-07-05", to="2025-01-01")
    assert check(gone) == [f"{told} is not among the leaders"]
    assert check(person("Arno Quill", "2024-07-05")) == [
        f"{told} is not among the leaders",
        "plovgrad: Arno Quill (prime minister) is not in the Factbook",
    ]


def test_a_capital_or_demonym_that_is_lacking_is_found(tmp_path):
    rows = [row("", capital="Zorb", adjective="Plovian")]
    args = (check_registry._names_of_states, tmp_path, rows)
    assert found(*args, [STATE], "factbook_government") == [
        "Plovgrad: Zorb is not among the capitals",
        "Plovgrad: Plovian is not among the demonyms",
    ]
    full = STATE | {"aliases": ["Plovgrad", {"text": "Zorb"}, {"text": "Plovian"}]}
    assert found(*args, [full], "factbook_government") == []


def test_two_people_in_one_office_at_once_are_found():
    first = person("Jane Doe", "2020-01-01", to="2022-01-02")
    later = person("Arno Quill", "2022-01-01")
    check = check_registry._overlaps
    assert len(check(None, [], list(check_registry._offices([first, later])))[0]) == 1
    first["offices"][0]["to"] = "2022-01-01"
    assert check(None, [], list(check_registry._offices([first, later])))[0] == []


def test_a_term_beyond_that_of_archigos_is_found(tmp_path):
    term = {
        "country": "PLV",
        "leader": "Doe",
        "start": "2000-01-01",
        "end": "2004-01-01",
    }

    def check(since, until):
        actors = [person("Jane Doe", since, to=until)]
        file = "archigos_leaders_1990_2015"
        return found(check_registry._archigos, tmp_path, [term], actors, file)

    assert check("1999-12-28", "2004-01-05") == []
    assert len(check("1999-12-20", "2004-01-01")) == 1
    assert len(check("2000-01-01", "2004-01-20")) == 1
