"""What a capitalised name is: a person, an organisation, a place, or no actor.

From its own words (titles, corporate words, a dictionary of common words) and
from what stands beside it. The names of events, works, laws, peoples and times
are left out on purpose.
"""

import re
from functools import lru_cache
from string import capwords
from typing import NamedTuple

from overture.words import words

TITLES = words("title", "qualifier")
ORGANISATION = words("organisation")
PLACE = words("place")
FUNCTION = words("function")
EVENTS = words("event")
CALENDAR = words("calendar")
_PEOPLES = frozenset(map(capwords, words("people")))
_SPEECH = re.compile(
    r",? (?:said|says|spoke|met|visited|told|added|argued|announced|claimed|warned|"
    r"tweeted|wrote|noted|"
    r"insisted|stressed|denied|confirmed|admitted|explained|replied|who|was born|"
    r"asked|called|believes|thinks|himself|herself|joined|married|died)\b"
)
_AT_PLACE = re.compile(
    "|".join(
        rf"(?<=\b{word} )"
        for word in "in at near from to across around outside of into".split()
    )
)
_NUMBERED = re.compile(r"[ -]\d{1,3}\b(?! ?[a-z%,])")
_APPOSED = re.compile(r",? (?:\(?\d{2}\)?,|(?:a|an|the|who|whose) )|, \d\d\b| of [A-Z]")
_ARTICLES = ("the ", "The ", "a ", "an ")
_NOT_NAMES = frozenset(
    "TV DVD CD DNA RNA LP EP HIV AIDS GDP GPS PhD CEO CFO IT PC API SQL OK ID VIP UFO "
    "LGBT LGBTQ AM PM BC AD CE BCE HD AI VAT CO2 FM AC DC No Jr Sr I Mr Mrs".split()
)
_ROMAN = re.compile(r"[IVXLC]+")
_BEFORE = 25  # characters looked at for a title or an article


def type_of(text: str, start: int, end: int) -> str | None:
    """Guess the type of a name, None for what names no actor or place."""
    form = _form(text[start:end])
    if form is None:
        return None
    if form.organisation:
        return "organisation"
    before = text[max(0, start - _BEFORE) : start]
    if _NUMBERED.match(text, end) or (
        form.people and before.endswith(_ARTICLES) and text.startswith(" ", end)
    ):
        return None  # Apollo 13, PlayStation 2; an Austrian painter
    if before.endswith(" ") and plain(before.rstrip().rsplit(" ", 1)[-1]) in TITLES:
        return "person"
    if form.place:
        return "place"
    return _type_beside(form, text, start, end)


def _type_beside(form: "_Form", text: str, start: int, end: int) -> str:
    """Guess the type of a name by the words beside it."""
    if form.n_words < 4 and _SPEECH.match(text, end):
        return "organisation" if form.upper else "person"
    if form.upper and form.n_words == 1:
        return "other"
    if form.n_words < 3 and _AT_PLACE.match(text, start):
        return "place"
    if form.listed or form.uncommon and _APPOSED.match(text, end):
        return "person"
    return "other"


class _Form(NamedTuple):
    """What a name tells by itself."""

    organisation: bool
    people: bool  # may be one: "an Austrian"
    place: bool
    upper: bool
    n_words: int
    uncommon: bool  # two to four words, not all of them common
    listed: bool  # Jane is a name in the dictionary; a surname is mostly no word of it


@lru_cache(maxsize=100_000)
def _form(name: str) -> _Form | None:
    """Look a name up, None for what names no actor or place anywhere."""
    parts = name.split()
    small = [plain(part) for part in parts]
    single = len(small) == 1
    last = small[-1] if single or not _ROMAN.fullmatch(parts[-1]) else small[-2]
    organisation = not ORGANISATION.isdisjoint(small)
    if _is_no_actor(name, small[0], last) or (
        any(c.isdigit() for c in name) and not organisation
    ):
        return None
    if single and not name.isupper() and last in _NO_NAME:
        return None
    uncommon = 2 <= len(small) <= 4 and not all(map(is_common, small))
    return _Form(
        organisation=organisation,
        people=single and name.endswith(("ian", "ese", "ish", "ians")),
        place=not PLACE.isdisjoint(small),
        upper=name.isupper(),
        n_words=len(small),
        uncommon=uncommon,
        listed=uncommon and _is_listed_name(small[0]) and not is_common(last),
    )


_NO_NAME = FUNCTION | TITLES | CALENDAR


def _is_no_actor(name: str, first: str, last: str) -> bool:
    """Tell whether a name is of a number, a thing, an event or a people."""
    return (
        len(name) < 2
        or _ROMAN.fullmatch(name) is not None
        or name in _NOT_NAMES
        or last in EVENTS
        or first in ("battle", "treaty", "operation")
        or is_people(name)
    )


def is_people(word: str) -> bool:
    """Tell whether a word is of a state's people, or of another people or faith."""
    return word in _demonyms() or is_faith(word)


def is_faith(word: str) -> bool:
    """Tell whether a word is of a people without a state, a faith or a movement."""
    return word in _PEOPLES


def plain(word: str) -> str:
    """Return a word in small letters, without a point."""
    return word.lower().rstrip(".")


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, str]:
    """Return English words with their lemmas; names have a capital lemma."""
    from simplemma.strategies.dictionaries.dictionary_factory import (
        DefaultDictionaryFactory,
    )

    return DefaultDictionaryFactory().get_dictionary("en")


@lru_cache(maxsize=200_000)
def is_common(word: str) -> bool:
    """Tell whether a word in small letters is a common English word."""
    lemma = _dictionary().get(word)
    return lemma is not None and lemma[:1].islower()


@lru_cache(maxsize=100_000)
def _is_listed_name(word: str) -> bool:
    """Tell whether the dictionary has a word with a capital only."""
    lemma = _dictionary().get(word) or _dictionary().get(word.title())
    return lemma is not None and lemma[:1].isupper()


@lru_cache(maxsize=1)
def _demonyms() -> frozenset[str]:
    """Return the demonyms of the built-in registry: adjectives, not names."""
    from overture.names.registry import read_actors

    aliases = read_actors().aliases
    return frozenset(aliases.loc[aliases["kind"] == "demonym", "alias"])
