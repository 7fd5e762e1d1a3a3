"""Names of speakers: whom a noun phrase beside a verb of speech names.

A speaker is a name or a noun phrase as written. Nothing is looked up. The words of
nouns.csv may begin a noun phrase (opening), stand before a name and are taken off it
(post), or are in no person's name in spite of their capitals (impersonal).
"""

import re
from collections.abc import Iterable

from overture.voice import verbs
from overture.voice.tables import of_kinds, read_kinds
from overture.words import words

EACH_WORD = re.compile(r"[\w’'-]+")
_NOUNS = read_kinds("nouns.csv")
_OPENING, _POSTS = of_kinds(_NOUNS, "opening"), of_kinds(_NOUNS, "post")
_NO_PERSON = frozenset(of_kinds(_NOUNS, "impersonal"))
PRONOUNS = frozenset("he she they we i it you who".split())


def any_of(forms: Iterable[str]) -> str:
    """Return a pattern for any of some words."""
    return f"(?:{'|'.join(sorted(forms))})"


UPPER = r"[^\W\d_a-zа-я]"
AGENT = rf"(?:{any_of(_OPENING)}\b|{UPPER})"
ADVERB = (
    r"(?:[a-z]\w*ly|always|also|then|once|later|has|have|had|a|wieder|again|never|"
    r"often)"
)
ADVERBS = rf"(?:{ADVERB}\s+){{0,2}}"
_TITLE = any_of(map(str.capitalize, words("title") & words("abbreviation")))
WORD = rf"(?:(?:{_TITLE}|St)\.|(?:[^\W\d_]\.)+|[\w’'-]+)"
NAMES = rf"(?:{_TITLE}\.?\s+)?{UPPER}[\w’'-]+(?:\s+{UPPER}(?:\.|[\w’'-]+))*"
SUBJECT = rf"({AGENT}[\w’'.-]*(?:,?\s+{WORD}){{0,11}}?,?)\s+{ADVERBS}"
VERB = f"(?i:{any_of(verbs.BESIDE_WORDS)}|went\\son)"
# beside a quotation, and without marks
ACCORDING = re.compile(
    r"\b([Aa]ccording\s+to(?!\s+(?:plan|schedule|size|taste|need|age|rank|law|which)\b)|"
    r"[Ii]n\s+the\s+(?:words|view|opinion|eyes)\s+of|[Bb]y\s+the\s+account\s+of|"
    r"(?:how|[Aa]s)(?=[^.;]{1,80}\b(?:put|puts|said|says)\b)|"
    r"[Ii]n(?=[^.,;]{1,80}[’']s?\s+(?:words|view|opinion|telling)\b))\s+"
    rf"((?:[Tt]he\s+|an?\s+)?{WORD}(?:\s+{WORD}){{0,9}}?)"
    r"(?=\s*(?:[,.;:\"“«]|$|\s(?:said|says|puts?|wrote)\b))"
)
SOURCE_WORDS = "ccording to", " words", " view", " opinion", " telling", " account"
# noun phrases
_OFFICE = re.compile(rf"^.*\b{any_of(_POSTS)}\.?\s+(?={UPPER})")
# "the selection committee member Ann Lee", but not "a cousin of Ann Lee"
_ROLE = re.compile(
    r"\s(?!(?:of|for|the|at|in|and|by|from|to|with|an?|named|on|called|or|as)\s)"
    rf"[a-z][\w-]+\s+({UPPER}[\w’'.-]+(?:\s+(?:(?:de|von|van|der|al|bin)\s+)?"
    rf"{UPPER}[\w’'.-]*)+)$"
)
_GENERIC = re.compile(
    r"(?:The|An?|One|Two|Three|Some|Many|Most|Several|Others?|His|Her|Their|Our|My|Its|"
    r"Another|He|She|They|It|[A-Z][a-z]+(?:ers|ists|ials|ics|ents|ors|ities))\b"
)
NO_SUBJECT = re.compile(
    r"(?i:(?:.*\s)?(?:the|an?|his|her|their|our|my|its|some|many|no|neither|either|each|"
    r"every|any|this|these|those|both|such|(?:i|we|you)(?:\s\w+)?|of|not|never|must|should|"
    r"can|could|may|might|is|are|was|were|be|been|being|"
    r"\w+n[’']t|(?<!\bon\s)to))$"
)
LEAD_IN = re.compile(
    r"(?:And|But|So|Yet|Still|However|Meanwhile|Later|Then|Earlier|In|On|At|After|When|If|Because|"
    r"Although|Though|Unless|While|Speaking|As|Asked|During|Before|For|By|With|Since|Instead|and|but|while|as|"
    r"because|that|who|when|after|where|until|although|though|if)\b"
)
_CONJUNCTIONS = ("And", "But", "So", "Yet", "and", "but", "while", "that")
_NOT_IN_PHRASE = re.compile(rf"\w+ed|{VERB}|is|was|has")
_PERSON = re.compile(
    r"(?<!\b[Aa]t )(?<!\b[Ii]n )(?<!\bnear )(?<!\bfrom )"
    r"(?:(?:President|Mr|Mrs|Ms|Dr|Gen|Sen|Chancellor|Minister|Secretary)\.?\s+"
    rf"{UPPER}[\w’-]+(?:\s+{UPPER}[\w-]+)*|{UPPER}[\w-]+(?:\s+(?:(?:de|von|van|der|al|bin|le|la)\s+)?"
    rf"{UPPER}(?:\.|[\w-]+))+)"
)


def name_in(phrase: str) -> str | None:
    """Return the name in a noun phrase, or the phrase if it names nobody."""
    parts = [part.strip() for part in phrase.split(",") if part.strip()]
    if not parts:
        return None
    first = parts[0]
    if len(parts) > 1 and not is_titled(first.split()):
        first = parts[1] if is_titled(parts[1].split()) and " " in parts[1] else first
    first = re.sub(r"\s+(?:who|which|whose)\b.*", "", " ".join(first.split()))
    first = re.sub(r"^(?:and|but|as|that)\s+|\s+on\s+[A-Z]\w+day\b.*", "", first)
    if not re.match(AGENT, first):
        return None
    if _GENERIC.match(first):
        first = first[0].lower() + first[1:]
    name = _OFFICE.sub("", first)
    role = _ROLE.search(name)
    name = role[1] if role else name
    return (name if name[:1].isupper() else first).strip(" .\"“”’'") or None


def is_titled(words: list[str]) -> bool:
    """Return whether words are written as a name or as the title of a work."""
    long = [word for word in words if len(word) > 3]
    return bool(long) and all(not word[0].islower() for word in long)


def leading(clause: str) -> str | None:
    """Return the noun phrase that starts a clause, behind any lead-in."""
    parts = [part.strip() for part in clause.split(",", 3)]
    part = parts[0]
    if LEAD_IN.match(part):
        word, _, rest = part.partition(" ")
        part = rest if word in _CONJUNCTIONS else (parts[1:] or [""])[0]
    words = part.split(None, 6)[:6]
    if not words or not re.match(AGENT, words[0]):
        return None
    if words[0].lower() in PRONOUNS:
        return words[0]
    phrase = [words[0]]
    proper = words[0][0].isupper() and not _GENERIC.match(words[0])
    for word in words[1:]:
        capital = word[0].isupper()
        if (proper and not capital) or _NOT_IN_PHRASE.fullmatch(word):
            break
        phrase.append(word)
        proper |= capital
    return name_in(" ".join(phrase))


def people_in(text: str) -> list[str]:
    """Return the names of persons in a text, as far as capitals show them."""
    names = (name.replace("’s", "") for name in _PERSON.findall(text))
    return [name for name in names if _NO_PERSON.isdisjoint(name.split())]
