"""Dates in lines, encodings and fields by a format's own names."""

import pytest

from overture.readers.dates import date_in
from overture.readers.encoding import decode
from overture.readers.record import picked


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Politique, jeudi 5 octobre 2013, p. 3", "5 octobre 2013"),
        ("March 4, 2021 Thursday 9:20 AM GMT", "March 4, 2021"),
        ("Section 12, page 2024", None),
    ],
)
def test_the_first_date_of_a_line_is_found(line, date):
    assert date_in(line) == date


def test_utf8_is_no_assumption_and_half_a_character_at_the_end_no_fault():
    assert decode("Zürich".encode()) == ("Zürich", "")
    assert decode("Zürich".encode("utf-16")) == ("Zürich", "")
    assert decode("Zü".encode()[:-1], whole=False) == ("Z", "")


def test_the_first_of_a_formats_names_that_is_there_gives_the_field():
    fields = picked({"PY": "2021", "TI": "Rain"}, {"title": "TI|T1", "date": "DA|PY"})
    assert fields == {"title": "Rain", "date": "2021"}
    assert picked({}, {"title": "TI"}) == {"title": ""}
