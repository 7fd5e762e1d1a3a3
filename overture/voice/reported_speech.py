"""Reported speech: what a sentence says that somebody said, without marks.

Clauses behind, around or before a verb of speech, and "according to ...". Thought is
reported only by "believe" and the like; what "I" or "we" say is the author's.
"""

import re

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
from overture.voice.speech_verbs import (
    BARE_WORDS,
    BOUND_WORDS,
    HEARER_WORDS,
    NOUN_FORMS,
    REPORT_WORDS,
    REPORTING,
)

_HEARD = frozenset(("heard", "hears"))  # "..., an inquiry heard"
_VERBS = REPORT_WORDS | BOUND_WORDS | _HEARD
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
_SMALL = r"(?:in|on|at|to|of|about|by|with|during|after|before|for|from|as|and|or|so|"
_CLAUSE = re.compile(
    r"\s+(?:(?:(?:on|in|at|last|this)\s+(?:\w+\s+){1,3}?|(?:yesterday|today|later)\s+"
    r"(?:\w+\s+)?)(?=(?:he|she|they|we|it|the|a|an|his|her|their|its|there|[A-Z]\w+)\s))?"
    rf"(?!{_SMALL}nothing|little|something|much|goodbye|yes|hello|when|while|more(?!\sthan)|"
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
_TURNED = re.compile(
    r"\s+((?:(?:the|an?|his|her)\s+(?!day|week|month|year)"
    rf"(?:(?!of\b)[\w’'-]+,?\s+){{0,3}})?{NAMES})"
)
_TURNED_NOUN = re.compile(r"\s+((?:the|his|her|their)\s+\w+|[a-z-]+s\b)")
_TURNING = frozenset(
    "said says say complain argue warn insist claim admit believe agree explain".split()
)


def reported(
    sentence: str, marked: bool, heading: bool
) -> tuple[int, int, str | None] | None:
    """Return (start, end, speaker) of the words that a sentence reports.

    Verbs may have capitals in a `heading`; `marked` sentences have quotation marks.
    """
    named = any(word in sentence for word in SOURCE_WORDS)
    if named and (match := ACCORDING.search(sentence)):
        if match.start() < 3 and match[1][:2] != "As":
            return match.end(), len(sentence), name_in(match[2])
        if match[1][:2] == "ac":
            return 0, match.start(), name_in(match[2])
    words = sentence.split()
    if REPORTING.isdisjoint(words):
        return None
    verbs = [
        (verb, word)
        for verb in EACH_WORD.finditer(sentence)
        if (word := verb[0].lower() if heading else verb[0]) in _VERBS
        and verb[0] != "States"
    ]
    for verb, word in verbs:
        bound = word in BOUND_WORDS
        if word in _HEARD:
            continue
        lead = sentence[: verb.start()]
        match = _REPORTER.search(sentence, 0, verb.start()) or _PARTED.match(lead)
        if match and LEAD_IN.match(match[1]):
            place = _PLACED.match(sentence, match.start(1), verb.start())
            match = place or _REPORTER.search(
                sentence, match.start(1) + 1, verb.start()
            )
        if not match or LEAD_IN.match(match[1]) or NO_SUBJECT.match(match[1]):
            continue
        if match[1].endswith(",") and match[1].count(",") == 1:
            continue
        before = sentence[: match.start(1)].strip(" ,")
        if before and not LEAD_IN.match(before):
            continue
        that = _HEARER_THAT if word in HEARER_WORDS else _THAT
        behind = "that" in words and that.match(sentence, verb.end())
        start = behind.end() if behind else verb.end()
        if not behind and word in BARE_WORDS:
            behind = _CLAUSE.match(sentence, verb.end())
        if not behind and word in HEARER_WORDS:
            behind = _HEARER.match(sentence, verb.end())
        if behind or (not bound and _STRICT.match(sentence, verb.end())):
            return start, len(sentence), name_in(match[1])
    if marked or ", " not in sentence:
        return None
    return _around(sentence, verbs)


def _around(sentence: str, verbs: list) -> tuple[int, int, str | None] | None:
    """Return (start, end, speaker) of the words around or before a verb of speech."""
    for verb, word in verbs:
        if len(sentence) - verb.start() > 160 or not _LAST.match(sentence, verb.end()):
            continue
        first = max(0, len(sentence) - 200)
        match = _BEFORE_LAST.search(sentence, first, verb.start())
        if match and not (word in NOUN_FORMS and len(match[1].split()) > 4):
            if word not in BOUND_WORDS and not NO_SUBJECT.match(match[1]):
                return 0, match.start(), name_in(match[1])
    for verb, word in verbs:
        if word not in REPORT_WORDS:
            continue
        match = None
        if _ASIDE.match(sentence, verb.end()):
            match = _BEFORE_ASIDE.search(sentence, 0, verb.start())
        elif sentence[: verb.start()].rstrip().endswith(","):
            match = _TURNED.match(sentence, verb.end())
            if match is None and word in _TURNING:
                match = _TURNED_NOUN.match(sentence, verb.end())
        if match:
            return 0, len(sentence), name_in(match[1])
    return None
