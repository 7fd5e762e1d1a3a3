"""Names by rules: runs of capitals that are names of people, groups or places.

One row per name. The fast engine for many documents: no model, only the case
of words, a dictionary of common words, titles, corporate words and the
context. Not found: names in small letters; the names of works and events are
left out on purpose.
"""

import re
from functools import lru_cache

import pandas as pd

from overture.names.name_types import (
    CALENDAR,
    EVENTS,
    FUNCTION,
    ORGANISATION,
    PLACE,
    TITLES,
    is_common,
    is_faith,
    is_people,
    plain,
    type_of,
)
from overture.names.tables import as_names
from overture.words import words

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶŁĽŃŇŐŒŘŚŞŠŢŤŪŮŰŹŻŽ"
_CAPITALISED = (
    rf"[{_UPPER}](?:"
    rf"(?<=[AE])l[-‑][{_UPPER}][\w’'-]*\w"
    r"|(?:(?<=S)te?|(?<=[MF])t|(?<=[JS])r|(?<=I)nc|(?<=C)orp|(?<=L)td|(?<=C)o)"
    r"\.(?= |$|,)"
    rf"|\.(?:[{_UPPER}]\.)*(?:[{_UPPER}](?!\w))?"
    r"|[\w’'‑–-]*\w|(?![\w’'])"
    rf"|(?<=D)['’][{_UPPER}]\w+)"
)
_LED = rf"(?:al|el|ad|ash|bin|an|ul)[-‑][{_UPPER}][\w’'-]*\w|d['’][{_UPPER}]\w+"
_PARTICLE = (
    "of the|of|for the|for|and the|and|&|de la|de las|de los|de|del|della|di|da|dos|"
    "das|du|des|van der|van den|van de|van|von der|von|zu|bin|ibn|ben|al|el|y|e|la|le|"
    "ter|ten|the|on|in|at"
)
_MORE = rf"(?:[ -]? (?:(?:{_PARTICLE}) )?(?:{_CAPITALISED}|{_LED}))*"
_RUN = re.compile(rf"((?:{_CAPITALISED}|{_LED}){_MORE})")
# What begins with a class of characters is found several times as fast.
_RUN_OF_CAPITALS = re.compile(rf"({_CAPITALISED}{_MORE})")
_LEADS = re.compile(rf"['’‑-][{_UPPER}](?<=(?:[aeu]l|a[dn]|sh|in|.d)..)")
_TOKEN = re.compile(rf"{_CAPITALISED}|{_LED}|[\w’'&.-]+")

_JOINING = frozenset("of for and & on in at the".split())
_PERSONAL = frozenset(
    "de del della di da dos das du des van der den von zu bin ibn ben al el la le ter "
    "ten y e".split()
)
_OPENERS = words("opener")
_QUOTED = re.compile(r"[\"“‘'](?<!\w['’]) ?([^\"“”]{2,80}?)[,.]? ?[\"”]")
_GIVEN_MONTHS = frozenset(["april", "may", "june", "august", "jan"])
_OPENING = frozenset('.?!:;"“”‘*•-–—(')
# Titles that stand behind a name too: "the Supreme Court President".
_BEHIND = frozenset("mr mrs ms dr president minister prime secretary".split())
# Papers and occasions: "Decree of the President" names the president alone.
_PAPERS = frozenset(
    "decree order meeting visit address statement resolution session talks report "
    "letter greetings condolences head staff chair beginning opening".split()
)
_HEADS = ORGANISATION | PLACE
_BODIES = _HEADS | TITLES
_NO_HEADS = TITLES | CALENDAR | EVENTS | _PAPERS


def find_names(sentences: pd.DataFrame) -> pd.DataFrame:
    """Find names of persons, organisations and places by rules.

    Parameters
    ----------
    sentences : DataFrame
        doc_id, sentence_id, start, end, text.

    Returns
    -------
    DataFrame
        `NAMES`, in the order of the sentences. The type is other where the rules
        cannot tell. Names do not overlap.

    Examples
    --------
    >>> sentences = pd.DataFrame({"doc_id": ["a"], "sentence_id": [0], "start": [0],
    ...     "end": [61], "text": ["Yesterday Jane Doe of Acme Corp. met officials."]})
    >>> find_names(sentences)[["surface", "type"]].values.tolist()
    [['Jane Doe', 'person'], ['Acme Corp.', 'organisation']]
    """
    return as_names(sentences, list(map(names_in, sentences["text"].fillna(""))))


def names_in(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, type) of the names in one sentence."""
    runs = _RUN if _LEADS.search(text) else _RUN_OF_CAPITALS
    pieces = runs.split(text)
    found = pieces[1::2]
    if not found:
        return []
    # In a headline most words have a capital, and capitals say nothing.
    n_words = text.count(" ") + 1
    upper = sum(map(_capitals, found))
    headline = n_words > 3 and upper > 0.75 * n_words
    works = []
    if '"' in text or "”" in text:
        works = [m.span() for m in _QUOTED.finditer(text) if _is_title(m[1])]
    names = []
    end_of_run = 0
    for gap, run in zip(pieces[::2], found, strict=False):
        low = end_of_run + len(gap)
        end_of_run = low + len(run)
        if works and any(a <= low < b for a, b in works):
            continue
        for start, end in _parts(run, _opens(text, low), headline):
            kind = type_of(text, low + start, low + end)
            if kind is not None:
                names.append((low + start, low + end, kind))
    return names


@lru_cache(maxsize=100_000)
def _capitals(run: str) -> int:
    """Count the words of a run that begin with a capital."""
    return sum(word[0].isupper() for word in run.split())


def _is_title(quoted: str) -> bool:
    """Tell whether a quotation is the title of a work: capitals throughout."""
    words = [w for w in quoted.split() if w[0].isalpha() and w.lower() not in FUNCTION]
    return bool(words) and all(word[0].isupper() for word in words)


def _opens(text: str, start: int) -> bool:
    """Tell whether a word begins the sentence, a quotation or a list item."""
    before = text[max(0, start - 5) : start].rstrip()
    return not before or before[-1] in _OPENING


@lru_cache(maxsize=100_000)
def _parts(run: str, opens: bool, headline: bool) -> tuple[tuple[int, int], ...]:
    """Cut a run of capitals into the names that it holds."""
    names = [part for name in _cut(run, opens) for part in _split(name)]
    trimmed = [_trim(name, opens and name[0][1] == 0) for name in names if name]
    kept = [name for name in trimmed if name]
    if headline:
        kept = [n for n in kept if not all(is_common(plain(w)) for w, _, _ in n)]
    return tuple((name[0][1], name[-1][2]) for name in kept)


def _cut(run: str, opens: bool) -> list[list[tuple[str, int, int]]]:
    """Cut a run behind possessives and before words that join nothing.

    A name is a list of its words, each with its start and end in the run.
    """
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(run)]
    names: list[list] = [[]]
    for number, (word, start, end) in enumerate(tokens):
        name = names[-1]
        if word.endswith(("'s", "’s")):
            name.append((word[:-2], start, end - 2))
            names.append([])
        elif word in _JOINING and not (
            name and _joins(name, word, tokens[number:], opens)
        ):
            names.append([])
        elif name or word not in _PERSONAL:
            name.append((word, start, end))
    return names


def _split(name: list) -> list[list]:
    """Part an office or a firm from the person named right after it.

    "Office of the Prosecutor Jane Doe", "Acme CEO Jane Doe": two or three
    uncommon words at the end, after a word for a body, a place or a title.
    """
    small = [plain(word) for word, _, _ in name]
    cut = len(name)
    while cut and not is_common(small[cut - 1]) and name[cut - 1][0] not in _JOINING:
        if small[cut - 1] in _BODIES:
            break
        cut -= 1
    if 2 <= len(name) - cut <= 3 and 0 < cut:
        if not (_BODIES | _JOINING).isdisjoint(small[:cut]):
            return [name[:cut], name[cut:]]
    return [name]


def _joins(name: list, word: str, rest: list, opens: bool) -> bool:
    """Tell whether "of", "for", "and" or "the" belongs to the name before it."""
    head, parts = plain(name[-1][0]), {plain(part) for part, _, _ in name}
    if word == "the":
        return name[-1][0] in _JOINING
    if head in _NO_HEADS:
        return False
    if word in ("of", "for"):
        if opens and name[0][1] == 0 and len(name) == 1:
            return head in _HEADS  # the capital means nothing here
        return head in _HEADS or all(map(is_common, parts))
    if word == "and":
        return _joins_two(parts, {plain(part) for part, _, _ in rest[1:3]})
    if word in ("on", "in", "at"):
        heads = {"committee", "commission", "council", "institute", "university"}
        return bool(parts & heads)
    return True


def _joins_two(before: set[str], after: set[str]) -> bool:
    """Tell whether "and" stands within a name, by the words around it."""
    if after & ORGANISATION and all(map(is_common, before)):
        return True  # Security and Defence Council
    listed = bool(before & {"of", "for"} and before & ORGANISATION)
    return listed or bool(after & {"co", "sons", "company"})


def _trim(name: list, opens: bool) -> list:
    """Drop titles, days, peoples and sentence openers at the ends of a name."""
    while name and _hangs(name):
        name = name[:-1]
    while name and _droppable(name, opens):
        name, opens = name[1:], False  # a second capital is no accident
    return name


def _hangs(name: list) -> bool:
    """Tell whether the last word of a name is no part of it."""
    word, small = name[-1][0], plain(name[-1][0])
    small_word = word in _JOINING or word in _PERSONAL
    return small_word or small in _BEHIND or (small in CALENDAR and len(name) > 1)


def _droppable(name: list, opens: bool) -> bool:
    """Tell whether the first word of a name is no part of it."""
    word, small = name[0][0], plain(name[0][0])
    after = plain(name[1][0]) if len(name) > 1 else ""
    if len(small) == 1 and word.endswith("."):
        return False  # an initial: A. R. Rahman
    if word in _JOINING or (small in FUNCTION and not _is_acronym(word)):
        return True
    if small in TITLES:
        # "General Assembly" is no general, "Prime Minister" no prime.
        return not after or after in TITLES or not is_common(after)
    if small in CALENDAR:
        return not after or is_common(after) or small not in _GIVEN_MONTHS
    return _says_little(name, opens, word, after)


def _says_little(name: list, opens: bool, word: str, after: str) -> bool:
    """Tell whether a first word is a people's or only opens the sentence."""
    if after in TITLES and is_people(word):
        return True
    small = plain(word)
    vague = not after or (is_common(after) and not _has_head(name))
    if is_faith(word):
        return vague
    return opens and is_common(small) and (small in _OPENERS or vague)


def _is_acronym(word: str) -> bool:
    """Tell whether a word is of two or more letters in capitals."""
    return word.isupper() and len(word) > 1


def _has_head(name: list) -> bool:
    """Tell whether a later word makes a name an organisation or a place."""
    return any(plain(word) in _HEADS for word, _, _ in name[1:])
