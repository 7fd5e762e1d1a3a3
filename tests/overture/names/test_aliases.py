"""Forms of one name, and descriptions that the texts put beside a name."""

import time

import pytest

from overture.names.aliases import join_forms
from overture.names.descriptions import plain


def joined(first: str, second: str, *others: str, texts=(), known=None) -> bool:
    """Tell whether two forms are one, in either order of the forms."""
    forms = [first, second, *others]
    there = join_forms(forms, texts=texts, known=known)
    back = join_forms(forms[::-1], texts=texts, known=known)[::-1]
    assert (there[0] == there[1]) == (back[0] == back[1])
    return there[0] == there[1]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("William Quill", "Bill Quill"),
        ("Betty Quill", "Bettie Quill"),
        ("Quill", "Former board member Dr. Quill"),
        ("defensive lineman Arno Quill", "Arno Quill"),
        ("Mr . Quill", "Arno Quill"),
        ("in Plovgrad", "Plovgrad"),
        ("P . G .", "Plov Grad"),
        ("Plov.", "Plovgrad"),
        ("the Zorbs", "Plovgrad Zorblatts"),
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


def test_a_registered_name_is_not_the_start_of_another():
    known = {"Plovgrad": "plovgrad"}
    assert joined("Plovgrad", "Plovgrad Today")
    assert not joined("Plovgrad", "Plovgrad Today", known=known)


def test_registered_names_within_names_are_one():
    known = {"Plovgrad": "plovgrad", "Plovgradian": "plovgrad"}
    forms = ("Surgeon General of Plovgrad", "Plovgradian Surgeon General")
    assert joined(*forms, known=known)
    assert not joined(*forms)


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("Mine Owner", "The mine owner Jane Doe has sold."),
        ("Mine Owner", "Jane Doe, 43, a former mine owner, has sold."),
        ("Mine Owner", "Jane Doe is the mine owner."),
        ("Mine Owner", "A mine owner named Jane Doe has sold."),
        ("Mine Owner", "Jane Doe ( mine owner ) has sold ."),
        ("Owner", "Mine owner Jane Doe has sold."),
        ("Minister for the East", "Minister for the East Jane Doe went."),
        ("the Plovgrad Foreign Minister", "the Plovgrad Foreign Minister, Jane Doe"),
        ("commander of the guard", "Jane Doe, commander of the guard, went."),
        ("the head of the bank", "Jane Doe would later become the head of the bank."),
        ("the head of the bank", "He made Jane Doe the head of the bank."),
        ("His Chief of Staff", "His Chief of Staff is Jane Doe."),
    ],
)
def test_a_description_belongs_to_the_name_beside_it(description, text):
    assert joined(description, "Jane Doe", "Arno Quill", texts=[text])
    assert not joined(description, "Arno Quill", "Jane Doe", texts=[text])
    assert not joined(description, "Jane Doe", "Arno Quill")


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("Owner", "Jane Doe said the owner went."),
        ("Owner", "Jane Doe, the owner representative, went."),
        ("Owner", "Doe's owner went, and Jane Doe stayed."),
        ("Coach", "Voters picked her as coach, Jane Doe said."),
    ],
)
def test_a_description_of_somebody_else_is_left_alone(description, text):
    assert not joined(description, "Jane Doe", texts=[text])


def test_a_description_of_two_names_belongs_to_the_one_it_is_mostly_beside():
    texts = ["Coach Jane Doe won.", "Coach Arno Quill won."]
    assert not joined("Coach", "Jane Doe", "Arno Quill", texts=texts)
    assert joined("Coach", "Jane Doe", "Arno Quill", texts=[*texts, texts[0]])
    assert not joined("Coach", "Arno Quill", "Jane Doe", texts=[*texts, texts[0]])


def test_once_beside_a_name_in_many_mentions_is_chance():
    once, often = ["Coach Jane Doe won."], ["The coach went home."]
    assert joined("Coach", "Jane Doe", texts=once + often * 7)
    assert not joined("Coach", "Jane Doe", texts=once + often * 8)


def test_an_office_of_a_person_is_not_joined_with_an_organisation():
    text = "Governor Plovgrad Bank spoke."
    assert not joined("Governor", "Plovgrad Bank", texts=[text])
    assert joined(
        "Governor", "Jane Doe", texts=[text.replace("Plovgrad Bank", "Jane Doe")]
    )


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe, also known as Red Fox, spoke.",
        "Jane Doe (born 1950), who was known to many as `` Red Fox '' , spoke.",
        'Jane Doe ("Red Fox") spoke.',
        'Jane Doe (Latin: Ioanna, "Red Fox") spoke.',
    ],
)
def test_a_byname_is_joined_with_the_name_it_is_given_to(text):
    assert joined("Red Fox", "Jane Doe", texts=[text])
    assert not joined("Red Fox", "Jane Doe", texts=["Jane Doe saw Red Fox."])


def test_a_surname_that_is_a_common_word_is_no_description():
    texts = ["Ann Miller spoke. The miller Jane Doe spoke."]
    assert not joined("Ann Miller", "Jane Doe", texts=texts)


def test_spaced_punctuation_is_read_as_usual():
    spaced = "U . S . envoy Mr . Quill ( left ) , ex - judge [2] , spoke ."
    assert plain(spaced) == "U.S. envoy Mr. Quill (left), ex-judge, spoke."
    assert plain("As usual: (yes), 'so'.") == "As usual: (yes), 'so'."


def test_forms_with_signs_of_patterns_do_no_harm():
    forms = ["A.*", "(", "", "Jane (Doe", "owner of ("]
    assert join_forms(forms, texts=["Jane (Doe, owner of (, A.*"])[:3] == [0, 1, 2]
    assert join_forms([], texts=["Nothing."]) == []
    assert join_forms(["son", "Ann Li"], texts=["The ſon Ann Li spoke."]) == [0, 1]


def test_long_texts_take_time_in_proportion():
    forms = [f"Ann Name{i}" for i in range(50)] + ["Coach", "head of the bank"]
    text = " ".join(f"Coach {form}, of the and so on, known." for form in forms * 4)
    join_forms(forms, texts=[text])

    def seconds(n: int) -> float:
        start = time.process_time()
        join_forms(forms, texts=[text] * n)
        return time.process_time() - start

    assert min(seconds(20) for _ in range(3)) < 8 * min(seconds(5) for _ in range(3))
