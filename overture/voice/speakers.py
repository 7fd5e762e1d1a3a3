"""Speakers: who says a quotation, by patterns around verbs of speech.

Behind a quotation, before it, or of a verb that no list has. Pronouns are resolved
elsewhere, and only where one person alone can be meant.
"""

import re
from collections.abc import Iterator

from overture.voice import verbs
from overture.voice.speaker_names import (
    ACCORDING,
    ADVERB,
    ADVERBS,
    AGENT,
    EACH_WORD,
    NAMES,
    NO_SUBJECT,
    SUBJECT,
    VERB,
    WORD,
    is_titled,
    leading,
    name_in,
)

# behind a quotation: "Ann Lee said", "said Ann Lee", and after ,” any verb
_AFTER = re.compile(rf"[\s,—–-]*(?:(?:and|but|as)\s+)?(?!a\s+$){SUBJECT}")
_INVERTED = re.compile(
    rf"[\s,—–-]*(?:{ADVERB}\s+)?{VERB}\s+(?!(?:in|on|at|by|to|for|from|with|as)\b)"
    rf"({WORD}(?:\s+{WORD}){{0,7}}(?:,\s+{NAMES}(?=\s*[.,]|$))?)"
)
_ANY_INVERTED = re.compile(
    rf"[\s,—–-]*[a-z]+(?:ed|s|t)\s+({NAMES}|(?:the|an?|his|her)\s\w+)"
)
_SIGNED = re.compile(rf"\s*[—–-]\s*({NAMES})\s*$")
_WORDS_ON = re.compile(
    r"[\s,—–-]*(?!(?:and|or|but|nor|to|of|in|for|then|an?|who|whose|"
    r"which|where|is|are|was|were|has|had|will|would)\b)[^\W\d_]"
)
_SIGN = r"(?:signs?|banners?|placards?|posters?|sheet|plaque|slogan|sticker|T-shirt)"
_READ_BEFORE = re.compile(rf"\b{_SIGN}(?:\s+[\w’-]+){{0,5}}\s+reads?[\s,:]*$")
_READ_BEHIND = re.compile(
    rf"[\s,—–-]*(?:reads?\s+(?:[\w’-]+\s+){{0,3}}{_SIGN}\b|"
    rf"(?:[\w’-]+\s+){{0,3}}{_SIGN}(?:\s+[\w’-]+){{0,5}}\s+reads?\b)"
)
_CUT = re.compile(
    r"\s+(?:in|on|at|during|after|before|as|who|to|when|while|with|by|from|this|last|"
    r"yesterday|today|whose|referring|adding|speaking|into|late|early)\b.*",
    re.S,
)
_ENDS_IN_ADVERBS = re.compile(rf"(?:(?<=\s)|^){ADVERBS}$")
_SAYS = (" said", " says", " replied", " answered", " shouted", " asked")
_LABEL = re.compile(rf"({NAMES}):\s")
_PERSONAL = re.compile(r"(?:^|\s)([Hh]e|[Ss]he)\s")
_RELATIVE = re.compile(r"\b(?:who|which|that)\s*$")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being)\s*$")
_BY = re.compile(rf"\bby\s+((?:the\s+)?{NAMES})")
_NEW_CLAUSE = re.compile(r"\b(?:that|because|while|after|when|as|if|and\s+then)\s")


def speaker_behind(inside: str, tail: str, first: bool) -> tuple[bool, str | None]:
    """Return (beside the quotation, speaker) from the words behind it.

    What goes on behind the comma of a quotation that stands `first` in its sentence
    says who speaks, whatever its verb.
    """
    if match := _SIGNED.match(tail):
        return True, name_in(match[1])
    inside = inside.rstrip("’'”\"")
    if not (inside[-1:] in ",.!?…—-" or tail[:1] in ",—–" or tail[:2] == " —"):
        return False, None
    if subject := _said_behind(tail):
        return True, name_in(subject)
    if match := _INVERTED.match(tail):
        return True, name_in(_CUT.sub("", " " + match[1]).strip())
    if match := ACCORDING.search(tail):
        return True, name_in(match[2])
    if first and goes_on(inside, tail):
        match = _ANY_INVERTED.match(tail)
        return True, name_in(match[1]) if match else leading(tail.strip(" ,"))
    return False, None


def inscribed(head: str, tail: str) -> bool:
    """Return whether a sign, a banner or the like is what is quoted."""
    return bool(_READ_BEFORE.search(head) or _READ_BEHIND.match(tail))


def goes_on(inside: str, tail: str) -> bool:
    """Return whether a sentence goes on behind a quotation as behind speech."""
    words = inside.split()
    stopped = inside[-1:] in ",!?…—" or tail[:1] == ","
    said = stopped and len(words) > 1 and not is_titled(words)
    return said and _WORDS_ON.match(tail) is not None


def _said_behind(tail: str) -> str | None:
    """Return the subject of a verb of speech right behind a quotation."""
    for verb in _verbs_in(tail[:160], verbs.BESIDE_WORDS):
        match = _AFTER.fullmatch(tail, 0, verb.start())
        if match and not NO_SUBJECT.match(match[1]):
            return match[1]
    return None


def _verbs_in(part: str, forms: frozenset[str], start: int = 0) -> Iterator[re.Match]:
    """Yield the verbs of some forms behind a start, but not the United States."""
    for word in EACH_WORD.finditer(part, start):
        if word[0].lower() in forms and word[0] != "States":
            yield word


def speaker_ahead(head: str, clause: str, titled: bool) -> tuple[bool, str | None]:
    """Return (beside the quotation, speaker) from the words before it.

    `head` begins behind any earlier quotation, `clause` with the sentence.
    """
    head = head.rstrip('"“„«‘ ')
    found = _split_at_verb(head)
    if head.endswith(":"):
        speaker = _subject(found[0], clause) if found else None
        speaker = speaker or leading(head[:-1])
        if speaker is None and (match := _PERSONAL.search(head)):
            speaker = match[1]
        return found is not None or speaker is not None, speaker
    match = ACCORDING.search(head + ",")
    if match and match[1] != "as":
        return False, name_in(match[2])
    if match := _LABEL.match(head):
        return True, name_in(match[1])
    if found is None:
        return False, None
    before, gap = found
    if _PASSIVE.search(before):
        match = _BY.search(gap)
        return False, name_in(match[1]) if match else None
    beside = gap.strip() in (",", ":") or head.endswith(_SAYS)
    beside |= not titled and head.rstrip(" ,").split()[-1].lower() in verbs.BESIDE_WORDS
    return beside, _subject(before, clause)


def without_attribution(part: str) -> str:
    """Return an author's words without the clause that attributes a quotation."""
    part = part.strip("\"“”„«»‹›‘’「」『』' ")
    if not part or _said_behind(part) or _INVERTED.match(part):
        return ""
    if match := ACCORDING.search(part):
        return part[: match.start()]
    found = _split_at_verb(part)
    if found is None:
        return part
    before, gap = found
    return (gap if len(gap) > 40 else "") + (before if len(before) > 80 else "")


def _split_at_verb(head: str) -> tuple[str, str] | None:
    """Return what stands before and behind the verb of speech near the end."""
    stop = max(head.rfind(mark) for mark in ".!?")
    found = None
    for verb in _verbs_in(head, verbs.SPEECH_WORDS, max(0, len(head) - 105, stop)):
        before, gap = head[: verb.start()], head[verb.end() :]
        if len(gap) <= 90 and (found is None or _RELATIVE.search(found[0])):
            found = _ENDS_IN_ADVERBS.sub("", before), gap
    return found


def _subject(before: str, clause: str) -> str | None:
    """Return who speaks, from the words before the verb of speech."""
    parts = [part.strip() for part in before.split(",")]
    if parts[-1] and not re.fullmatch(ADVERB, parts[-1]):
        found = _NEW_CLAUSE.split(parts[-1])[-1]
        found = re.split(r"\s(?:and|but)\s(?=\w+$|$)", found)[-1].strip()
        if not re.match(AGENT, found) or re.search(r"\band$", found):
            return leading(clause)
        return leading(found) if len(found.split()) > 12 else name_in(found)
    if len(parts) >= 3 and parts[-3]:
        names = [p for p in (parts[-2], parts[-3]) if is_titled(p.split())]
        return name_in(names[0] if names and " " in names[0] else parts[-3])
    return leading(clause)
