"""Forms of one name: which of a document's names mean the same actor.

A partition of names by their letters: surname and full name, title and name,
initials, acronym and long form, given names and their short forms. Descriptions
("the driver") stay alone.
"""

import re
import unicodedata
from collections import defaultdict
from difflib import SequenceMatcher

from overture.names.name_types import ORGANISATION, PLACE, TITLES, is_common

_SUFFIXES = frozenset(
    "corp corporation inc incorporated ltd limited llc plc co company group holdings "
    "gmbh ag sa nv jr sr ii iii iv md phd frs esq magazine com".split()
)
# Given names and short forms that are not their beginnings.
_GIVEN = [
    frozenset(names.split())
    for names in (
        "william bill will billy; robert bob bobby rob; richard dick rick; mary molly; "
        "james jim jimmy; john jack johnny jon; edward ed ted ned eddie; andrew drew; "
        "charles chuck charlie; henry harry hank; michael mike mick; antony anthony "
        "tony; lawrence laurence larry; francis frank; theodore ted; gerald jerry; "
        "elizabeth liz beth betty lisa; margaret maggie meg peggy; katherine catherine "
        "kathryn kate katie kathy cathy; alexander alex sasha; deborah debbie; susan "
        "sue; vladimir volodymyr; sergei sergey serhiy; stephen steven steve; nicholas "
        "nick; abraham abe; eugene gene; thomas tom tommy"
    ).split(";")
]
# After these words and before those a name is a part of another name.
_LINKS = frozenset("of for in at on and".split())
_SIDES = frozenset("north south east west new upper lower shadow vice deputy".split())
_HOUSES = (ORGANISATION | PLACE | TITLES) - frozenset(
    "airlines airways bank co company corp corporation enterprise firm group holdings "
    "inc industries limited llc ltd partners plc services city province state".split()
)
_SMALL = frozenset("the of for and a an in on at to de la al & 's".split())
_HONORIFIC = re.compile(r".+ (?:[Dd]r|[Mm]rs?|[Mm]s|Prof|Sen|Rep|Gen|Col)\. (?=[A-Z])")


_SHORTEST = 10  # letters of a name that may be a misspelling of another
_ALIKE = 0.88  # least likeness of two spellings, as SequenceMatcher counts it


def join_forms(forms: list[str]) -> list[int]:
    """Number the names so that forms of one actor share a number.

    Parameters
    ----------
    forms : list of str
        Distinct names of one document (or of one story).

    Returns
    -------
    list of int
        By form, the position of the first form that it is joined with.

    Notes
    -----
    A short form that fits two longer names that are not themselves joined is
    left alone: nothing is guessed.

    Examples
    --------
    >>> join_forms(["European Union", "Jane Doe", "EU", "Ms Doe", "Doe", "John Roe"])
    [0, 1, 0, 1, 1, 5]
    """
    words = [_words(form) for form in forms]
    group = list(range(len(forms)))

    def find(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    def join(i: int, j: int) -> None:
        i, j = sorted((find(i), find(j)))
        group[j] = i

    shelves = _shelve(words)
    for i, j in _spellings(words, shelves):
        join(i, j)
    for i in sorted(range(len(forms)), key=lambda i: (-len(words[i]), i)):
        longer = _longer(i, forms, words, shelves)
        if len({find(j) for j in longer}) == 1:
            join(i, longer[0])
    return [find(i) for i in range(len(forms))]


def _shelve(words: list[list[str]]) -> dict[tuple, list[int]]:
    """Lay out the forms by what those that may be one have in common."""
    shelves: dict[tuple, list[int]] = defaultdict(list)
    for i, found in enumerate(words):
        if found:
            shelves["last", found[-1]].append(i)
            shelves["first", found[0]].append(i)
            shelves["letters", found[0][:2]].append(i)
        if len(found) > 2:
            shelves["turned", *_turned(found)].append(i)
    return shelves


def _spellings(words: list[list[str]], shelves: dict):
    """Yield pairs of forms that are spellings of one name."""
    for (shelf, *_), members in shelves.items():
        for place, i in enumerate(members):
            for j in members[:place]:
                if shelf == "turned" or (shelf != "tail" and _same(words[i], words[j])):
                    yield i, j


def _longer(i: int, forms: list[str], words: list[list[str]], shelves: dict):
    """Return the names that a form is short for, of the first way that finds any."""
    if not words[i]:
        return []
    first, last = words[i][0], words[i][-1]
    near = [*shelves.get(("last", last), ()), *shelves.get(("last", f"{last}s"), ())]
    longer = [j for j in near if _ends(words[i], words[j])]
    if not longer and _is_acronym(forms[i]):
        longer = [
            j for j, long in enumerate(words) if _spells(forms[i], words[i], long)
        ]
    if not longer:
        near = shelves["first", first]
        longer = [j for j in near if _begins(words[i], words[j])]
    return longer


def _words(form: str) -> list[str]:
    """Return the words that tell names apart, in small letters."""
    words = re.findall(r"[\w'&-]+", _simplified(form).replace(".", " ").lower())
    words = [word.strip("'-") for word in words]
    words = [word for word in words if word and word not in ("the", "a", "an")]
    while len(words) > 1 and words[0] in _LINKS:
        words = words[1:]
    if not words or words[-1] in TITLES and TITLES.issuperset(words):
        return words  # "Vice President" is not a titled name
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    return words


def _simplified(form: str) -> str:
    """Return a form without accents, honours, possessives and points of initials."""
    text = form
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("’", "'"))
        text = "".join(c for c in text if not unicodedata.combining(c))
    if "." in text:
        text = _HONORIFIC.sub("", text)
        text = re.sub(r"\b([A-Z])\. ?(?=[A-Z]\b)", r"\1", text)
    if "'" in text:
        text = re.sub(r"'s\b|s?'$", lambda m: m[0].strip("'"), text)
    if "," in text:
        text = re.sub(r",\s*(?:[A-Z]\.?\s?){1,4}(?:,|$).*", "", text)
    return text


def _same(a: list[str], b: list[str]) -> bool:
    """Tell whether two names are spellings of one."""
    if a == b:
        return True
    if len(a) < 2 or len(b) < 2:
        return False
    if a[-1] == b[-1]:
        small, large = sorted((a, b), key=len)
        if small == large[-len(small) :] and is_common(large[-len(small) - 1]):
            # "defensive lineman Jane Doe", but not "town council"
            return not _HOUSES.intersection(small) and not _is_part(small, large)
        # One has a middle name, an initial or a nickname more.
        inner = iter(large)
        if _fits(a[0], b[0]) and all(any(_fits(w, o) for o in inner) for w in small):
            return True
        a, b = a[:-1], b[:-1]  # Mark Quill is not Mary Quill
    return _alike(*sorted((" ".join(a), " ".join(b)), key=len))


def _alike(small: str, large: str) -> bool:
    """Tell whether two texts differ by a few letters only."""
    if len(small) < _SHORTEST or small[0] != large[0] or len(small) < 0.78 * len(large):
        return False
    matcher = SequenceMatcher(None, small, large, autojunk=False)
    return matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE


def _turned(words: list[str]) -> list[str]:
    """Return "army of russia" as "russia army"."""
    for link in ("of", "for"):
        if link in words[1:-1]:
            place = words.index(link)
            return [*words[place + 1 :], *words[:place]]
    return words


def _fits(word: str, other: str) -> bool:
    """Tell whether a word is another, its initial, plural or short form."""
    if word == other:
        return True
    short, long = sorted((word, other), key=len)
    if long.startswith(short):
        return len(short) in (1, 3, 4, 5) or long[len(short) :] == "s"
    betty = short.endswith("y") and long == short[:-1] + "ie"
    return betty or any(word in names and other in names for names in _GIVEN)


def _ends(short: list[str], long: list[str]) -> bool:
    """Tell whether a longer name ends with a short one (surname, team).

    "University of Basel" is not Basel, and police may be any police.
    """
    if not short or len(short) >= len(long):
        return False
    if _is_part(short, long) or short[0] in ORGANISATION:
        return False
    return (
        short == long[-len(short) :]
        or [*short[:-1], short[-1] + "s"] == long[-len(short) :]
    )


def _is_part(short: list[str], long: list[str]) -> bool:
    """Tell whether the end of a longer name is only what another name is of."""
    return long[-len(short) - 1] in _LINKS | _SIDES


def _begins(short: list[str], long: list[str]) -> bool:
    """Tell whether a longer name begins with a short one (given name).

    "Basel University" is not Basel.
    """
    if not short or len(short) >= len(long) or short != long[: len(short)]:
        return False
    other = _HOUSES.intersection(long[len(short) :])
    return not other or bool(ORGANISATION.intersection(short))


def _is_acronym(form: str) -> bool:
    """Tell whether a form is one word with two or more capitals."""
    return " " not in form and sum(c.isupper() for c in form) > 1


def _spells(form: str, short: list[str], long: list[str]) -> bool:
    """Tell whether a form is the initials of a longer name."""
    if len(short) != 1 or short == long:
        return False
    letters = "".join(c for c in form if c.isalpha()).lower()
    parts = [part for word in long for part in word.split("-") if part]
    return (
        _is_blend(form, long)
        or _are_initials(letters, parts)
        # THR: The Hollywood Reporter
        or _are_initials(letters.removeprefix("t"), parts)
    )


def _are_initials(letters: str, parts: list[str]) -> bool:
    """Tell whether letters begin some words in turn, small words left out or not."""
    for part in parts:
        if letters and part[0] == letters[0]:
            letters = letters[1:]
        elif part not in _SMALL:
            return False
    return not letters


def _is_blend(form: str, long: list[str]) -> bool:
    """Tell whether a form is the beginnings of two words: CENTCOM, NatWest, J-Lo."""
    if len(long) != 2:
        return False
    parts = re.findall(r"[A-Z][a-z]*", form)
    if form.isupper() and form.isalpha():
        cuts = [(form[:cut], form[cut:]) for cut in range(2, len(form) - 1)]
    else:
        cuts = [parts] if len(parts) == 2 and len(form) > 3 else []
    return any(
        all(w.startswith(part.lower()) for w, part in zip(long, cut, strict=True))
        for cut in cuts
    )
