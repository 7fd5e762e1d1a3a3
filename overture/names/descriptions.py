"""Descriptions: which name of a document a phrase such as "the coach" stands for.

A description has a common noun as its head ("Mine Owner", "head of the agency").
It belongs to the name that the texts put beside it, before or after. What stands
beside several names about as often belongs to none of them.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import pairwise

from overture.names.name_rules import ORGANISATION, PLACE, TITLES, is_common

_PEOPLE = frozenset(
    "boss boy bride brother captain captive cardinal champion chef chief coach "
    "convict cop counsel critic dad daughter d’affaires envoy executive father friend "
    "fugitive girl groom guard guest guru head heir hero host icon inmate judge "
    "kid king lady leader legend mate mayor medic member mom mother mum nurse partner "
    "patient patriarch pilot president priest prophet protagonist queen rebel recruit "
    "relative representative rival secretary secretary-general sister son spouse spy "
    "star student suspect teen thief twin tycoon veteran victim widow wife witness "
    "youth".split()
)
_AGENT = re.compile(r"\w{2,}(?:[eo]r|ist|ian|m[ae]n|wom[ae]n|ee|ess|ant|ate|eer)")
_OF = re.compile(r" (?:of|for|to|in|at|on|from|with) .*| - .*")
_QUOTES = "\"'“”‘’`"
# Words that end what stands beside a name: a verb or a new phrase begins.
_STOPS = (
    "and or but who whom whose which that with after before as said says told has had "
    "have is was were are be been will would could may in on at to from by for of it "
    "he she they his her their its when while where if not over into than about"
)
_WORD = rf"(?!(?:{_STOPS.replace(' ', '|')})\b)[\w.’'-]+ "
_TITLE = rf"(?:(?:{'|'.join(sorted(TITLES))})\b\.? ?)*"
_IS = r"(?:is|was|are|were|be|become|becomes|became|becoming|remains|remained)"
_CALLED = (
    r",? \(?(?:(?:who|which|that) )?(?:(?:is|was|are|were) )?"
    r"(?:(?:also|better|best|sometimes|widely|formerly|officially|originally) )?"
    r"(?:(?:known|identified|referred)(?: \w+){0,4}? as"
    r"|called|named|nicknamed|dubbed|officially|formerly|aka|a\.k\.a\.)(?: the)? "
)
# What may stand between a description and the name after it ...
_BEFORE = re.compile(
    rf"(?: of [\w-]+)?(?:,| -|:)? (?:a\.i\.,? )?{_TITLE}"
    rf"|, (?!\w+ed )(?:{_WORD}){{0,3}}{_TITLE}"
    rf"|,? (?:named|called|identified as) |,? {_IS} ",
    re.IGNORECASE,
)
# ... and between a name and the description after it.
_AFTER = re.compile(
    rf",? (?:the |an? )(?:{_WORD}){{0,3}}|, (?:\d+, )?(?:{_WORD}){{0,4}}"
    rf"|,? (?:(?:who|would|will|later|has|had|then) ){{0,4}}{_IS} "
    rf"(?:the |an? |his |her |their |its )?(?:{_WORD}){{0,3}}"
    rf"| \((?:{_WORD}){{0,3}}|, [{_QUOTES}]{{1,2}} ?",
    re.IGNORECASE,
)
# A description is whole where no noun follows.
_ENDS = re.compile(rf"[^\w\s-]|\W*$| [^\w]| (?:turned|{_STOPS.replace(' ', '|')})\b")
_SPACED = re.compile(r" [-,.;:)?!'’]|\( |\[\d|``|''|\"\"")
_HOPED = re.compile(r"\b(?:for|as|of|to|be|become|in) (?:the |an? )?$")
_BRACKETS = re.compile(r" ?\([^()]*\)")
_BY_NAME = re.compile(
    rf"{_CALLED}[{_QUOTES}]* ?|, [{_QUOTES}]{{1,2}} ?| ?\([^()]{{0,80}}[\"“]",
    re.IGNORECASE,
)
_OPEN = re.compile(rf"(?:['’]s)? ?\((?:the |or )?[{_QUOTES}]?")
_CLOSE = re.compile(rf"[{_QUOTES}]? ?\)")
_NEAR = 90  # characters; no pattern is longer by much


def find_descriptions(forms: list[str], numbers: list[int], texts: list[str]):
    """Find which descriptions stand for which names, and which names for others.

    Parameters
    ----------
    forms : list of str
        Distinct names and descriptions.
    numbers : list of int
        By form, the number that it shares with other forms of the same actor.
    texts : list of str
        Sentences that have the forms.

    Yields
    ------
    (int, int)
        Positions of two forms that mean the same.
    """
    texts = [plain(text) for text in texts]
    texts += [_BRACKETS.sub("", text) for text in texts if "(" in text]
    forms = [plain(form) for form in forms]
    small = set(re.findall(r"(?<![\w-])[a-z][\w’'-]+", " ".join(texts)))
    described = {i for i, form in enumerate(forms) if _is_description(form, small)}
    named = {numbers[i] for i in range(len(forms)) if i not in described}
    described = {i for i in described if numbers[i] not in named}
    bodies = {j for j, form in enumerate(forms) if _is_body(form)}
    evidence: dict[int, Counter] = defaultdict(Counter)
    seen: Counter = Counter()
    for i, j in _neighbours(forms, described, texts):
        seen[numbers[i]] += 1
        if j is not None and not (j in bodies and _is_person(_head(forms[i]))):
            evidence[numbers[i]][numbers[j]] += 1
    for i, beside in sorted(evidence.items()):
        (best, most), *others = beside.most_common(2)
        alone = not others or most >= 2 * others[0][1]
        # Beside a name once in a while is chance.
        if alone and 8 * most >= seen[i]:
            yield i, best


def plain(text: str) -> str:
    """Return a text as it is usually written: no blanks before commas and points."""
    if not _SPACED.search(text):
        return text
    text = re.sub(r" ?\[\d+\]", "", text)
    text = re.sub(r"\b([A-Z]) \. ?(?=[A-Z] ?\.)", r"\1.", text)
    text = re.sub(r" (?=[,.;:)?!])| (?=['’]s\b)|(?<=\() ", "", text)
    return re.sub(r"``|''|\"\"", '"', re.sub(r"(?<=\w) - (?=\w)", "-", text))


def _is_description(form: str, small: set[str]) -> bool:
    """Tell whether the head of a form is a common noun.

    In small letters in the form, or a word for a person that the texts write in
    small letters elsewhere.
    """
    head = _head(form)
    word = head.lower()
    if word in TITLES or word in _PEOPLE:
        # "Minister", "Foreign Office Minister", but not "Stephen King"
        words = form.lower().split()
        return len(words) != 2 or word in small or {*words} <= TITLES | {"the"}
    if word in ORGANISATION | PLACE:
        return form[0].lower() + form[1:] == form.lower() and " " in form
    if head.islower() or not is_common(word):
        return head.islower()
    return _is_person(word) and (word in small or bool(_OF.search(form)))


def _head(form: str) -> str:
    """Return the noun of a phrase: "head of the agency" has "head"."""
    words = _OF.sub("", form).split(",")[0].split()
    return re.sub(r"['’]s?$", "", words[-1]) if words else ""


def _is_person(word: str) -> bool:
    """Tell whether a noun is a word for a person."""
    word = word.lower()
    return word in TITLES | _PEOPLE or bool(_AGENT.fullmatch(word))


def _is_body(form: str) -> bool:
    """Tell whether a name is of a place or an organisation."""
    words = form.lower().split() or [""]
    return words[-1] in ORGANISATION | PLACE or bool(re.fullmatch(r"[A-Z.]{2,6}", form))


def _neighbours(forms: list[str], described: set[int], texts: list[str]):
    """Find each place where two forms stand beside each other and mean the same."""
    order = [i for i, form in enumerate(forms) if form]
    order.sort(key=lambda i: (-len(forms[i]), i))
    names = {forms[i]: i for i in reversed(order) if i not in described}
    roles = {forms[i].lower(): i for i in reversed(order) if i in described}
    longest = max(map(len, names), default=0)
    find_names = _any_of([forms[i] for i in order if i not in described])
    find_roles = _any_of([forms[i] for i in order if i in described], re.IGNORECASE)
    for text in texts:
        found = [(*m.span(), names[m[0]]) for m in find_names.finditer(text)]
        for (_, end, first), (start, stop, second) in pairwise(found):
            if _BY_NAME.fullmatch(text, end, start) or (
                _OPEN.fullmatch(text, end, start)
                and _CLOSE.match(text, stop)
                and _may_follow(forms[second], forms[first])
            ):
                yield second, first
        starts = [start for start, *_ in found]
        for match in find_roles.finditer(text):
            first = bisect_left(starts, match.start() - _NEAR - longest)
            last = bisect_left(starts, match.end() + _NEAR)
            beside = [
                (*distance, name)
                for start, end, name in found[first:last]
                if (distance := _distance(text, match.span(), (start, end)))
            ]
            role = roles.get(match[0].lower())  # nothing for "ſon", found as a son
            if role is not None:
                yield role, min(beside)[2] if beside else None


def _distance(text: str, role: tuple, name: tuple) -> tuple[int, int] | None:
    """Return how loosely a description and a name are tied; nothing if not at all."""
    (start, end), (begin, stop) = role, name
    if begin == start and end < stop:
        return 0, 0  # "Mine Owner" in "Mine Owner Jane Doe"
    if 0 <= begin - end < _NEAR and _BEFORE.fullmatch(text, end, begin):
        comma = text[end] == ","
        if comma and _HOPED.search(text, max(0, start - _NEAR), start):
            return None  # "picked as mayor, Jane Doe"
        return 2 * comma, begin - end
    if 0 <= start - stop < _NEAR:
        whole = " " in text[start:end] or _ENDS.match(text, end)
        appointed = start - stop == 1 and text.startswith("the ", start)
        if (
            appointed
            or (whole and _AFTER.fullmatch(text, stop, start))
            or _BY_NAME.fullmatch(text, stop, start)
        ):
            return 1, start - stop
    return None


def _may_follow(short: str, long: str) -> bool:
    """Tell whether a name in brackets may be one with the name before it."""
    initials = {word[0].lower() for word in long.split()}
    return " " in long and (" " in short or short[0].lower() in initials)


def _any_of(forms: list[str], flags: int = 0) -> re.Pattern:
    """Return a pattern that finds any of some forms as whole words."""
    found = "|".join(map(re.escape, forms)) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", flags)
