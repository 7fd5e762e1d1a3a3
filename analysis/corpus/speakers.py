"""Speakers: who says a quotation, by patterns around verbs of speech.

A speaker is a name or a noun
phrase as written. Pronouns are resolved only where one person alone can be meant.
"""

import re

from analysis.corpus.speech_verbs import (
    BARE_WORDS,
    BESIDE_WORDS,
    BOUND_WORDS,
    HEARER_WORDS,
    NOUN_FORMS,
    REPORT_WORDS,
    REPORTING,
    SPEECH_WORDS,
)

# What may begin a noun phrase in small letters.
_PHRASES = """
he she they we you it who the a an one two three some many several other
others his her their our my its another official officials analyst analysts
critic critics source sources witness witnesses aide aides diplomat
diplomats expert experts residents observers senior police prosecutors
lawmakers authorities reporters supporters
"""
_OFFICES = """
President Minister Chancellor Secretary General Ambassador Senator Mr Mrs Ms
Dr Gen Sen Rep Gov Col Lt Adm Premier Spokesman Spokeswoman Spokesperson
King Governor Pope Queen Prince Speaker Director Attorney Inspector
Detective Captain Commissioner Judge Prosecutor Colonel Justice Professor
Officer Chairman Mayor Chief Congressman Congresswoman Envoy Adviser Leader
Sheriff Major Lieutenant Legislator spokesman spokeswoman spokesperson
minister president leader chief secretary ambassador analyst adviser
director deputy commander historian professor chairman senator
"""
# Capitalised words that are in no person's name.
_NO_PERSON = frozenset(
    """States Kingdom Union Nations House Council Ministry Party Street Times University
    City East West North South Europe Security Army Court Post Minister President Front
    Agency News Bank Korea Arabia Republic Federation Assembly Parliament Committee The
    Russian American Ukrainian British Chinese European Western On In At We Are Is Was
    They He She I You But And After When While As For It Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday January February March April May June July August
    September October November December War Department Office Guard Service Forces
    Commission Fund International World Monetary Organization University Institute
    Hospital Association Foundation Bureau Central Reserve National Office""".split()
)
PRONOUNS = frozenset("he she they we i it you who".split())


def _any(words) -> str:
    """Return a pattern for any of the words."""
    words = words.split() if isinstance(words, str) else sorted(words)
    return "(?:" + "|".join(words) + ")"


_VERB = f"(?i:{_any(BESIDE_WORDS)}|went\\son)"
_UPPER = r"[^\W\d_a-zа-я]"
_AGENT = rf"(?:{_any(_PHRASES)}\b|{_UPPER})"
_ADVERB = (
    r"(?:[a-z]\w*ly|always|also|then|once|later|has|have|had|a|wieder|again|never|"
    r"often)"
)
_ADVERBS = rf"(?:{_ADVERB}\s+){{0,2}}"
_WORD = (
    r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Maj|Capt|Adm|St)\.|"
    r"(?:[^\W\d_]\.)+|[\w’'-]+)"
)
_TITLES = r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Capt)\.?\s+)?"
_NAMES = rf"{_TITLES}{_UPPER}[\w’'-]+(?:\s+{_UPPER}(?:\.|[\w’'-]+))*"
_SUBJECT = rf"({_AGENT}[\w’'.-]*(?:,?\s+{_WORD}){{0,11}}?,?)\s+{_ADVERBS}"
_SMALL = r"(?:in|on|at|to|of|about|by|with|during|after|before|for|from|as|and|or|so|"

# behind a quotation: "Ann Lee said", "said Ann Lee", and after ,” any verb
_AFTER = re.compile(rf"[\s,—–-]*(?:(?:and|but|as)\s+)?(?!a\s+$){_SUBJECT}")
_INVERTED = re.compile(
    rf"[\s,—–-]*(?:{_ADVERB}\s+)?{_VERB}\s+(?!(?:in|on|at|by|to|for|from|with|as)\b)"
    rf"({_WORD}(?:\s+{_WORD}){{0,7}}(?:,\s+{_NAMES}(?=\s*[.,]|$))?)"
)
_PLAIN = re.compile(
    rf"\s*((?:[Tt]he\s+|[Aa]n?\s+)?(?:[\w-]+\s+)?{_NAMES}),?\s+[a-z]+(?:ed|s|n|t|e|w)\b"
)
_ANY_INVERTED = re.compile(
    rf"[\s,—–-]*[a-z]+(?:ed|s|t)\s+({_NAMES}|(?:the|an?|his|her)\s\w+)"
)
_SIGNED = re.compile(rf"\s*[—–-]\s*({_NAMES})\s*$")
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
# before a quotation
_EACH_WORD = re.compile(r"[\w’'-]+")
_ENDS_IN_ADVERBS = re.compile(rf"(?:(?<=\s)|^){_ADVERBS}$")
_SAYS = (" said", " says", " replied", " answered", " shouted", " asked")
_LABEL = re.compile(rf"({_NAMES}):\s")
_PERSONAL = re.compile(r"(?:^|\s)([Hh]e|[Ss]he)\s")
_RELATIVE = re.compile(r"\b(?:who|which|that)\s*$")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being)\s*$")
_BY = re.compile(rf"\bby\s+((?:the\s+)?{_NAMES})")
# either side, and without marks
_ACCORDING = re.compile(
    r"\b([Aa]ccording\s+to(?!\s+(?:plan|schedule|size|taste|need|age|rank|law|which)\b)|"
    r"[Ii]n\s+the\s+(?:words|view|opinion|eyes)\s+of|[Bb]y\s+the\s+account\s+of|"
    r"(?:how|[Aa]s)(?=[^.;]{1,80}\b(?:put|puts|said|says)\b)|"
    r"[Ii]n(?=[^.,;]{1,80}[’']s?\s+(?:words|view|opinion|telling)\b))\s+"
    rf"((?:[Tt]he\s+|an?\s+)?{_WORD}(?:\s+{_WORD}){{0,9}}?)"
    r"(?=\s*(?:[,.;:\"“«]|$|\s(?:said|says|puts?|wrote)\b))"
)
_REPORTER = re.compile(rf"(?:^|,\s+|\b(?:and|but)\s+){_SUBJECT}$")
_SOURCE_WORDS = "ccording to", " words", " view", " opinion", " telling", " account"
# "that", behind words that are no object: "an idea that failed" is no report
_PLACED = re.compile(rf"(?:In|On|At|During|By|For)\s[^,]*?\s({_NAMES})\s+{_ADVERBS}$")
_PARTED = re.compile(rf"({_AGENT}[^,]{{0,60}}),[^,]+,\s+$")
_THAT = re.compile(
    r"\s+(?:(?:back|out|clear|again|also|earlier|later|(?:yesterday|today)(?:\s[a-z]+)?|[a-z]+ly)\s+)*"
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
    rf"(?:he|she|they|we|I|there)[’'\s]|{_NAMES}(?<![’']s)\s+(?:\w+\s)?[a-z]+(?:ed|s)\s|"
    rf"(?:{_PLAIN_WORD}\s+){{1,7}}?{_FINITE}\s)"
)
_HEARER = re.compile(
    r"\s+(?:(?:the\s+|state\s+)?(?:press|media|reporters|journalists|police|court|jury)|"
    rf"(?:the\s+)?{_NAMES}),?\s+(?:the|an?|his|her|its|their|all|some|there|he|she|they|it)\s"
)
_CLAUSE = re.compile(
    r"\s+(?:(?:(?:on|in|at|last|this)\s+(?:\w+\s+){1,3}?|(?:yesterday|today|later)\s+"
    r"(?:\w+\s+)?)(?=(?:he|she|they|we|it|the|a|an|his|her|their|its|there|[A-Z]\w+)\s))?"
    rf"(?!{_SMALL}nothing|little|something|much|goodbye|yes|hello|when|while|more(?!\sthan)|that|"
    r"what|how|why|which|whether|responsibility|victory|credit|lives|earlier|yesterday|today|last)\b)"
    r"(?=[\w’'$€£.-]+\s+[\w’'-]+)"
)
_TAIL = re.compile(
    rf",\s+((?:{_AGENT}|[a-z-]+s\b)[\w’'.-]*(?:,?\s+{_WORD}){{0,8}}?,?)\s+"
    rf"(?:{_ADVERB}\s+)?"
    rf"(?i:({_any(REPORT_WORDS)}|heard|hears))"
    r"(?:(?<=told)(?:\s+[\w’'-]+){1,6}?)?"
    r"(?:\s+(?:in|on|at|during|after|last|this|yesterday|today)\b[^,“\"]{0,60})?"
    r"[.!?]?$"
)
_ASIDE = re.compile(
    rf",\s+((?:he|she|they|(?:the\s+)?(?:[\w-]+\s+){{0,2}}{_NAMES}|the\s+\w+|[a-z-]+s)"
    rf"(?:\s+of\s+{_NAMES})?)\s+{_any(REPORT_WORDS)}"
    r"(?:(?<=told)(?:\s+[\w’'-]+){1,4})?,\s"
)
_TURNED = re.compile(
    rf",\s+(?:{_any(REPORT_WORDS)}\s+((?:(?:the|an?|his|her)\s+"
    rf"(?!day|week|month|year)(?:(?!of\b)[\w’'-]+,?\s+){{0,3}})?{_NAMES})|"
    r"(?:said|says?|complain|argue|warn|insist|claim|admit|believe|agree|explain)\s+"
    r"((?:the|his|her|their)\s+\w+|[a-z-]+s\b))"
)
# noun phrases
_OFFICE = re.compile(rf"^.*\b{_any(_OFFICES)}\.?\s+(?={_UPPER})")
# "the selection committee member Ann Lee", but not "a cousin of Ann Lee"
_ROLE = re.compile(
    r"\s(?!(?:of|for|the|at|in|and|by|from|to|with|an?|named|on|called|or|as)\s)"
    rf"[a-z][\w-]+\s+({_UPPER}[\w’'.-]+(?:\s+(?:(?:de|von|van|der|al|bin)\s+)?"
    rf"{_UPPER}[\w’'.-]*)+)$"
)
_GENERIC = re.compile(
    r"(?:The|An?|One|Two|Three|Some|Many|Most|Several|Others?|His|Her|Their|Our|My|Its|"
    r"Another|He|She|They|It|[A-Z][a-z]+(?:ers|ists|ials|ics|ents|ors|ities))\b"
)
_ARTICLE = re.compile(
    r"(?i:(?:.*\s)?(?:the|an?|his|her|their|our|my|its|some|many|no|neither|either|each|"
    r"every|any|this|these|those|both|such|(?:i|we|you)(?:\s\w+)?|of|not|never|must|should|"
    r"can|could|may|might|is|are|was|were|be|been|being|"
    r"\w+n[’']t|(?<!\bon\s)to))$"
)
_LEAD_IN = re.compile(
    r"(?:And|But|So|Yet|Still|However|Meanwhile|Later|Then|Earlier|In|On|At|After|When|If|Because|"
    r"Although|Though|Unless|While|Speaking|As|Asked|During|Before|For|By|With|Since|Instead|and|but|while|as|"
    r"because|that|who|when|after|where|until|although|though|if)\b"
)
_CONJUNCTIONS = ("And", "But", "So", "Yet", "and", "but", "while", "that")
_NEW_CLAUSE = re.compile(r"\b(?:that|because|while|after|when|as|if|and\s+then)\s")
_NOT_IN_PHRASE = re.compile(rf"\w+ed|{_VERB}|is|was|has")
_PERSON = re.compile(
    r"(?<!\b[Aa]t )(?<!\b[Ii]n )(?<!\bnear )(?<!\bfrom )"
    r"(?:(?:President|Mr|Mrs|Ms|Dr|Gen|Sen|Chancellor|Minister|Secretary)\.?\s+"
    rf"{_UPPER}[\w’-]+(?:\s+{_UPPER}[\w-]+)*|{_UPPER}[\w-]+(?:\s+(?:(?:de|von|van|der|al|bin|le|la)\s+)?"
    rf"{_UPPER}(?:\.|[\w-]+))+)"
)


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
    if inside.endswith(",") and (match := _PLAIN.match(tail)):
        return True, name_in(match[1])
    if match := _ACCORDING.search(tail):
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
    return (
        stopped
        and len(words) > 1
        and not is_titled(words)
        and bool(_WORDS_ON.match(tail))
    )


def _said_behind(tail: str) -> str | None:
    """Return the subject of a verb of speech right behind a quotation."""
    for place, word in enumerate(_EACH_WORD.finditer(tail, 0, 160)):
        if place > 15:
            return None
        if word[0].lower() in BESIDE_WORDS and word[0] != "States":
            match = _AFTER.fullmatch(tail, 0, word.start())
            if match and not _ARTICLE.match(match[1]):
                return match[1]
    return None


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
    match = _ACCORDING.search(head + ",")
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
    beside |= not titled and head.rstrip(" ,").split()[-1].lower() in BESIDE_WORDS
    return beside, _subject(before, clause)


def without_attribution(part: str) -> str:
    """Return an author's words without the clause that attributes a quotation."""
    part = part.strip("\"“”„«»‹›‘’「」『』' ")
    if not part or _said_behind(part) or _INVERTED.match(part):
        return ""
    if match := _ACCORDING.search(part):
        return part[: match.start()]
    found = _split_at_verb(part)
    if found is None:
        return part
    before, gap = found
    return (gap if len(gap) > 40 else "") + (before if len(before) > 80 else "")


def reported(
    sentence: str, marked: bool, heading: bool
) -> tuple[int, int, str | None] | None:
    """Return (start, end, speaker) of the words that a sentence reports.

    Verbs may have capitals in a `heading`; `marked` sentences have quotation marks.
    """
    named = any(word in sentence for word in _SOURCE_WORDS)
    if named and (match := _ACCORDING.search(sentence)):
        if match.start() < 3 and match[1][:2] != "As":
            return match.end(), len(sentence), name_in(match[2])
        if match[1][:2] == "ac":
            return 0, match.start(), name_in(match[2])
    words = sentence.split()
    if REPORTING.isdisjoint(words):
        return None
    for verb in _EACH_WORD.finditer(sentence):
        word = verb[0].lower() if heading else verb[0]
        bound = word in BOUND_WORDS
        if not (bound or word in REPORT_WORDS) or verb[0] == "States":
            continue
        lead = sentence[: verb.start()]
        match = _REPORTER.search(sentence, 0, verb.start()) or _PARTED.match(lead)
        if match and _LEAD_IN.match(match[1]):
            place = _PLACED.match(sentence, match.start(1), verb.start())
            match = place or _REPORTER.search(
                sentence, match.start(1) + 1, verb.start()
            )
        if not match or _LEAD_IN.match(match[1]) or _ARTICLE.match(match[1]):
            continue
        if match[1].endswith(",") and match[1].count(",") == 1:
            continue
        before = sentence[: match.start(1)].strip(" ,")
        if before and not _LEAD_IN.match(before):
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
    match = _TAIL.search(sentence, max(0, len(sentence) - 200))
    if match and (match[2].islower() or (heading and match[2] != "States")):
        noun = match[2] in NOUN_FORMS and len(match[1].split()) > 4
        if not noun and not _ARTICLE.match(match[1]):
            return 0, match.start(), name_in(match[1])
    match = _ASIDE.search(sentence) or _TURNED.search(sentence)
    return (0, len(sentence), name_in(match[match.lastindex])) if match else None


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
    if not re.match(_AGENT, first):
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
    if _LEAD_IN.match(part):
        word, _, rest = part.partition(" ")
        part = rest if word in _CONJUNCTIONS else (parts[1:] or [""])[0]
    words = part.split(None, 6)[:6]
    if not words or not re.match(_AGENT, words[0]):
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


def _split_at_verb(head: str) -> tuple[str, str] | None:
    """Return what stands before and behind the verb of speech near the end."""
    stop = max(head.rfind(mark) for mark in ".!?")
    found = None
    for match in _EACH_WORD.finditer(head, max(0, len(head) - 105, stop)):
        before, gap = head[: match.start()], head[match.end() :]
        word = match[0].lower()
        if len(gap) <= 90 and word in SPEECH_WORDS and match[0] != "States":
            if found is None or _RELATIVE.search(found[0]):
                found = _ENDS_IN_ADVERBS.sub("", before), gap
    return found


def _subject(before: str, clause: str) -> str | None:
    """Return who speaks, from the words before the verb of speech."""
    parts = [part.strip() for part in before.split(",")]
    if parts[-1] and not re.fullmatch(_ADVERB, parts[-1]):
        found = _NEW_CLAUSE.split(parts[-1])[-1]
        found = re.split(r"\s(?:and|but)\s(?=\w+$|$)", found)[-1].strip()
        if not re.match(_AGENT, found) or re.search(r"\band$", found):
            return leading(clause)
        return leading(found) if len(found.split()) > 12 else name_in(found)
    if len(parts) >= 3 and parts[-3]:
        names = [p for p in (parts[-2], parts[-3]) if is_titled(p.split())]
        return name_in(names[0] if names and " " in names[0] else parts[-3])
    return leading(clause)
