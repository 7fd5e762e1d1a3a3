"""Attribution: the quotations of a text, each with its speaker.

Who speaks is said behind a quotation, before it, at the end of the sentence before,
or by the quotation that it goes on from. A pronoun is resolved where one person
alone can be meant.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
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
_OF_SPEAKER = ["He"], ["She"], ["His"], ["Her"]  # begin an aside on the speaker
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


class Context(NamedTuple):
    """What stands within a quotation and around it."""

    inside: str
    titled: bool  # written as a name or as the title of a work
    lead: str  # the sentence before, if it ends in a colon
    clause: str  # from the beginning of the sentence
    head: str  # behind any earlier quotation
    tail: str


def attributed(text: str, rows: list[Row]) -> list[Span]:
    """Return the quotations of a text, in order."""
    reading = Reading(text, rows, [])
    spans = reading.spans
    pairs = overlapping(rows, direct_quotes(text, rows))
    for index, (row, quotes) in enumerate(pairs):
        before = len(spans)
        for quote in quotes:
            span = quote.start >= row.start and _direct(reading, index, quote)
            if not span:
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


def overlapping(rows: list[Row], spans: Sequence) -> Iterator[tuple[Row, list]]:
    """Yield each sentence with the spans, in order, that share characters with it."""
    first = 0
    for row in rows:
        while first < len(spans) and spans[first].end <= row.start:
            first += 1
        last = first
        while last < len(spans) and spans[last].start < row.end:
            last += 1
        yield row, list(spans[first:last])


def letters(part: str) -> int:
    """Return the number of letters and digits."""
    return sum(map(str.isalnum, part))


def _direct(reading: Reading, index: int, quote: Quote) -> Span | None:
    """Return a quotation between marks with its speaker, or nothing if it is none."""
    row, (start, end, continued) = reading.rows[index], quote
    earlier = (span for span in reading.spans[:-9:-1] if span.form == "direct")
    previous = next(earlier, None)
    context = _context(reading, index, quote, previous)
    words = context.inside[:200].split()
    if len(words) <= 2:
        words += _WORDLESS.findall(context.inside)
    inscribed = speakers.inscribed(context.head, context.tail)
    if inscribed:
        beside, speaker = len(words) > 1 and not context.titled, None
    else:
        beside, speaker = _speaker(context)
        if speaker is None and previous and previous.end > row.start:
            said = reading.text[previous.end + 1 : start - 1]
            on = not context.titled and not speakers.without_attribution(said)
            if on and previous.speaker:  # it goes on behind "she said"
                return previous._replace(start=start, end=end)
    whole = not context.head.strip("\"“„«‘'—– ") and not letters(context.tail)
    named = whole or (speaker and row.kind != "body")
    if not beside and (len(words) <= 2 or (context.titled and not named)):
        return None
    if speaker is None and whole and previous:
        if continued or _follows(reading, index, previous):
            return previous._replace(start=start, end=end)
    quoted = (speaker or beside) and not inscribed
    speaker = _resolved(reading, index, start, speaker)
    return Span(start, end, "quoted" if quoted else "unattributed", speaker, "direct")


def _context(reading: Reading, index: int, quote: Quote, previous) -> Context:
    """Return what stands within and around a quotation in the sentence of index."""
    text, rows, _ = reading
    start, end, _ = quote
    last = index
    while last + 1 < len(rows) and rows[last + 1].start < end:
        last += 1
    begin = max(rows[index].start, start - _REACH)
    head = text[max(begin, previous.end + 1 if previous else 0) : start - 1]
    lead = ""
    if index and not head.strip():
        above = rows[index - 1]
        if text[above.end - 1] == ":" and above.end - above.start < _LONGEST:
            lead = text[above.start : above.end]
    return Context(
        inside=text[start:end],
        titled=is_titled(text[start:end][:200].split()),
        lead=lead,
        clause=text[begin : start - 1],
        head=head,
        tail=text[end + 1 : min(rows[last].end, end + _REACH)],
    )


def _speaker(context: Context) -> tuple[bool, str | None]:
    """Return (beside the quotation, speaker), from the words around it."""
    inside, titled, lead, clause, head, tail = context
    beside, speaker = speakers.speaker_behind(inside, tail, not letters(head))
    if speaker is None:
        ahead, speaker = speakers.speaker_ahead(head, clause, titled)
        beside |= ahead
    if speaker is None and lead:
        beside, speaker = speakers.speaker_ahead(lead, lead, titled)
    return beside, speaker


def _follows(reading: Reading, index: int, previous: Span) -> bool:
    """Return whether a sentence goes on with the quotation before it."""
    text, rows, _ = reading
    before = bisect_left(rows, previous.end, key=lambda row: row.end)
    if rows[before].kind != rows[index].kind:
        return False
    between = text[rows[index - 1].start :][:4].split()[:1]
    aside = rows[before].paragraph == rows[index].paragraph and between in _OF_SPEAKER
    return index - before <= 1 + (aside and previous.speaker is not None)


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
    parts = []
    for quote in quotes:
        parts.append((position, min(quote.start, stop)))
        position = max(position, quote.end)
        if quote.start not in taken:
            parts.append((quote.start, quote.end))
    parts.append((position, stop))
    return [
        Span(start, end, "quoted", speaker, "reported")
        for start, end in parts
        if letters(text[start:end])
    ]


def _resolved(reading: Reading, index: int, start: int, speaker) -> str | None:
    """Return the speaker; of a pronoun the one person it can mean, or nothing."""
    word = speaker or ""
    acronym = len(word) > 1 and word.isupper()
    if acronym or word.lower() not in PRONOUNS:
        return speaker
    if word.lower() not in ("he", "she"):
        return None
    text, rows, spans = reading
    first = max(0, index - _NEAR)
    while first < index and not (
        rows[first].kind == "body"
        and rows[first].paragraph >= rows[index].paragraph - 1
    ):
        first += 1
    since = max(rows[first].start, start - 5 * _REACH)
    names = {name_in(name) for name in people_in(text[since:start])} - {None}
    for span in reversed(spans):
        if span.end <= rows[first].start:
            break
        if span.speaker and span.speaker[0].isupper():
            names.add(span.speaker)
            break
    if len({name.split()[-1] for name in names}) == 1:
        return max(names, key=lambda name: (len(name), name))
    return None if names or not index else _subject(text, rows[index - 1])


def _subject(text: str, row: Row) -> str | None:
    """Return the name that a sentence begins with, if it does."""
    lead = leading(text[row.start : min(row.end, row.start + _REACH)])
    named = lead and lead[0].isupper() and lead.lower() not in PRONOUNS
    return lead if named else None
