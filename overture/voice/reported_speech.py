"""Reported speech: what a sentence says that somebody said, without marks.

Clauses behind, around or before a verb of speech, and "according to ...". Thought is
reported only by "believe" and the like; what "I" or "we" say is the author's.
"""

import re

from overture.voice import verbs
from overture.voice.speaker_names import (
    ACCORDING,
    ADVERB,
    ADVERBS,
    AGENT,
    EACH_WORD,
    LEAD_IN,
    NAMES,
    NO_SUBJECT,
    SOURCE_WORDS,
    SUBJECT,
    WORD,
    name_in,
)

Found = tuple[int, int, str | None] | None  # start, end, speaker

_HEARD = frozenset(("heard", "hears"))  # "..., an inquiry heard"
_VERBS = verbs.REPORT_WORDS | verbs.BOUND_WORDS | _HEARD
# the subject before a verb: "Ann Lee", "In Oslo Ann Lee", "Ann Lee, who left, "
_REPORTER = re.compile(rf"(?:^|,\s+|\b(?:and|but)\s+){SUBJECT}$")
_PLACED = re.compile(rf"(?:In|On|At|During|By|For)\s[^,]*?\s({NAMES})\s+{ADVERBS}$")
_PARTED = re.compile(rf"({AGENT}[^,]{{0,60}}),[^,]+,\s+$")
# "that", behind words that are no object: "an idea that failed" is no report
_THAT = re.compile(
    r"\s+(?:(?:back|out|clear|again|also|earlier|later|(?:yesterday|today)(?:\s[a-z]+)?|"
    r"[a-z]+ly)\s+)*"
    r"(?:(?:to|in|on|at|during|from|for|after|before|with|by|last|this|of)\s"
    r"[^,.;:]{1,60}?\s+)?(?<!\bof\s)(?<!\bfor\s)(?<!\bin\s)(?<!\bto\s)(?<!\bon\s)"
    r"that\s+"
)
_HEARER_THAT = re.compile(
    r"\s+(?:(?:(?!\babout\b)[^,.;:]){1,60}?\s+)?(?<!\bof\s)that\s+"
)
# a clause without "that": a pronoun or a noun phrase, and its verb
_PLAIN_WORD = (
    r"(?!(?:who|which|whose|that|to|by|about|as|when|where|why|how|what|if|whether|"
    r"after|before|because|for|with|from|into|and|or|so|until|since|while|than|then)\b)"
    r"[\w$€£][\w’'.-]*"
)
_FINITE = (
    r"(?:(?:is|are|was|were|has|have|had|wo|would|could|should|might|must|does|did|do)"
    r"(?:n[’']t)?|will|can|ca[n]?[’']t|cannot|may)"
)
_STRICT = re.compile(
    rf"\s+(?!(?:of|in|on|at)\b)(?:(?:{_PLAIN_WORD}\s+){{0,4}}?"
    rf"(?:he|she|they|we|I|there)[’'\s]|{NAMES}(?<![’']s)\s+(?:\w+\s)?[a-z]+(?:ed|s)\s|"
    rf"(?:{_PLAIN_WORD}\s+){{1,7}}?{_FINITE}\s)"
)
_HEARER = re.compile(
    r"\s+(?:(?:the\s+|state\s+)?(?:press|media|reporters|journalists|police|court|jury)|"
    rf"(?:the\s+)?{NAMES}),?\s+(?:the|an?|his|her|its|their|all|some|there|he|she|they|it)\s"
)
_CLAUSE = re.compile(
    r"\s+(?:(?:(?:on|in|at|last|this)\s+(?:\w+\s+){1,3}?|(?:yesterday|today|later)\s+"
    r"(?:\w+\s+)?)(?=(?:he|she|they|we|it|the|a|an|his|her|their|its|there|[A-Z]\w+)\s))?"
    r"(?!(?:in|on|at|to|of|about|by|with|during|after|before|for|from|as|and|or|so|"
    r"nothing|little|something|much|goodbye|yes|hello|when|while|more(?!\sthan)|"
    r"that|what|how|why|which|whether|responsibility|victory|credit|lives|earlier|"
    r"yesterday|today|last)\b)"
    r"(?=[\w’'$€£.-]+\s+[\w’'-]+)"
)
# around a verb whose words stand before: ", Ann Lee | said.", ", Ann Lee | said, ..."
# and ", | said Ann Lee"
_BEFORE_LAST = re.compile(
    rf",\s+((?:{AGENT}|[a-z-]+s\b)[\w’'.-]*(?:,?\s+{WORD}){{0,8}}?,?)\s+(?:{ADVERB}\s+)?$"
)
_LAST = re.compile(
    r"(?:(?<=told)(?:\s+[\w’'-]+){1,6}?)?"
    r"(?:\s+(?:in|on|at|during|after|last|this|yesterday|today)\b[^,“\"]{0,60})?[.!?]?$"
)
_BEFORE_ASIDE = re.compile(
    rf",\s+((?:he|she|they|(?:the\s+)?(?:[\w-]+\s+){{0,2}}{NAMES}|the\s+\w+|[a-z-]+s)"
    rf"(?:\s+of\s+{NAMES})?)\s+$"
)
_ASIDE = re.compile(r"(?:(?<=told)(?:\s+[\w’'-]+){1,4})?,\s")
_NAMED = (
    r"\s+((?:(?:the|an?|his|her)\s+(?!day|week|month|year)"
    rf"(?:(?!of\b)[\w’'-]+,?\s+){{0,3}})?{NAMES}"
)
_TURNED = re.compile(rf"{_NAMED})")
_TURNED_BARE = re.compile(rf"{_NAMED}|(?:the|his|her|their)\s+\w+|[a-z-]+s\b)")
_TURNING = frozenset(
    "said says say complain argue warn insist claim admit believe agree explain".split()
)


def reported(sentence: str, marked: bool, heading: bool) -> Found:
    """Return (start, end, speaker) of the words that a sentence reports.

    Verbs may have capitals in a `heading`; `marked` sentences have quotation marks.
    """
    if found := _according(sentence):
        return found
    if verbs.REPORTING.isdisjoint(sentence.split()):
        return None
    said = [
        (verb, word)
        for verb in EACH_WORD.finditer(sentence)
        if (word := verb[0].lower() if heading else verb[0]) in _VERBS
        and verb[0] != "States"
    ]
    bare = not marked and ", " in sentence
    for place in (_behind, _before, _around) if bare else (_behind,):
        for verb, word in said:
            if found := place(sentence, verb, word):
                return found
    return None


def _according(sentence: str) -> Found:
    """Return what somebody is named as the source of: "according to Ann Lee"."""
    named = any(word in sentence for word in SOURCE_WORDS)
    match = ACCORDING.search(sentence) if named else None
    if match and match.start() < 3 and match[1][:2] != "As":
        return match.end(), len(sentence), name_in(match[2])
    if match and match[1][:2] == "ac":
        return 0, match.start(), name_in(match[2])
    return None


def _behind(sentence: str, verb: re.Match, word: str) -> Found:
    """Return the clause behind a verb: "Ann Lee said that ..."."""
    reporter = None if word in _HEARD else _reporter(sentence, verb.start())
    if reporter is None:
        return None
    that = _HEARER_THAT if word in verbs.HEARER_WORDS else _THAT
    if match := that.match(sentence, verb.end()):
        return match.end(), len(sentence), name_in(reporter)
    bare = (
        (word in verbs.BARE_WORDS and _CLAUSE.match(sentence, verb.end()))
        or (word in verbs.HEARER_WORDS and _HEARER.match(sentence, verb.end()))
        or (word not in verbs.BOUND_WORDS and _STRICT.match(sentence, verb.end()))
    )
    return (verb.end(), len(sentence), name_in(reporter)) if bare else None


def _reporter(sentence: str, end: int) -> str | None:
    """Return the subject of a verb that starts at end."""
    match = _REPORTER.search(sentence, 0, end) or _PARTED.match(sentence, 0, end)
    if match and LEAD_IN.match(match[1]):
        first = match.start(1)
        match = _PLACED.match(sentence, first, end)
        match = match or _REPORTER.search(sentence, first + 1, end)
    if not match or LEAD_IN.match(match[1]) or NO_SUBJECT.match(match[1]):
        return None
    ahead = sentence[: match.start(1)].strip(" ,")
    parted = match[1].endswith(",") and match[1].count(",") == 1
    return None if parted or (ahead and not LEAD_IN.match(ahead)) else match[1]


def _before(sentence: str, verb: re.Match, word: str) -> Found:
    """Return the words before a verb at the end: "..., Ann Lee said on Monday."."""
    near = len(sentence) - verb.start() <= 160 and word not in verbs.BOUND_WORDS
    if not near or not _LAST.match(sentence, verb.end()):
        return None
    match = _BEFORE_LAST.search(sentence, max(0, len(sentence) - 200), verb.start())
    if not match or NO_SUBJECT.match(match[1]):
        return None
    noun = word in verbs.NOUN_FORMS and len(match[1].split()) > 4
    return None if noun else (0, match.start(), name_in(match[1]))


def _around(sentence: str, verb: re.Match, word: str) -> Found:
    """Return the words around a verb: "..., she said, ..."; or "..., said Ann Lee"."""
    match = None
    if word in verbs.REPORT_WORDS and _ASIDE.match(sentence, verb.end()):
        match = _BEFORE_ASIDE.search(sentence, 0, verb.start())
    elif word in verbs.REPORT_WORDS and sentence[: verb.start()].rstrip().endswith(","):
        turned = _TURNED_BARE if word in _TURNING else _TURNED
        match = turned.match(sentence, verb.end())
    return (0, len(sentence), name_in(match[1])) if match else None
