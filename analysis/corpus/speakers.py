"""Speakers: who says a quotation, by patterns around verbs of speech.

English, and the commonest verbs of a few neighbours. A speaker is a name or a noun
phrase as written. Pronouns are resolved only where one person alone can be meant.
"""

import re

# Verbs beside a quotation.
_SPEECH = """
said says say saying told tells telling adds added adding stated states
stating declared declares declaring announced announces announcing claimed
claims claiming insisted insists insisting argued argues arguing warned
warns warning noted notes noting wrote writes writing tweeted tweets posted
replied replies responded asked asks asking answered answers explained
explains explaining stressed stresses stressing emphasised emphasized
emphasises emphasizes emphasizing confirmed confirms denied acknowledged
acknowledges admitted admits conceded concedes complained complains joked
recalled recalls remarked remarks reiterated reiterates repeated pledged
pledges promised promises vowed vows vowing urged urges demanded demands
concluded continued commented suggested suggests testified alleged alleges
asserted asserts predicted predicts boasted lamented quipped shouted cried
exclaimed whispered muttered wondered thundered countered observed
maintained maintains contends contended proclaimed called calls calling
described describes describing compared compares recounted reported
indicated ruled began begins accused accuses accusing criticized praised
condemned reads read сказал сказала сказали говорит заявил заявила заявили
отметил отметила добавил добавила подчеркнул подчеркнула сообщил сообщила
написал написала ответил ответила спросил спросила sagte sagt erklärte
betonte schrieb déclaré affirmé dit dijo afirmó añadió declaró
"""
# Verbs that report without marks: behind them "that", or at once a clause.
_REPORT = """
said says say told tells added adds stated declared announced claimed claims
claim insisted insists insist argued argues argue warned warns warn noted
notes wrote writes tweeted replied responded explained explains stressed
stresses emphasised emphasized confirmed confirms denied denies deny
acknowledged admitted admits admit conceded complained recalled remarked
reiterated repeated pledged promised vowed concluded suggested testified
alleged alleges asserted asserts predicted maintained maintains contended
contends believe believes think thinks doubts
"""
_BARE = """
said says say claimed claims claim added insisted insists insist warned
argued argue told
"""
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
    Commission""".split()
)
PRONOUNS = frozenset("he she they we i it you who".split())
REPORTING = frozenset(
    word + stop for word in _REPORT.split() for stop in ("", ".", ",", ":")
)


def _any(words: str) -> str:
    """Return a pattern for any of the words."""
    return "(?:" + "|".join(words.split()) + ")"


_VERB = f"(?i:{_any(_SPEECH)}|went\\son)"
_UPPER = r"[^\W\d_a-zа-я]"
_AGENT = rf"(?:{_any(_PHRASES)}\b|{_UPPER})"
_ADVERB = r"(?:\w+ly|also|then|once|later|has|have|had|a|wieder|again|never|often)"
_ADVERBS = rf"(?:{_ADVERB}\s+){{0,2}}"
_WORD = (
    r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Maj|Capt|Adm|St)\.|"
    r"(?:[^\W\d_]\.)+|[\w’'-]+)"
)
_NAMES = rf"{_UPPER}[\w’'-]+(?:\s+{_UPPER}(?:\.|[\w’'-]+))*"
_SUBJECT = rf"({_AGENT}[\w’'.-]*(?:,?\s+{_WORD}){{0,11}}?,?)\s+{_ADVERBS}"
_SMALL = r"(?:in|on|at|to|of|about|by|with|during|after|before|for|from|as|and|or|so|"

# behind a quotation: "Ann Lee said", "said Ann Lee", and after ,” any verb
_AFTER = re.compile(rf"[\s,—–-]*(?:(?:and|but|as)\s+)?(?!a\s+$){_SUBJECT}")
_INVERTED = re.compile(
    rf"[\s,—–-]*(?:{_ADVERB}\s+)?{_VERB}\s+"
    rf"({_WORD}(?:\s+{_WORD}){{0,7}}(?:,\s+{_NAMES}(?=\s*[.,]|$))?)"
)
_PLAIN = re.compile(
    rf"\s*((?:[Tt]he\s+|[Aa]n?\s+)?(?:[\w-]+\s+)?{_NAMES}),?\s+[a-z]+(?:ed|s|n|t|e|w)\b"
)
_CUT = re.compile(
    r"\s+(?:in|on|at|during|after|before|as|who|to|when|while|with|by|from|this|last|"
    r"yesterday|today|whose|referring|adding|speaking|into|late|early)\b.*",
    re.S,
)
# before a quotation
_EACH_WORD = re.compile(r"[\w’'-]+")
_SPEECH_WORDS = frozenset(_SPEECH.split())
_REPORT_WORDS = frozenset(_REPORT.split())
_BARE_WORDS = frozenset(_BARE.split())
_ENDS_IN_ADVERBS = re.compile(rf"(?:(?<=\s)|^){_ADVERBS}$")
_SAYS = (" said", " says", " replied", " answered", " shouted", " asked")
_RELATIVE = re.compile(r"\b(?:who|which|that)\s*$")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being)\s*$")
_BY = re.compile(rf"\bby\s+((?:the\s+)?{_NAMES})")
# either side, and without marks
_ACCORDING = re.compile(
    r"\b([Aa]ccording\s+to|[Ii]n\s+the\s+words\s+of|"
    r"[Aa]s(?=[^.;]{1,80}\b(?:put|said|says)\b))\s+"
    rf"((?:[Tt]he\s+|an?\s+)?{_WORD}(?:\s+{_WORD}){{0,9}}?)"
    r"(?=\s*(?:[,.;:\"“«]|$|\s(?:said|says|put|wrote)\b))"
)
_REPORTER = re.compile(rf"(?:^|,\s+|\b(?:and|but)\s+){_SUBJECT}$")
_THAT = re.compile(r"\s+(?:[^,.;:]{1,60}?\s+)?that\s+")
_CLAUSE = re.compile(
    r"\s+(?:(?:(?:on|in|at|last|this)\s+(?:\w+\s+){1,3}?|(?:yesterday|today|later)\s+"
    r"(?:\w+\s+)?)(?=(?:he|she|they|we|it|the|a|an|his|her|their|its|there|[A-Z]\w+)\s))?"
    rf"(?!{_SMALL}nothing|little|something|much|goodbye|yes|hello|when|while|more|that|"
    r"what|how|why|responsibility|victory|credit|lives|earlier|yesterday|today|last)\b)"
    r"(?=[\w’'$€£.-]+\s+[\w’'-]+)"
)
_TAIL = re.compile(
    rf",\s+({_AGENT}[\w’'.-]*(?:,?\s+{_WORD}){{0,8}}?,?)\s+(?:{_ADVERB}\s+)?"
    r"(?:said|says|say|added|wrote|warned|claimed|insisted|argued|noted)"
    r"(?:\s+(?:in|on|at|to|by|during|after|last|this|yesterday|today)\b[^,“\"]{0,60})?"
    r"[.!?]?$"
)
_ASIDE = re.compile(
    rf",\s+((?:he|she|they|(?:the\s+)?(?:[\w-]+\s+){{0,2}}{_NAMES}|the\s+\w+))\s+"
    r"(?:said|says|added|warned|argued|argues|claimed|wrote|explained),\s"
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
_ARTICLE = re.compile(r"(?i:the|an?|his|her|their|our|my|its|some|many|no)$")
_LEAD_IN = re.compile(
    r"(?:And|But|So|Yet|Still|However|Meanwhile|Later|Then|Earlier|In|On|At|After|When|"
    r"While|Speaking|As|Asked|During|Before|For|By|With|Since|Instead|and|but|while|as|"
    r"because|that|who|when|after|where|until|although|though|if)\b"
)
_CONJUNCTIONS = ("And", "But", "So", "Yet", "and", "but", "while", "that")
_NEW_CLAUSE = re.compile(r"\b(?:that|because|while|after|when|as|if|and\s+then)\s")
_NOT_IN_PHRASE = re.compile(rf"\w+ed|{_VERB}|is|was|has")
_PERSON = re.compile(
    r"(?:(?:President|Mr|Mrs|Ms|Dr|Gen|Sen|Chancellor|Minister|Secretary)\.?\s+"
    rf"{_UPPER}[\w’-]+|{_UPPER}[\w-]+(?:\s+(?:(?:de|von|van|der|al|bin|le|la)\s+)?"
    rf"{_UPPER}(?:\.|[\w-]+))+)"
)


def speaker_behind(inside: str, tail: str) -> tuple[bool, str | None]:
    """Return (beside the quotation, speaker) from the words behind it."""
    if not (inside[-1:] in ",.!?…—-" or tail[:1] in ",—–" or tail[:2] == " —"):
        return False, None
    if subject := _said_behind(tail):
        return True, name_in(subject)
    if match := _INVERTED.match(tail):
        return True, name_in(_CUT.sub("", " " + match[1]).strip())
    if inside.endswith(",") and (match := _PLAIN.match(tail)):
        return True, name_in(match[1])
    match = _ACCORDING.search(tail)
    return (True, name_in(match[2])) if match else (False, None)


def _said_behind(tail: str) -> str | None:
    """Return the subject of a verb of speech right behind a quotation."""
    for place, word in enumerate(_EACH_WORD.finditer(tail, 0, 160)):
        if place > 15:
            return None
        if word[0].lower() in _SPEECH_WORDS:
            match = _AFTER.fullmatch(tail, 0, word.start())
            if match and not _ARTICLE.match(match[1]):
                return match[1]
    return None


def speaker_ahead(head: str, clause: str) -> tuple[bool, str | None]:
    """Return (beside the quotation, speaker) from the words before it.

    `head` begins behind any earlier quotation, `clause` with the sentence.
    """
    head = head.rstrip('"“„«‘ ')
    found = _split_at_verb(head)
    if head.endswith(":"):
        speaker = _subject(found[0], clause) if found else None
        speaker = speaker or leading(head[:-1])
        return found is not None or speaker is not None, speaker
    match = _ACCORDING.search(head + ",")
    if match and match[1] != "as":
        return False, name_in(match[2])
    if found is None:
        return False, None
    before, gap = found
    if _PASSIVE.search(before):
        match = _BY.search(gap)
        return False, name_in(match[1]) if match else None
    beside = gap.strip() in (",", ":") or head.endswith(_SAYS)
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


def reported(sentence: str, marked: bool) -> tuple[int, int, str | None] | None:
    """Return (start, end, speaker) of the words that a sentence reports."""
    if "ccording" in sentence and (match := _ACCORDING.search(sentence)):
        if match.start() < 3:
            return match.end(), len(sentence), name_in(match[2])
        if match[1][:2] == "ac":
            return 0, match.start(), name_in(match[2])
    words = sentence.split()
    if REPORTING.isdisjoint(words):
        return None
    for verb in _EACH_WORD.finditer(sentence):
        if verb[0] not in _REPORT_WORDS:
            continue
        match = _REPORTER.search(sentence, 0, verb.start())
        if match and _LEAD_IN.match(match[1]):
            match = _REPORTER.search(sentence, match.start(1) + 1, verb.start())
        if not match or _LEAD_IN.match(match[1]) or _ARTICLE.match(match[1]):
            continue
        before = sentence[: match.start(1)].strip(" ,")
        if before and not _LEAD_IN.match(before):
            continue
        behind = "that" in words and _THAT.match(sentence, verb.end())
        if not behind and verb[0] in _BARE_WORDS:
            behind = _CLAUSE.match(sentence, verb.end())
        if behind:
            return behind.end(), len(sentence), name_in(match[1])
    if marked:
        return None
    if match := _TAIL.search(sentence, max(0, len(sentence) - 200)):
        return 0, match.start(), name_in(match[1])
    match = _ASIDE.search(sentence)
    return (0, len(sentence), name_in(match[1])) if match else None


def name_in(phrase: str) -> str | None:
    """Return the name in a noun phrase, or the phrase if it names nobody."""
    parts = [part.strip() for part in phrase.split(",") if part.strip()]
    if not parts:
        return None
    first = parts[0]
    if len(parts) > 1 and not is_titled(first.split()):
        first = parts[1] if is_titled(parts[1].split()) and " " in parts[1] else first
    first = re.sub(r"\s+(?:who|which|whose)\b.*", "", " ".join(first.split()))
    first = re.sub(r"^(?:and|but|as|that)\s+", "", first)
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
    phrase = [words[0]]
    proper = words[0][0].isupper() and words[0].lower() not in ("the", "a", "an", "his")
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
        if len(gap) <= 90 and match[0].lower() in _SPEECH_WORDS:
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
