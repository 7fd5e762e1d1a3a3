"""Attribution: the quotations of a text, each with its speaker.

Who speaks is said behind a quotation, before it, at the end of the sentence before,
or by the quotation that it goes on from. A pronoun is resolved where one person
alone can be meant.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from overture.voice import speakers
from overture.voice.quote_marks import Quote, direct_quotes
from overture.voice.reported_speech import reported
from overture.voice.speaker_names import (
    PRONOUNS,
    is_titled,
    leading,
    name_in,
    people_in,
)
from overture.voice.tables import Row

_WORDLESS = re.compile(r"[\u3040-\u9fff]")  # scripts without spaces
_REACH = 400  # characters beside a quotation in which its speaker is looked for
_LONGEST = 2000  # characters of a sentence that is read; no prose has longer
_OF_SPEAKER = frozenset("He She His Her".split())  # begin an aside on the speaker
_NEAR = 4  # sentences back in which a pronoun's person is looked for


class Span(NamedTuple):
    """A quotation: characters of the text, speaker, and how it is quoted."""

    start: int
    end: int
    voice: str
    speaker: str | None
    form: str


class Reading(NamedTuple):
    """A text, its sentences, and the quotations that were found so far."""

    text: str
    rows: list[Row]
    spans: list[Span]


def attributed(text: str, rows: list[Row]) -> list[Span]:
    """Return the quotations of a text, in order."""
    reading = Reading(text, rows, [])
    spans = reading.spans
    pairs = overlapping(rows, direct_quotes(text, rows))
    for index, (row, quotes) in enumerate(pairs):
        before = len(spans)
        for quote in quotes:
            if quote.start < row.start or not (span := _direct(reading, index, quote)):
                continue
            if quote.continued and spans and spans[-1].speaker is None:
                spans[-1] = spans[-1]._replace(voice=span.voice, speaker=span.speaker)
            spans.append(span)
        if clauses := _reported(reading, index, quotes):
            for place in range(before, len(spans)):  # unattributed words in the clause
                if spans[place].voice != "quoted" and spans[place].end <= row.end:
                    who = clauses[0].speaker
                    spans[place] = spans[place]._replace(voice="quoted", speaker=who)
            spans[before:] = sorted([*spans[before:], *clauses], key=lambda s: s.start)
    return spans


def overlapping(rows: list[Row], spans: list) -> Iterator[tuple[Row, list]]:
    """Yield each sentence with the spans, in order, that share characters with it."""
    first = 0
    for row in rows:
        while first < len(spans) and spans[first].end <= row.start:
            first += 1
        last = first
        while last < len(spans) and spans[last].start < row.end:
            last += 1
        yield row, spans[first:last]


def letters(part: str) -> int:
    """Return the number of letters and digits."""
    return sum(map(str.isalnum, part))


def _direct(reading: Reading, index: int, quote: Quote) -> Span | None:
    """Return a quotation between marks with its speaker, or nothing if it is none."""
    text, rows, spans = reading
    start, end, _ = quote
    inside = text[start:end]
    # the last quotation between marks, if it is not far back
    previous = next((s for s in spans[:-9:-1] if s.form == "direct"), None)
    head, clause, tail = _around(reading, index, quote, previous)
    if speakers.inscribed(head, tail):
        shown = _is_speech(inside, 2)
        return Span(start, end, "unattributed", None, "direct") if shown else None
    beside, speaker = _speaker(reading, index, inside, head, clause, tail)
    alone = not head.strip("\"“„«‘'—– ") and not letters(tail)
    if speaker is None and previous:
        whole = alone and (beside or _is_speech(inside, 3, named=True))
        if _continues(reading, index, quote, previous, whole):
            return previous._replace(start=start, end=end)
    named = alone or (speaker and rows[index].kind != "body")
    if not beside and not _is_speech(inside, 3, named=named):
        return None
    voice = "quoted" if speaker or beside else "unattributed"
    return Span(start, end, voice, _resolved(reading, index, start, speaker), "direct")


def _is_speech(inside: str, least: int, *, named=False) -> bool:
    """Return whether so many words, and no title of a work, stand between marks."""
    words = inside[:200].split()
    enough = len(words) + len(_WORDLESS.findall(inside[:200])) >= least
    return enough and bool(named or not is_titled(words))


def _around(reading: Reading, index: int, quote: Quote, previous) -> tuple:
    """Return what stands before a quotation (since another, and all) and behind."""
    text, rows, _ = reading
    start, end, _ = quote
    last = bisect_left(rows, end, lo=index + 1, key=lambda row: row.start) - 1
    begin = max(rows[index].start, start - _REACH)
    first = max(begin, previous.end + 1) if previous else begin
    tail = text[end + 1 : min(rows[last].end, end + _REACH)]
    return text[first : start - 1], text[begin : start - 1], tail


def _speaker(reading, index, inside, head, clause, tail) -> tuple[bool, str | None]:
    """Return (beside the quotation, speaker), as far as the words around it say."""
    beside, speaker = speakers.speaker_behind(inside, tail, not letters(head))
    if speaker:
        return beside, speaker
    if index and not head.strip():
        above = reading.rows[index - 1]
        lead = reading.text[max(above.start, above.end - _LONGEST) : above.end]
        head = clause = lead if lead.endswith(":") else head
    titled = is_titled(inside[:200].split())
    ahead, speaker = speakers.speaker_ahead(head, clause, titled)
    return beside or ahead, speaker


def _continues(reading, index, quote, previous, whole) -> bool:
    """Return whether a quotation, a whole sentence or not, goes on from another."""
    text, rows, _ = reading
    titled = is_titled(text[quote.start : quote.end][:200].split())
    if previous.end > rows[index].start and previous.speaker and not titled:
        said = text[previous.end + 1 : quote.start - 1]
        if not speakers.without_attribution(said):  # it goes on behind "she said"
            return True
    if quote.continued or not whole:
        return whole
    before = bisect_left(rows, previous.end, key=lambda row: row.end)
    above = rows[index - 1].start
    opening = text[above : above + 4].split()[:1]
    aside = previous.speaker and not _OF_SPEAKER.isdisjoint(opening)
    reach = 2 if aside and rows[before].paragraph == rows[index].paragraph else 1
    return index - before <= reach and rows[before].kind == rows[index].kind


def _reported(reading: Reading, index: int, quotes: list[Quote]) -> list[Span]:
    """Return what a sentence reports without marks, with its speaker."""
    text, rows, spans = reading
    row = rows[index]
    quoted = any(q.start <= row.start + 1 and q.end >= row.end - 1 for q in quotes)
    if quoted or row.end - row.start > _LONGEST:
        return []
    found = reported(text[row.start : row.end], bool(quotes), row.kind != "body")
    if found is None:
        return []
    position, stop = row.start + found[0], row.start + found[1]
    speaker = _resolved(reading, index, position, found[2])
    taken = {span.start for span in spans[-len(quotes) - 1 :]}
    parts = [(q.start, q.end) for q in quotes if q.start not in taken]
    for quote in quotes:
        parts.append((position, min(quote.start, stop)))
        position = max(position, quote.end)
    parts.append((position, stop))
    return [
        Span(start, end, "quoted", speaker, "reported")
        for start, end in parts
        if letters(text[start:end])
    ]


def _resolved(reading: Reading, index: int, start: int, speaker) -> str | None:
    """Return the speaker; of a pronoun the one person it can mean, or nothing."""
    word = speaker or ""
    if word.lower() not in PRONOUNS or (len(word) > 1 and word.isupper()):
        return speaker
    return _person(reading, index, start) if word.lower() in ("he", "she") else None


def _person(reading: Reading, index: int, start: int) -> str | None:
    """Return the one person that "he" or "she" can mean, from near sentences."""
    text, rows, spans = reading
    near = [
        row
        for row in rows[max(0, index - _NEAR) : index]
        if row.kind == "body" and row.paragraph >= rows[index].paragraph - 1
    ]
    first = near[0] if near else rows[index]
    names = people_in(text[max(first.start, start - 5 * _REACH) : start])
    names = {name_in(name) for name in names} - {None}
    for span in reversed(spans):
        if span.end <= first.start:
            break
        if span.speaker and span.speaker[0].isupper():
            names.add(span.speaker)
            break
    if len({name.split()[-1] for name in names}) == 1:
        return max(names, key=lambda name: (len(name), name))
    if names or not index:
        return None
    above = rows[index - 1]  # it may begin with a name
    subject = leading(text[above.start : min(above.end, above.start + _REACH)])
    named = subject and subject[0].isupper() and subject.lower() not in PRONOUNS
    return subject if named else None
