"""Voice: whose words a span gives, the author's or a quoted speaker's.

A quotation is a span of a sentence, between marks (direct) or reported ("she said
that ..."). Speakers are found by patterns of verbs of speech, in English and for
the commonest verbs of a few neighbours; pronouns are resolved only if one person
alone can be meant. Thought, irony and free indirect speech are not looked for.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from analysis.corpus.tables import as_table, empty_table


class Span(NamedTuple):
    """A quotation: characters of the text, speaker, and how it is quoted."""

    start: int
    end: int
    voice: str
    speaker: str | None
    form: str


class Row(NamedTuple):
    """A sentence as the splitter yields it."""

    paragraph: int
    kind: str
    start: int
    end: int


_VERB_LIST = """said|says|say|saying|told|tells|telling|adds|added|adding|stated|states|
stating|declared|declares|declaring|announced|announces|announcing|claimed|claims|
claiming|insisted|insists|insisting|argued|argues|arguing|warned|warns|warning|noted|
notes|noting|wrote|writes|writing|tweeted|tweets|posted|replied|replies|responded|
asked|asks|asking|answered|answers|explained|explains|explaining|stressed|stresses|
stressing|emphasi[sz]ed|emphasi[sz]es|emphasi[sz]ing|confirmed|confirms|denied|
acknowledged|acknowledges|admitted|admits|conceded|concedes|complained|complains|
joked|recalled|recalls|remarked|remarks|reiterated|reiterates|repeated|pledged|
pledges|promised|promises|vowed|vows|vowing|urged|urges|demanded|demands|concluded|
continued|commented|suggested|suggests|testified|alleged|alleges|asserted|asserts|
predicted|predicts|boasted|lamented|quipped|shouted|cried|exclaimed|whispered|
muttered|wondered|thundered|countered|observed|maintained|maintains|contends|
contended|proclaimed|called|calls|calling|described|describes|describing|accused|
accuses|accusing|criticized|praised|condemned|reads|read|went\\son|
сказала?|сказали|говорит|заявила?|заявили|отметила?|добавила?|подчеркнула?|сообщила?|
написала?|ответила?|спросила?|sagte|sagt|erklärte|betonte|schrieb|déclaré|affirmé|dit|
compared|compares|recounted|reported|indicated|ruled|began|begins|dijo|afirmó|añadió|declaró"""
_VERBS = "(?i:" + "".join(_VERB_LIST.split()) + ")"
# Verbs that report speech without a quotation, and need "that" or a clause.
_REPORTS = (
    r"(?:said|says|say|told|tells|added|adds|stated|declared|announced|claimed|claims|"
    r"claim|insisted|insists|insist|argued|argues|argue|warned|warns|warn|noted|notes|"
    r"wrote|writes|tweeted|replied|responded|explained|explains|stressed|stresses|"
    r"emphasi[sz]ed|confirmed|confirms|denied|denies|acknowledged|admitted|admits|"
    r"conceded|complained|recalled|remarked|reiterated|repeated|pledged|promised|vowed|"
    r"concluded|suggested|testified|alleged|alleges|asserted|asserts|predicted|"
    r"maintained|maintains|contended|contends|believes?|thinks?|doubts)"
)
_BARE = (
    r"(?:said|says|say|claimed|claims|claim|added|insisted|insists|warned|argued|told)"
)
_AGENT = (
    r"(?:(?:he|she|they|we|you|it|who|the|an?|one|two|three|some|many|several|others?|his|"
    r"her|their|our|my|its|another|officials?|analysts?|critics?|sources?|witness(?:es)?|"
    r"aides?|diplomats?|experts?|residents|observers|senior|police|prosecutors|lawmakers|"
    r"authorities|reporters|supporters)\b|[^\W\d_a-zа-я])"
)
_ADVERB = r"(?:\w+ly|also|then|once|later|has|have|had|a|wieder|again|never|often)"
_WORD = (
    r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Maj|Capt|Adm|St)\.|"
    r"(?:[^\W\d_]\.)+|[\w’'-]+)"
)
_NAMES = r"[^\W\d_a-zа-я][\w’'-]+(?:\s+[^\W\d_a-zа-я](?:\.|[\w’'-]+))*"
_AFTER = re.compile(
    rf"[\s,—–-]*(?:(?:and|but|as)\s+)?(?!a\s+d)({_AGENT}[\w’'.-]*(?:,?\s+{_WORD}){{0,11}}?,?)\s+"
    rf"(?:{_ADVERB}\s+){{0,2}}{_VERBS}\b"
)
_SAID = re.compile(
    rf",\s+(?:{_AGENT}[\w’'.-]*(?:\s+{_WORD}){{0,3}}?)\s+(?:said|says|wrote|added)\b"
)
# Behind ,” any verb is one of speech.
_PLAIN = re.compile(
    rf"\s*((?:[Tt]he\s+|[Aa]n?\s+)?(?:[\w-]+\s+)?{_NAMES}),?\s+[a-z]+(?:ed|s|n|t|e|w)\b"
)
_INVERTED = re.compile(
    rf"[\s,—–-]*(?:{_ADVERB}\s+)?{_VERBS}\s+({_WORD}(?:\s+{_WORD}){{0,7}})"
)
_CUT = re.compile(
    r"\s+(?:in|on|at|during|after|before|as|who|to|when|while|with|by|from|this|last|"
    r"yesterday|today|whose|referring|adding|speaking|into|late|early)\b.*",
    re.S,
)
_BEFORE = re.compile(
    rf"(.*?)(?:^|(?<=[\s,]))(?:{_ADVERB}\s+){{0,2}}({_VERBS})\b([^.!?]{{0,90}})$", re.S
)
_ACCORDING = re.compile(
    r"\b([Aa]ccording\s+to|[Ii]n\s+the\s+words\s+of|[Aa]s(?=[^.;]+\b(?:put|said|says)\b))\s+"
    rf"((?:[Tt]he\s+|an?\s+)?{_WORD}(?:\s+{_WORD}){{0,9}}?)"
    r"(?=\s*(?:[,.;:\"“«]|$|\s(?:said|says|put|wrote)\b))"
)
_THAT = re.compile(
    rf"(?:^|,\s+|\b(?:and|but)\s+)({_AGENT}[\w’'.-]*(?:,?\s+{_WORD}){{0,11}}?,?)\s+"
    rf"(?:{_ADVERB}\s+){{0,2}}{_REPORTS}\s+(?:[^,.;:]{{1,60}}?\s+)?that\s+"
)
_CLAUSE = re.compile(
    rf"(?:^|,\s+|^(?:And|But)\s+)({_AGENT}[\w’'.-]*(?:,?\s+{_WORD}){{0,11}}?,?)\s+"
    rf"(?:{_ADVERB}\s+){{0,2}}{_BARE}\s+"
    r"(?:(?:(?:on|in|at|last|this)\s+(?:\w+\s+){1,3}?|(?:yesterday|today|later)\s+"
    r"(?:\w+\s+)?)(?=(?:he|she|they|we|it|the|a|an|his|her|their|its|there|[A-Z]\w+)\s))?"
    r"(?!(?:in|on|at|to|of|about|by|with|during|after|before|for|from|as|and|or|so|nothing|"
    r"little|something|much|goodbye|yes|hello|when|while|more|that|what|how|why|responsi"
    r"bility|victory|credit|lives|earlier|yesterday|today|last)\b)[\w’'$€£.-]+\s+[\w’'-]+\b"
)
_TAIL = re.compile(
    rf",\s+({_AGENT}[\w’'.-]*(?:,?\s+{_WORD}){{0,8}}?,?)\s+(?:{_ADVERB}\s+)?"
    r"(?:said|says|say|added|wrote|warned|claimed|insisted|argued|noted)\b[^,“\"]{0,60}$"
)
_ASIDE = re.compile(
    rf",\s+((?:he|she|they|(?:the\s+)?(?:[\w-]+\s+){{0,2}}{_NAMES}|the\s+\w+))\s+"
    r"(?:said|says|added|warned|argued|argues|claimed|wrote|explained),\s"
)
# Words without which a sentence reports nothing: looked for before any pattern.
_REPORTING = frozenset(
    word + stop
    for word in re.sub(r"emphasi\[sz\]ed", "emphasised|emphasized", _REPORTS[3:-1])
    .replace("believes?|thinks?", "believe|believes|think|thinks")
    .split("|")
    for stop in ("", ".", ",", ":")
)
_ANY_MARK = re.compile("[\"“”„«»‹›‘「『]|(?<!\\w)'")
_NAME = re.compile(
    r"(?:(?:President|Mr|Mrs|Ms|Dr|Gen|Sen|Chancellor|Minister|Secretary)\.?\s+"
    r"[^\W\d_a-zа-я][\w’-]+|[^\W\d_a-zа-я][\w-]+(?:\s+(?:(?:de|von|van|der|al|bin|"
    r"le|la)\s+)?[^\W\d_a-zа-я](?:\.|[\w-]+))+)"
)
_NO_PERSON = frozenset(
    """States Kingdom Union Nations House Council Ministry Party Street Times University
    City East West North South Europe Security Army Court Post Minister President
    Front Agency News Bank Korea Arabia Republic Federation Assembly Parliament
    Committee The Russian American Ukrainian British Chinese European Western On In At
    We Are Is Was They He She I You But And After When While As For It Monday Tuesday
    Wednesday Thursday Friday Saturday Sunday January February March April May June
    July August September October November December War Department Office Guard
    Service Forces Commission""".split()
)
_OFFICES = re.compile(
    r".*\b(?:Speaker|Director|Attorney|Inspector|Detective|Captain|Commissioner|Judge|"
    r"Prosecutor|Colonel|Justice|Professor|Officer|Chairman|Mayor|Chief|Congressman|"
    r"Congresswoman|Envoy|Adviser|Leader|Sheriff|Major|Lieutenant|Legislator|President|Minister|Chancellor|Secretary|General|Ambassador|Senator|Mr|Mrs|"
    r"Ms|Dr|Gen|Sen|Rep|Gov|Col|Lt|Adm|Premier|Spokesman|Spokeswoman|Spokesperson|King|"
    r"Governor|Pope|Queen|Prince|spokesman|spokeswoman|spokesperson|minister|president|"
    r"leader|chief|secretary|ambassador|analyst|adviser|director|deputy|commander|"
    r"historian|professor|chairman|senator)\.?\s+(?=[^\W\d_a-zа-я])"
)
_GENERIC = re.compile(
    r"(?:The|An?|One|Two|Three|Some|Many|Most|Several|Others?|His|Her|Their|Our|My|Its|"
    r"Another|He|She|They|It|[A-Z][a-z]+(?:ers|ists|ials|ics|ents|ors|yers|kers|ities))\b"
)
# "the selection committee member Ann Lee", but not "a cousin of Ann Lee".
_ROLE = re.compile(
    r"\s(?!(?:of|for|the|at|in|and|by|from|to|with|an?|named|on|called|or|as)\s)[a-z][\w-]+\s+"
    r"([^\W\d_a-zа-я][\w’'.-]+(?:\s+(?:(?:de|von|van|der|al|bin)\s+)?"
    r"[^\W\d_a-zа-я][\w’'.-]*)+)$"
)
_BARE_ARTICLE = re.compile(r"(?i:the|an?|his|her|their|our|my|its|some|many|no)$")
_PRONOUNS = frozenset("he she they we i it you who".split())
_LEAD_INS = re.compile(
    r"(?:And|But|So|Yet|Still|However|Meanwhile|Later|Then|Earlier|In|On|At|After|When|"
    r"While|Speaking|As|Asked|During|Before|For|By|With|Since|Instead|and|but|while|as|"
    r"because|that|who|when|after|where|until|although|though|if)\b"
)
_PAIRS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」", "『": "』", "”": "”"}
_MARKS = re.compile(r"[\"“”„«»‹›「」『』‘’']")


def find_quotations(sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the quotations in a table of sentences, cut at sentence ends.

    Parameters
    ----------
    sentences : DataFrame
        With `doc_id`, `sentence_id`, `start`, `end` and `text`, and where they are
        known `paragraph_id` and `kind`.

    Returns
    -------
    DataFrame
        The table `quotations`: `doc_id`, `sentence_id`, `start`, `end` (characters
        of the text, marks left out), `voice` (quoted or unattributed), `speaker`
        (as written; missing if unknown) and `form` (direct or reported).

    Notes
    -----
    Marks around one or two words, or around a title, are no quotation unless a verb
    of speech stands beside them. A quotation that is not closed ends with its
    paragraph if it opens it, and with its sentence otherwise.

    Examples
    --------
    >>> from analysis.corpus.sentences import split_sentences
    >>> text = "“We will go,” Anna Berg said. She left."
    >>> table = split_sentences(pd.DataFrame({"doc_id": ["d"], "text": [text]}))
    >>> find_quotations(table)[["start", "end", "voice", "speaker"]].values.tolist()
    [[1, 12, 'quoted', 'Anna Berg']]
    """
    if sentences.empty:
        return empty_table("quotations")
    table = sentences
    if "paragraph_id" not in table:
        table = table.assign(paragraph_id=0)
    if "kind" not in table:
        table = table.assign(kind="body")
    table = table.sort_values(["doc_id", "sentence_id"], kind="stable")
    records = []
    for doc_id, part in table.groupby("doc_id", sort=True):
        columns = (part[name] for name in ("paragraph_id", "kind", "start", "end"))
        rows = [Row(*row) for row in zip(*columns, strict=True)]
        text = _rebuilt(rows, part["text"])
        spans = _spans(text, rows)
        cut = _parts(rows, spans)
        for number, (_, inside) in zip(part["sentence_id"], cut, strict=True):
            for start, end, span in inside:
                records.append((doc_id, number, start, end, *span[2:]))
    names = ["doc_id", "sentence_id", "start", "end", "voice", "speaker", "form"]
    return as_table("quotations", pd.DataFrame(records, columns=names))


def span_voices(spans: pd.DataFrame, quotations: pd.DataFrame) -> pd.DataFrame:
    """Return `spans` with the `voice` and `speaker` of each span's position.

    Parameters
    ----------
    spans : DataFrame
        With `doc_id` and `start`: mentions, or any evidence.
    quotations : DataFrame
        Of `find_quotations` over the same documents.

    Returns
    -------
    DataFrame
        A copy with `voice` (author, quoted, unattributed) and `speaker`.
    """
    order = spans[["doc_id", "start"]].assign(_row=range(len(spans)))
    order = order.sort_values(["start", "_row"])
    found = quotations[["doc_id", "start", "end", "voice", "speaker"]]
    found = found.rename(columns={"start": "_start"})
    found = found.sort_values(["_start", "doc_id"])
    joined = pd.merge_asof(
        order, found, left_on="start", right_on="_start", by="doc_id"
    ).sort_values("_row")
    outside = ~(joined["start"] < joined["end"]).to_numpy()
    voice = joined["voice"].mask(outside, "author").astype("str")
    speaker = joined["speaker"].mask(outside).astype("str")
    return spans.assign(voice=voice.array, speaker=speaker.array)


def sentence_voices(text: str, rows: list[tuple]) -> list[tuple[str, str | None]]:
    """Return (voice, speaker) of each sentence: of most of its letters.

    The words that only attribute ("he said") are not counted on either side.
    """
    marked = _ANY_MARK.search(text) is not None
    if not marked and _REPORTING.isdisjoint(text.split()) and "ccording" not in text:
        return [("author", None)] * len(rows)
    rows = [Row(*row) for row in rows]
    spans = _spans(text, rows)
    return [_sentence_voice(text, row, parts) for row, parts in _parts(rows, spans)]


def _sentence_voice(text, row, parts) -> tuple[str, str | None]:
    """Return (voice, speaker) of the longest quotation, if it outweighs the rest."""
    if not parts:
        return "author", None
    rest, position, inside = [], row.start, 0
    for start, end, _ in parts:
        rest.append(text[position:start])
        inside += _letters(text[start:end])
        position = end
    rest.append(text[position : row.end])
    outside = sum(_letters(_without_attribution(part)) for part in rest)
    if inside < outside and all(span.form == "direct" for _, _, span in parts):
        return "author", None
    longest = max(parts, key=lambda part: part[1] - part[0])[2]
    return longest.voice, longest.speaker


def _without_attribution(part: str) -> str:
    """Return author's words without the clause that attributes a quotation."""
    part = part.strip("\"“”„«»‹›‘’「」『』' ")
    for pattern in (_ACCORDING, _AFTER, _INVERTED):
        match = pattern.search(part) if pattern is _ACCORDING else pattern.match(part)
        if match:
            return part[: match.start()]
    match = _BEFORE.match(part)
    if not match:
        return part
    gap = match[3] if len(match[3]) > 40 else ""
    return gap + (match[1] if len(match[1]) > 80 else "")


def _letters(part: str) -> int:
    """Return the number of letters and digits."""
    return sum(map(str.isalnum, part))


def _parts(rows, spans) -> Iterator[tuple[Row, list[tuple[int, int, Span]]]]:
    """Yield each sentence with its parts (start, end, span) of the spans, in order."""
    first = 0
    for row in rows:
        while first < len(spans) and spans[first].end <= row.start:
            first += 1
        parts = []
        for span in spans[first:]:
            if span.start >= row.end:
                break
            parts.append((max(span.start, row.start), min(span.end, row.end), span))
        yield row, parts


def _rebuilt(rows, texts) -> str:
    """Return a text in which each sentence stands at its offsets."""
    pieces, position = [], 0
    for row, sentence in zip(rows, texts, strict=True):
        pieces += [" " * max(0, row.start - position), sentence]
        position = max(position, row.start) + len(sentence)
    return "".join(pieces)


def _spans(text: str, rows: list[Row]) -> list[Span]:
    """Return the quotations of a text, in order, none overlapping."""
    spans: list[Span] = []
    direct = list(_direct(text, rows)) if _ANY_MARK.search(text) else []
    first = 0
    for index, row in enumerate(rows):
        while first < len(direct) and direct[first][1] <= row.start:
            first += 1
        covered = []
        for start, end, continued in direct[first:]:
            if start >= row.end:
                break
            covered.append((start, end))
            if start < row.start:
                continue
            spans += _attributed(text, rows, index, start, end, continued, spans)
            if continued and len(spans) > 1 and spans[-2].speaker is None:
                voice, speaker = spans[-1].voice, spans[-1].speaker
                spans[-2] = spans[-2]._replace(voice=voice, speaker=speaker)
        reported = _reported(text, rows, index, covered, spans)
        if reported:
            spans = sorted([*spans, *reported], key=lambda span: span.start)
    return spans


def _direct(text: str, rows: list[Row]) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, continued) of what stands between quotation marks."""
    bounds: dict[int, list[int]] = {}
    for row in rows:
        bound = bounds.setdefault(row.paragraph, [row.start, row.end])
        bound[1] = row.end
    ends = {row.end for row in rows}
    flipped = (match := re.search("[«»]", text)) is not None and match[0] == "»"
    carried = False
    for start, end in bounds.values():
        open_at = closer = None
        depth = 0
        if carried and text[start] not in "\"“”„«'‘":
            carried = False
        continued, carried = carried, False
        for match in _MARKS.finditer(text, start, end):
            at, mark = match.start(), match[0]
            before = text[at - 1] if at > start else " "
            after = text[at + 1] if at + 1 < end else " "
            if flipped and mark in "«»":
                mark = "«" if mark == "»" else "»"
            if open_at is None:
                closer = _closer(text, at, end, mark, before, after)
                if closer:
                    open_at, depth = at + 1, 1
                elif mark in "”»" or (mark == '"' and not before.isspace()):
                    begin = max((r.start for r in rows if r.start < at), default=start)
                    if _AFTER.match(text, at + 1, end):
                        yield begin, at, False  # the opening mark was lost
            elif mark in closer and not (mark in "'’" and _apostrophe(text, at, end)):
                opens = before.isspace() and not after.isspace()
                if mark in '"”' and opens:
                    depth += mark == '"' and text.count('"', at + 1, end) > 1
                    continue
                depth -= 1
                if depth == 0:
                    yield open_at, at, continued
                    open_at, continued = None, False
            elif mark in "“«„" and closer == _PAIRS[mark]:
                stop = min((e for e in ends if e > open_at), default=end)
                stop = _stop(text, open_at, stop)
                if stop < at:  # the mark that should close the first was lost
                    yield open_at, stop, continued
                    open_at, continued = at + 1, False
                else:
                    depth += 1
        if open_at is not None:
            if open_at == start + 1:
                carried = True
                yield open_at, _stop(text, open_at, end), continued
            else:
                first = min((e for e in ends if e > open_at), default=end)
                yield open_at, _stop(text, open_at, first), False


def _stop(text: str, start: int, end: int) -> int:
    """Return where an unclosed quotation ends: before ", she said", or at end."""
    match = _SAID.search(text, start, end)
    return match.start() + 1 if match else end


def _closer(text, at, end, mark, before, after) -> str | None:
    """Return the marks that would close a quotation opened here, if one is."""
    starts = not (before.isalnum() or before in ".,!?…%") and not after.isspace()
    if mark == '"':
        return '"' if starts else None
    if mark in "‘'":
        closes = re.compile(r"[’'](?!\w)" if mark == "‘" else r"(?<=[\w.,!?…])'(?!\w)")
        decade = after.isdigit() or text.startswith(("em ", "tis ", "cause"), at + 1)
        found = closes.search(text, at + 1, end)
        return "’'" if starts and found and not decade else None
    if mark == "”":
        return "”" if starts and "”" in text[at + 1 : end] else None
    return _PAIRS.get(mark) if mark != "’" else None


def _apostrophe(text: str, at: int, end: int) -> bool:
    """Return whether a closing single mark is rather an apostrophe."""
    if at + 1 < end and text[at + 1].isalnum():
        return True
    plural = text[at - 1] == "s" and re.match(r"\s[a-z]", text[at + 1 : at + 3])
    rest = text[at + 1 : end]
    later = re.search(r"[’'](?!\w)", rest)
    opening = re.search(r"(?<!\w)[‘']\w", rest)
    return bool(plural and later and not (opening and opening.start() < later.start()))


def _attributed(text, rows, index, start, end, continued, spans) -> list[Span]:
    """Return the quotation with its speaker, or nothing if it is none."""
    row = rows[index]
    inside = text[start:end]
    words = re.findall(
        r"[\u3040-\u9fff]|[\w’'-]+?(?=[\u3040-\u9fff]|[^\w’'-]|$)", inside
    )
    last = next(r for r in reversed(rows) if r.start < end)
    tail = re.split('["“„«‘]', text[end + 1 : last.end], maxsplit=1)[0]
    same = [s for s in spans if s.form == "direct" and s.end < start]
    previous = same[-1] if same else None
    head = text[max(row.start, previous.end + 1 if previous else 0) : start - 1]
    close, speaker = _speaker_after(inside, tail)
    if speaker is None:
        close, speaker = _speaker_before(head, text[row.start : start - 1])
        if speaker is None and not head.strip() and index:
            prior = text[rows[index - 1].start : rows[index - 1].end]
            if prior.endswith(":"):
                close, speaker = _speaker_before(prior, prior)
    if len(words) <= 2 and not close:
        return []
    whole = not head.strip("\"“„«‘'—– ") and not _letters(tail)
    if not close and not whole and _is_name_of_work(words):
        return []
    if speaker is None and whole and previous:
        before = next(n for n, r in enumerate(rows) if r.end >= previous.end)
        if continued or (index - before == 1 and rows[before].kind == row.kind):
            return [Span(start, end, previous.voice, previous.speaker, "direct")]
    voice = "quoted" if speaker or close else "unattributed"
    if speaker and speaker.lower() in _PRONOUNS:
        speaker = _referent(text, rows, index, start, speaker, spans)
    return [Span(start, end, voice, speaker, "direct")]


def _is_name_of_work(words: list[str]) -> bool:
    """Return whether words are written as a title of a film, book or article."""
    long = [word for word in words if len(word) > 3]
    return bool(long) and all(not word[0].islower() for word in long)


def _speaker_after(inside: str, tail: str) -> tuple[bool, str | None]:
    """Return (beside the quotation, speaker) from the words behind it."""
    if not (inside[-1:] in ",.!?…—-" or tail[:1] in ",—–" or tail[:2] == " —"):
        return False, None
    match = _AFTER.match(tail)
    if match and not _BARE_ARTICLE.match(match[1]):
        return True, _named(match[1])
    match = _INVERTED.match(tail)
    if match:
        return True, _named(_CUT.sub("", " " + match[1]).strip())
    match = inside.endswith(",") and _PLAIN.match(tail)
    if match:
        return True, _named(match[1])
    match = _ACCORDING.search(tail)
    return (True, _named(match[2])) if match else (False, None)


def _speaker_before(head: str, clause: str) -> tuple[bool, str | None]:
    """Return (beside the quotation, speaker) from the words before it."""
    stripped = head.rstrip('"“„«‘ ')
    if stripped.endswith(":"):
        match = _BEFORE.match(stripped)
        subject = _subject(match[1], clause) if match else None
        return True, subject or _leading(stripped[:-1])
    match = _ACCORDING.search(stripped + ",")
    if match and match[1][0] in "Aa" and match[1] != "as":
        return False, _named(match[2])
    match = _BEFORE.match(stripped)
    if not match:
        return False, None
    if re.search(r"\b(?:is|are|was|were|been|being)\s*$", match[1]):
        by = re.search(rf"\bby\s+((?:the\s+)?{_NAMES})", match[3])
        return False, _named(by[1]) if by else None
    beside = not match[3].strip(" ,:") and match[3].strip()[-1:] in (",", ":")
    return beside, _subject(match[1], clause)


def _subject(before: str, clause: str) -> str | None:
    """Return who speaks, from the words before the verb of speech."""
    parts = [part.strip() for part in before.split(",")]
    if before.strip() and parts[-1] and not re.fullmatch(_ADVERB, parts[-1]):
        part = re.split(
            r"\b(?:that|because|while|after|when|as|if|and\s+then)\s", parts[-1]
        )
        found = re.split(r"\s(?:and|but)\s(?=\w+$|$)", part[-1])[-1].strip()
        if not re.match(rf"(?:{_AGENT})", found) or re.search(r"\band$", found):
            return _leading(clause)
        return _leading(found) if len(found.split()) > 12 else _named(found)
    if len(parts) >= 3 and parts[-3]:
        names = [p for p in (parts[-2], parts[-3]) if _is_name_of_work(p.split())]
        return _named(names[0] if names and " " in names[0] else parts[-3])
    return _leading(clause)


def _leading(clause: str) -> str | None:
    """Return the noun phrase that starts a clause, behind any lead-in."""
    parts = [part.strip() for part in clause.split(",")]
    part = parts[0]
    if _LEAD_INS.match(part):
        short = part.split(" ", 1)
        plain = short[0] in ("And", "But", "So", "Yet", "and", "but", "while", "that")
        part = short[-1] if plain else (parts[1] if len(parts) > 1 else "")
    words = part.split()
    if not words or not re.match(_AGENT, words[0]):
        return None
    phrase = [words[0]]
    proper = words[0][0].isupper() and words[0].lower() not in ("the", "a", "an", "his")
    for word in words[1:6]:
        capital = word[0].isupper()
        if (proper and not capital) or re.fullmatch(
            rf"\w+ed|{_VERBS}|is|was|has", word
        ):
            break
        phrase.append(word)
        proper |= capital
    return _named(" ".join(phrase))


def _named(phrase: str) -> str | None:
    """Return the name in a noun phrase, or the phrase if it names nobody."""
    parts = [part.strip() for part in phrase.split(",") if part.strip()]
    if not parts:
        return None
    first = parts[0]
    if len(parts) > 1 and not _is_name_of_work(first.split()):
        if _is_name_of_work(parts[1].split()) and " " in parts[1]:
            first = parts[1]
    first = re.sub(r"\s+(?:who|which|whose)\b.*", "", " ".join(first.split()))
    first = re.sub(r"^(?:and|but|as|that)\s+", "", first)
    if not re.match(_AGENT, first):
        return None
    if _GENERIC.match(first):
        first = first[0].lower() + first[1:]
    name = _OFFICES.sub("", first)
    role = _ROLE.search(name)
    name = role[1] if role else name
    return (name if name[:1].isupper() else first).strip(" .\"“”’'") or None


def _referent(text, rows, index, start, pronoun, spans) -> str | None:
    """Return the one person a pronoun can mean, or nothing."""
    if pronoun.lower() not in ("he", "she"):
        return None
    paragraph = rows[index].paragraph
    first = max(0, index - 4)
    while rows[first].kind != "body" or rows[first].paragraph < paragraph - 1:
        first += 1
    before = text[rows[first].start : start]
    people = [
        name
        for name in _NAME.findall(before)
        if not _NO_PERSON & set(name.replace("’s", "").split())
    ]
    known = [s.speaker for s in spans if s.speaker and s.end > rows[first].start]
    known = [s for s in known if s[0].isupper()]
    names = {_named(name.replace("’s", "")) for name in people} | set(known[-1:])
    surnames = {name.split()[-1] for name in names if name}
    if len(surnames) == 1:
        return max((n for n in names if n), key=lambda name: (len(name), name))
    if not surnames and index:
        lead = _leading(text[rows[index - 1].start : rows[index - 1].end])
        if lead and lead[0].isupper() and lead.split()[0] not in ("The", "A", "It"):
            return lead if lead.lower() not in _PRONOUNS else None
    return None


def _reported(text, rows, index, covered, spans) -> list[Span]:
    """Return what a sentence reports without marks, with its speaker."""
    row = rows[index]
    if any(s <= row.start + 1 and e >= row.end - 1 for s, e in covered):
        return []
    found = _report(text[row.start : row.end], bool(covered))
    if found is None:
        return []
    start, end, speaker = found
    if speaker and speaker.lower() in _PRONOUNS:
        speaker = _referent(text, rows, index, row.start + start, speaker, spans)
    parts = []
    position, stop = row.start + start, row.start + end
    for s, e in [*sorted(covered), (stop, stop)]:
        if position < min(s, stop):
            parts.append(Span(position, min(s, stop), "quoted", speaker, "reported"))
        position = max(position, e)
    taken = {span.start for span in spans}
    for s, e in covered:
        if s not in taken:
            parts.append(Span(s, e, "quoted", speaker, "reported"))
    return [p for p in parts if _letters(text[p.start : p.end])]


def _report(sentence: str, marked: bool) -> tuple[int, int, str | None] | None:
    """Return (start, end, speaker) of the words that a sentence reports."""
    if "ccording" in sentence and (match := _ACCORDING.search(sentence)):
        if match.start() < 3:
            return match.end(), len(sentence), _named(match[2])
        if match[1][:2] == "ac":
            return 0, match.start(), _named(match[2])
    words = sentence.split()
    if _REPORTING.isdisjoint(words):
        return None
    for pattern in (_THAT, _CLAUSE) if "that" in words else (_CLAUSE,):
        match = pattern.search(sentence)
        if (
            match
            and not _LEAD_INS.match(match[1])
            and not _BARE_ARTICLE.match(match[1])
        ):
            before = sentence[: match.start(1)].strip(" ,")
            if not before or _LEAD_INS.match(before):
                return match.end(), len(sentence), _named(match[1])
    if marked:
        return None
    match = _TAIL.search(sentence)
    if match:
        return 0, match.start(), _named(match[1])
    match = _ASIDE.search(sentence)
    return (0, len(sentence), _named(match[1])) if match else None
