"""Words: every row is of known kinds and written as it is looked up."""

import csv
from importlib import import_module

import pytest

from overture.words import FILE, KINDS, roles, words


@pytest.fixture(scope="module")
def rows():
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_rows_are_sorted_and_no_word_comes_twice(rows):
    listed = [row["word"] for row in rows]
    assert listed == sorted(set(listed), key=lambda word: (word.lower(), word))


def test_every_row_has_kinds_that_are_known_each_once(rows):
    for row in rows:
        kinds = row["kinds"].split()
        assert kinds, row
        assert len(set(kinds)) == len(kinds), row
        assert set(kinds) <= set(KINDS), row


def test_words_are_in_small_letters_or_never_written_so(rows):
    for row in rows:
        word = row["word"]
        assert word == word.strip(), row
        assert word.islower() or word.isupper(), row


def test_every_kind_has_words_and_every_office_a_role():
    assert all(words(kind) for kind in KINDS)
    assert words("office") <= roles().keys()
    # a title may stand for an office where it cannot stand alone
    assert roles().keys() <= words("office") | words("title")


def test_what_excludes_each_other_is_kept_apart():
    assert not words("title") & words("qualifier")
    assert not words("function") & words("opener")
    assert not words("title") & words("function")
    assert not words("organisation") & words("place", "title")


def test_a_word_may_be_of_several_kinds():
    assert "mr" in words("title") & words("abbreviation")
    assert words("title", "qualifier") == words("title") | words("qualifier")


def test_an_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"title, .*, people; got 'verb'"):
        words("verb")


def test_a_change_of_words_changes_what_is_made_with_them():
    module = import_module("overture.words")
    assert FILE.name in module.DATA
    assert "overture.words" in import_module("overture.names").USES
