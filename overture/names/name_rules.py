"""Names by rules: runs of capitals that are names of people, groups or places.

One row per name. The fast engine for many documents: no model, only the case
of words, a dictionary of common words, titles, corporate words and the
context. Not found: names in small letters; the names of works and events are
left out on purpose.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

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
TITLES = words("title", "qualifier")
ORGANISATION = words("organisation")
PLACE = words("place")
_FUNCTION = words("function")
_OPENERS = words("opener")
# Heads of names that are events, works, laws, peoples or times: no actors.
_OTHER = frozenset(
    "act accord agreement album award awards battle bowl cantata championship "
    "championships cup day declaration derby edition election elections era festival "
    "final finals games grammy grammys medal memorandum movie oscar oscars "
    "olympics open prix prize protocol race revolution season series show song "
    "summit super tour tournament treaty war wars week world year crisis constitution "
    "convention code bill amendment law project programme program operation census "
    "catholicism christianity islam judaism hinduism buddhism internet bible quran "
    "koran god easter christmas thanksgiving ramadan hanukkah renaissance "
    "grand playoffs playoff trophy title opus symphony concerto sonata psalm "
    "dynasty empire-era plan".split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march "
    "april may june july august september october november december mon tue wed thu "
    "fri sat sun jan feb mar apr jun jul aug sept sep oct nov dec spring summer "
    "autumn winter am pm bc ad bce ce gmt utc est edt pst".split()
)
_PEOPLES = re.compile(
    r"(?:Catholics?|Christians?|Muslims?|Jews|Jewish|Jew|Islamic|Islamist|Islamists|"
    r"Protestants?|Anglicans?|Orthodox|Hindus?|Buddhists?|Sunnis?|Shi'?ites?|Shia|"
    r"Latino|Latinos|Hispanics?|Arabs?|Arabic|Arabian|Asians?|Africans?|Europeans?|"
    r"Kurds?|Kurdish|Turkic|Slavic|Latin|Hebrew|Persians?|Romans?|Byzantine|"
    r"Ottomans?|Victorian|Edwardian|Medieval|Celtic|Nordic|Baltic|Balkans?|Semitic|"
    r"English|Englishman|Englishmen|Welsh|Scottish|Irish|Communists?|Nazis?|Marxist|"
    r"Republicans?|Democrats?|Democratic|Conservatives?|Liberals?|Socialists?|"
    r"Californians?|Texans?|New Yorkers?|Londoners?|Parisians?|Bavarian|Tatars?|"
    r"Cossacks?|Mongols?|Sanskrit|Greek|Germanic|Gothic|Norman|Normans|Saxons?|Viking|"
    r"Vikings|Aboriginal|Indigenous|Bengali|Punjabi|Tamil|Hindi|Urdu|Mandarin|"
    r"Cantonese|Yiddish|Gaelic|Basque|Catalan|Flemish|Sicilian|Prussian|Bohemian)"
)
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
_QUOTED = re.compile(r"[\"“‘'](?<!\w['’]) ?([^\"“”]{2,80}?)[,.]? ?[\"”]")
_NUMBERED = re.compile(r"[ -]\d{1,3}\b(?! ?[a-z%,])")
_GIVEN_MONTHS = frozenset(["april", "may", "june", "august", "jan"])
_APPOSED = re.compile(r",? (?:\(?\d{2}\)?,|(?:a|an|the|who|whose) )|, \d\d\b| of [A-Z]")
_OPENING = frozenset('.?!:;"“”‘*•-–—(')
_ARTICLES = ("the ", "The ", "a ", "an ")
_HONORIFIC = frozenset("mr mrs ms dr president minister prime secretary".split())
# Papers and occasions: "Decree of the President" names the president alone.
_PAPERS = frozenset(
    "decree order meeting visit address statement resolution session talks report "
    "letter greetings condolences head staff chair beginning opening".split()
)
_NOT_NAMES = frozenset(
    "TV DVD CD DNA RNA LP EP HIV AIDS GDP GPS PhD CEO CFO IT PC API SQL OK ID VIP UFO "
    "LGBT LGBTQ AM PM BC AD CE BCE HD AI VAT CO2 FM AC DC No Jr Sr I Mr Mrs".split()
)
_ROMAN = re.compile(r"[IVXLC]+")
_BODIES = ORGANISATION | PLACE | TITLES
_HEADS = ORGANISATION | PLACE
_NO_HEADS = TITLES | _CALENDAR | _OTHER | _PAPERS
_COLUMNS = {
    "doc_id": "str",
    "sentence_id": "int64",
    "start": "int64",
    "end": "int64",
    "surface": "str",
    "type": "str",
}


def find_names(sentences: pd.DataFrame) -> pd.DataFrame:
    """Find names of persons, organisations and places by rules.

    Parameters
    ----------
    sentences : DataFrame
        doc_id, sentence_id, start, end, text.

    Returns
    -------
    DataFrame
        doc_id, sentence_id, start, end, surface, type (person, organisation or
        place; other where the rules cannot tell), in the order of the
        sentences. Names do not overlap.

    Examples
    --------
    >>> sentences = pd.DataFrame({"doc_id": ["a"], "sentence_id": [0], "start": [0],
    ...     "end": [61], "text": ["Yesterday Jane Doe of Acme Corp. met officials."]})
    >>> find_names(sentences)[["surface", "type"]].values.tolist()
    [['Jane Doe', 'person'], ['Acme Corp.', 'organisation']]
    """
    texts = sentences["text"].tolist()
    found = [names_in(text) if isinstance(text, str) else [] for text in texts]
    row = np.repeat(np.arange(len(found)), [len(names) for names in found])
    names = [name for names in found for name in names]
    start, end, kind = zip(*names, strict=True) if names else ((), (), ())
    offset = sentences["start"].to_numpy()[row]
    table = sentences[["doc_id", "sentence_id"]].iloc[row].reset_index(drop=True)
    table["start"] = offset + np.array(start, np.int64)
    table["end"] = offset + np.array(end, np.int64)
    table["surface"] = [
        texts[i][a:b] for i, a, b in zip(row.tolist(), start, end, strict=True)
    ]
    table["type"] = kind
    return table.astype(_COLUMNS)


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
            kind = _kind(text, low + start, low + end)
            if kind is not None:
                names.append((low + start, low + end, kind))
    return names


@lru_cache(maxsize=100_000)
def _capitals(run: str) -> int:
    """Count the words of a run that begin with a capital."""
    return sum(word[0].isupper() for word in run.split())


def _is_title(quoted: str) -> bool:
    """Tell whether a quotation is the title of a work: capitals throughout."""
    words = [w for w in quoted.split() if w[0].isalpha() and w.lower() not in _FUNCTION]
    return bool(words) and all(word[0].isupper() for word in words)


def _opens(text: str, start: int) -> bool:
    """Tell whether a word begins the sentence, a quotation or a list item."""
    before = text[max(0, start - 5) : start].rstrip()
    return not before or before[-1] in _OPENING


@lru_cache(maxsize=100_000)
def _parts(run: str, opens: bool, headline: bool) -> tuple[tuple[int, int], ...]:
    """Cut a run of capitals into the names that it holds."""
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
    names = [part for name in names for part in _split(name)]
    trimmed = [_trim(name, opens and name[0][1] == 0) for name in names if name]
    kept = [name for name in trimmed if name]
    if headline:
        kept = [n for n in kept if not all(is_common(_plain(w)) for w, _, _ in n)]
    return tuple((name[0][1], name[-1][2]) for name in kept)


def _split(name: list) -> list[list]:
    """Part an office or a firm from the person named right after it.

    "Office of the Prosecutor Jane Doe", "Acme CEO Jane Doe": two or three
    uncommon words at the end, after a word for a body, a place or a title.
    """
    plain = [_plain(word) for word, _, _ in name]
    cut = len(name)
    while cut and not is_common(plain[cut - 1]) and name[cut - 1][0] not in _JOINING:
        if plain[cut - 1] in _BODIES:
            break
        cut -= 1
    if 2 <= len(name) - cut <= 3 and 0 < cut:
        if not (_BODIES | _JOINING).isdisjoint(plain[:cut]):
            return [name[:cut], name[cut:]]
    return [name]


def _plain(word: str) -> str:
    return word.lower().rstrip(".")


def _joins(name: list, word: str, rest: list, opens: bool) -> bool:
    """Tell whether "of", "for", "and" or "the" belongs to the name before it."""
    head, parts = _plain(name[-1][0]), {_plain(part) for part, _, _ in name}
    if word == "the":
        return name[-1][0] in _JOINING
    if head in _NO_HEADS:
        return False
    if word in ("of", "for"):
        if opens and name[0][1] == 0 and len(name) == 1:
            return head in _HEADS  # the capital means nothing here
        return head in _HEADS or all(map(is_common, parts))
    if word == "and":
        later = {_plain(part) for part, _, _ in rest[1:3]}
        if later & ORGANISATION and all(map(is_common, parts)):
            return True  # Security and Defence Council
        listed = bool(parts & {"of", "for"} and parts & ORGANISATION)
        return listed or bool(later & {"co", "sons", "company"})
    if word in ("on", "in", "at"):
        heads = {"committee", "commission", "council", "institute", "university"}
        return bool(parts & heads)
    return True


def _trim(name: list, opens: bool) -> list:
    """Drop titles, days, peoples and sentence openers at the ends of a name."""
    while name and (
        name[-1][0] in _JOINING
        or name[-1][0] in _PERSONAL
        or (_plain(name[-1][0]) in _HONORIFIC)
        or (_plain(name[-1][0]) in _CALENDAR and len(name) > 1)
    ):
        name = name[:-1]
    while name and _droppable(name, opens):
        name, opens = name[1:], False  # a second capital is no accident
    return name


def _droppable(name: list, opens: bool) -> bool:
    """Tell whether the first word of a name is no part of it."""
    word, plain = name[0][0], _plain(name[0][0])
    following = name[1][0] if len(name) > 1 else ""
    after = _plain(following)
    if len(plain) == 1 and word.endswith("."):
        return False  # an initial: A. R. Rahman
    if (
        word in _JOINING
        or plain in _FUNCTION
        and not (word.isupper() and len(word) > 1)
    ):
        return True
    if plain in TITLES:
        # "General Assembly" is no general, "Prime Minister" no prime.
        return not after or after in TITLES or not is_common(after)
    if plain in _CALENDAR:
        return not after or is_common(after) or plain not in _GIVEN_MONTHS
    if after in TITLES and (word in _demonyms() or _PEOPLES.fullmatch(word)):
        return True
    if _PEOPLES.fullmatch(word):
        return not after or is_common(after) and not _has_head(name)
    if opens and is_common(plain) and plain in _OPENERS:
        return True
    return (
        opens
        and is_common(plain)
        and (not after or not _has_head(name))
        and (not after or is_common(after) or plain in _OPENERS)
    )


def _has_head(name: list) -> bool:
    """Tell whether a later word makes a name an organisation or a place."""
    return any(_plain(word) in _HEADS for word, _, _ in name[1:])


def _kind(text: str, start: int, end: int) -> str | None:
    """Guess the type of a name, None for what names no actor or place."""
    form = _form(text[start:end])
    if form is None:
        return None
    if form.organisation:
        return "organisation"
    if _NUMBERED.match(text, end):
        return None  # Apollo 13, PlayStation 2
    before = text[max(0, start - 25) : start]
    if form.people and before.endswith(_ARTICLES) and text.startswith(" ", end):
        return None
    title = before.rstrip().rsplit(" ", 1)[-1]
    if before.endswith(" ") and _plain(title) in TITLES:
        return "person"
    if form.place:
        return "place"
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
    words = name.split()
    plain = [_plain(word) for word in words]
    single = len(plain) == 1
    last = plain[-1] if single or not _ROMAN.fullmatch(words[-1]) else plain[-2]
    organisation = not ORGANISATION.isdisjoint(plain)
    if len(name) < 2 or _ROMAN.fullmatch(name) or name in _NOT_NAMES:
        return None
    if any(c.isdigit() for c in name) and not organisation:
        return None
    if last in _OTHER or plain[0] in ("battle", "treaty", "operation"):
        return None
    if name in _demonyms() or _PEOPLES.fullmatch(name):
        return None
    if single and not name.isupper() and last in _FUNCTION | TITLES | _CALENDAR:
        return None
    uncommon = 2 <= len(plain) <= 4 and not all(map(is_common, plain))
    return _Form(
        organisation=organisation,
        people=single and name.endswith(("ian", "ese", "ish", "ians")),
        place=not PLACE.isdisjoint(plain),
        upper=name.isupper(),
        n_words=len(plain),
        uncommon=uncommon,
        listed=uncommon and _is_listed_name(plain[0]) and not is_common(last),
    )


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
