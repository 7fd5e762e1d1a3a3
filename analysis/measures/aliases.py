"""Forms of one name: which of a document's names mean the same actor.

A partition of names by their letters alone: surname and full name, title and
name, initials, acronym and long form, with and without a corporate suffix.
Descriptions ("the driver") are not names and stay alone.
"""

import re
import unicodedata
from collections import defaultdict
from difflib import SequenceMatcher

from analysis.measures.name_rules import TITLES

_SUFFIXES = frozenset(
    "corp corporation inc incorporated ltd limited llc plc co company group holdings "
    "gmbh ag sa nv jr sr ii iii iv md phd frs esq magazine com".split()
)
_SMALL = frozenset("the of for and a an in on at to de la al & 's".split())
_ROLES = frozenset(
    "commander adviser advisor representative envoy head leader founder chef officer "
    "chargé d’affaires executive ceo minister member manager owner driver boss".split()
)
_PREFIXES = frozenset("attorney lawyer escapee inmate former late acting".split())


def join_forms(forms: list[str], *, known=None, texts=()) -> list[int]:
    """Number the names so that forms of one actor share a number.

    Parameters
    ----------
    forms : list of str
        Distinct names of one document (or of one story).
    known : dict, optional
        Alias to actor_id: registered aliases of one actor are one.
    texts : iterable of str, optional
        The document's sentences. A description right beside a name ("Jane Doe,
        head of the agency") then is one with it.

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

    # Names meet only those that share their first or last word, or first letters.
    shelves: dict[tuple, list[int]] = defaultdict(list)
    for i, found in enumerate(words):
        if found:
            shelves["last", found[-1]].append(i)
            shelves["first", found[0]].append(i)
            shelves["letters", found[0][:2]].append(i)
        if actor := (known or {}).get(_bare(forms[i])):
            shelves["actor", actor].append(i)
    for (shelf, _), members in shelves.items():
        for place, i in enumerate(members):
            for j in members[:place]:
                if shelf == "actor" or _same(words[i], words[j]):
                    join(i, j)
    for i in sorted(range(len(forms)), key=lambda i: (-len(words[i]), i)):
        if not words[i]:
            continue
        last, first = words[i][-1], words[i][0]
        for near, fits in (
            ([*shelves["last", last], *shelves["last", f"{last}s"]], _ends),
            (range(len(forms)) if _is_acronym(forms[i]) else (), _spells),
            (shelves["first", first], _begins),
        ):
            longer = [j for j in near if fits(forms[i], words[i], words[j])]
            if longer:
                if len({find(j) for j in longer}) == 1:
                    join(i, longer[0])
                break
    texts = list(texts)
    for i, j in (*_appositions(forms, texts), *_in_brackets(forms, texts)):
        join(i, j)
    return [find(i) for i in range(len(forms))]


def _bare(form: str) -> str:
    """Return a form as registries write it."""
    form = re.sub(r"['’]s?$|^[Tt]he ", "", form.strip())
    return re.sub(r" ?\. ?(?=[A-Z]\b)", ".", form)


def _appositions(forms: list[str], texts: list[str]):
    """Find pairs of a name and a description that stand side by side.

    "The agency's head, Jane Doe", "Jane Doe, head of the agency". A
    description that stands beside several names describes none of them.
    """
    described = [_is_description(form) for form in forms]
    for i, form in enumerate(forms):
        if not described[i] or not texts:
            continue
        beside = set()
        pattern = re.compile(rf"(?<!\w){re.escape(form)}(?!\w)")
        for text, match in ((t, m) for t in texts for m in pattern.finditer(t)):
            before = re.sub(r",? ?(?:the |a |an )?$", "", text[: match.start()])
            comma = text[len(before) :].startswith((",", " ("))
            # "The agency's head, the Oslo-born jurist Jane Doe"
            gap = _GAP.match(text, match.end())
            after = text[match.end() : gap.end() + 60]
            for j, other in enumerate(forms):
                if j != i and not described[j] and len(other) > 3:
                    place = after.find(other)
                    near = 0 <= place <= gap.end() - match.end()
                    if near or (comma and before.endswith(other)):
                        beside.add(j)
        names = {_words(forms[j])[-1] for j in beside if _words(forms[j])}
        if len(names) == 1:
            yield from ((i, j) for j in sorted(beside))


_BRACKETS = re.compile(r"\( ?(?:the |or |also known as )?([^()]{2,60}?) ?\)")
# A comma and up to three words, or titles without a comma.
_GAP = re.compile(
    r", (?:[\w.-]+ ){0,3}|(?: (?:the|The|[A-Z][a-z]{1,4}\.|Dr|Mr|Ms|Mrs|General))* |"
)


def _in_brackets(forms: list[str], texts: list[str]):
    """Find pairs of a name and another in brackets after it: "Agency (AG)"."""
    for text in texts:
        for match in _BRACKETS.finditer(text):
            inside = match[1].strip("\"'“”")
            if inside not in forms:
                continue
            before = re.sub(r"['’]s$", "", text[: match.start()].rstrip())
            for j, other in enumerate(forms):
                initials = {word[0] for word in _words(other)}
                fits = " " in inside or inside[0].lower() in initials
                if before.endswith(other) and " " in other and fits:
                    yield forms.index(inside), j


def _is_description(form: str) -> bool:
    """Tell whether a form has a role in it and is more than a titled name."""
    words = form.split()
    if len(words) < 2:
        return False
    roles = [w for w in words if w.lower() in TITLES | _ROLES]
    rest = [w for w in words if w[:1].isupper() and w.lower().rstrip(".") not in TITLES]
    return bool(roles) and (
        words[-1].lower() in TITLES | _ROLES
        or " of " in form
        or " for " in form
        or " to " in form
        or not rest
    )


def _words(form: str) -> list[str]:
    """Return the words that tell names apart, in small letters."""
    plain = unicodedata.normalize("NFKD", form.replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"\b([A-Z]) ?\. ?(?=[A-Z]\b)", r"\1", plain)
    plain = re.sub(r"'s\b|'$|s' *$", lambda m: "s" if m[0][0] == "s" else "", plain)
    plain = re.sub(r",\s*(?:[A-Z]\s?\.?\s?){1,4}(?:,|$).*", "", plain)
    words = re.findall(r"[\w'&-]+", plain.replace(".", " ").lower())
    words = [word.strip("'-") for word in words]
    words = [word for word in words if word and word not in ("the", "a", "an")]
    while len(words) > 1 and (words[0] in TITLES or words[0] in _PREFIXES):
        words = words[1:]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    return words


def _same(a: list[str], b: list[str]) -> bool:
    """Tell whether two names are spellings of one."""
    if a == b:
        return True
    if len(a) < 2 or len(b) < 2:
        return False
    if a[-1] == b[-1]:
        # One has a middle name, an initial or a nickname more.
        small, large = sorted((a, b), key=len)
        inner = iter(large)
        if all(any(_fits(word, other) for other in inner) for word in small):
            return True
    small, large = sorted((" ".join(a), " ".join(b)), key=len)
    if len(small) < 10 or small[0] != large[0] or len(small) < 0.78 * len(large):
        return False
    matcher = SequenceMatcher(None, small, large, autojunk=False)
    return matcher.quick_ratio() > 0.88 and matcher.ratio() > 0.88


def _fits(word: str, other: str) -> bool:
    """Tell whether a word is another, its initial or its short form."""
    if word == other:
        return True
    short, long = sorted((word, other), key=len)
    return long.startswith(short) and len(short) in (1, 3, 4, 5)


def _ends(form: str, short: list[str], long: list[str]) -> bool:
    """Tell whether a longer name ends with a short one (surname, team)."""
    if not short or len(short) >= len(long):
        return False
    return (
        short == long[-len(short) :]
        or [*short[:-1], short[-1] + "s"] == long[-len(short) :]
    )


def _begins(form: str, short: list[str], long: list[str]) -> bool:
    """Tell whether a longer name begins with a short one (given name)."""
    return bool(short) and len(short) < len(long) and short == long[: len(short)]


def _is_acronym(form: str) -> bool:
    """Tell whether a form is one word with two or more capitals."""
    return " " not in form and sum(c.isupper() for c in form) > 1


def _spells(form: str, short: list[str], long: list[str]) -> bool:
    """Tell whether a form is the initials of a longer name."""
    if len(short) != 1 or len(long) < 2:
        return False
    parts = [part for word in long for part in word.split("-") if part]
    letters = "".join(c for c in form if c.isalpha()).lower()
    for start in (letters, letters.removeprefix("t")):  # THR: The Hollywood Reporter
        left = start
        for part in parts:
            if left and part[0] == left[0]:
                left = left[1:]
            elif part not in _SMALL:
                break
        else:
            if not left:
                return True
    return False
