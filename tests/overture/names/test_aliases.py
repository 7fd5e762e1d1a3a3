"""Forms of one name: which are joined, and which are left alone."""

import pytest

from overture.names.aliases import join_forms


def joined(first: str, second: str, *others: str) -> bool:
    """Tell whether two forms are one, in either order of the forms."""
    forms = [first, second, *others]
    there = join_forms(forms)
    back = join_forms(forms[::-1])[::-1]
    assert (there[0] == there[1]) == (back[0] == back[1])
    return there[0] == there[1]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("William Quill", "Bill Quill"),
        ("Betty Quill", "Bettie Quill"),
        ("Quill", "Former board member Dr. Quill"),
        ("defensive lineman Arno Quill", "Arno Quill"),
        ("Mr. Quill", "Arno Quill"),
        ("in Plovgrad", "Plovgrad"),
        ("P.G.", "Plov Grad"),
        ("CENTBUR", "Central Bureau"),
        ("J-Qui", "Jane Quill"),
        ("PG", "Plov-Grad"),
        ("Central Election Board", "Central Elections Board"),
        ("Ministry of Inland Waters", "Inland Waters Ministry"),
    ],
)
def test_a_short_form_is_joined_with_the_name(short, long):
    assert joined(short, long)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Plovgrad", "University of Plovgrad"),
        ("Plovgrad", "Plovgrad University"),
        ("Plovgrad", "Plovgrad Senator Arno Quill"),
        ("Plovgrad", "East Plovgrad"),
        ("President", "Vice President"),
        ("Police", "Plovgrad Police"),
        ("Quay Party", "Arno Quill of the Quay Party"),
        ("Mark Quill", "Mary Quill"),
    ],
)
def test_a_part_of_another_name_is_left_alone(short, long):
    assert not joined(short, long)


def test_forms_with_signs_of_patterns_do_no_harm():
    assert join_forms(["A.*", "(", "", "Jane (Doe"])[:3] == [0, 1, 2]
    assert join_forms([]) == []
