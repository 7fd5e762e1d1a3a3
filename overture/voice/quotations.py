"""Voice: whose words a span gives, the author's or a quoted speaker's.

A quotation is a span, between marks (direct) or reported ("she said that ..."). A
sentence may mix voices; its own is that of most of its letters. Thought, irony and
free indirect speech are not looked for.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from overture.frame import as_table
from overture.voice import speakers
from overture.voice.quote_marks import direct_quotes, has_marks
from overture.voice.reported_speech import reported
from overture.voice.speaker_names import (
    PRONOUNS,
    is_titled,
    leading,
    name_in,
    people_in,
)
from overture.voice.speech_verbs import REPORTING
from overture.voice.tables import QUOTATIONS, Row

_WORDLESS = re.compile(r"[\u3040-\u9fff]")  # scripts without spaces
_REACH = 400  # characters beside a quotation in which its speaker is looked for
_LONGEST = 2000  # characters of a sentence that is read; no prose has longer
_OF_SPEAKER = ["He"], ["She"], ["His"], ["Her"]  # begin an aside on the speaker
_SHORT = 60  # characters before a colon that only introduce who speaks
_NEAR = 4  # sentences back in which a pronoun's person is looked for


class Span(NamedTuple):
    """A quotation: characters of the text, speaker, and how it is quoted."""

    start: int
    end: int
    voice: str
    speaker: str | None
    form: str


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
    >>> from overture.voice.sentences import split_sentences
    >>> text = "“We will go,” Anna Berg said. She left."
    >>> table = split_sentences(pd.DataFrame({"doc_id": ["d"], "text": [text]}))
    >>> find_quotations(table)[["start", "end", "voice", "speaker"]].values.tolist()
    [[1, 12, 'quoted', 'Anna Berg']]
    """
    if sentences.empty:
        return as_table(QUOTATIONS)
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
    return as_table(QUOTATIONS, pd.DataFrame(records, columns=names))


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


def sentence_voices(text: str, rows: list[Row]) -> list[tuple[str, str | None]]:
    """Return (voice, speaker) of each sentence: of most of its letters.

    The words that only attribute ("he said") are not counted on either side.
    """
    spans = []
    reports = "ccording to" in text or not REPORTING.isdisjoint(text.split())
    if reports or has_marks(text):
        spans = _spans(text, rows)
    if not spans:
        return [("author", None)] * len(rows)
    return [_sentence_voice(text, row, parts) for row, parts in _parts(rows, spans)]


def _sentence_voice(text, row, parts) -> tuple[str, str | None]:
    """Return (voice, speaker) of the longest quotation, if it outweighs the rest."""
    if not parts:
        return "author", None
    longest = max(parts, key=lambda part: part[1] - part[0])[2]
    if all(span.form == "direct" for _, _, span in parts):
        rest, position, inside = [], row.start, 0
        for start, end, span in parts:
            head = text[position : start - 1].rstrip()
            if not (span.speaker and head.endswith(":") and len(head) < _SHORT):
                rest.append(speakers.without_attribution(head))
            inside += _letters(text[start:end])
            position = end
        opens = not _letters(text[row.start : parts[0][0]])
        if not (opens and speakers.goes_on(text[start:end], text[end + 1 : row.end])):
            rest.append(speakers.without_attribution(text[position : row.end]))
        if inside < sum(map(_letters, rest)):
            return "author", None
    return longest.voice, longest.speaker


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
        at = first
        while at < len(spans) and spans[at].start < row.end:
            span = spans[at]
            parts.append((max(span.start, row.start), min(span.end, row.end), span))
            at += 1
        yield row, parts


def _rebuilt(rows, texts) -> str:
    """Return a text in which each sentence stands at its offsets."""
    pieces, position = [], 0
    for row, sentence in zip(rows, texts, strict=True):
        pieces += [" " * max(0, row.start - position), sentence]
        position = max(position, row.start) + len(sentence)
    return "".join(pieces)


def _spans(text: str, rows: list[Row]) -> list[Span]:
    """Return the quotations of a text, in order."""
    spans: list[Span] = []
    direct = direct_quotes(text, rows)
    first = 0
    for index, row in enumerate(rows):
        while first < len(direct) and direct[first][1] <= row.start:
            first += 1
        covered, at, before = [], first, len(spans)
        while at < len(direct) and direct[at][0] < row.end:
            start, end, continued = direct[at]
            at += 1
            covered.append((start, end))
            if start < row.start:
                continue
            span = _attributed(text, rows, index, start, end, continued, spans)
            if span and continued and spans and spans[-1].speaker is None:
                spans[-1] = spans[-1]._replace(voice=span.voice, speaker=span.speaker)
            spans += [span] if span else []
        reported = _reported(text, rows, index, covered, spans)
        if reported:
            for place in range(before, len(spans)):  # unattributed words in the clause
                if spans[place].voice != "quoted" and spans[place].end <= row.end:
                    who = reported[0].speaker
                    spans[place] = spans[place]._replace(voice="quoted", speaker=who)
            spans[before:] = sorted([*spans[before:], *reported], key=lambda s: s.start)
    return spans


def _attributed(text, rows, index, start, end, continued, spans) -> Span | None:
    """Return the quotation with its speaker, or nothing if it is none."""
    row = rows[index]
    inside = text[start:end]
    last = index
    while last + 1 < len(rows) and rows[last + 1].start < end:
        last += 1
    stop = min(rows[last].end, end + _REACH)
    tail = text[end + 1 : stop]
    previous = next((s for s in spans[:-9:-1] if s.form == "direct"), None)
    begin = max(row.start, start - _REACH)
    head = text[max(begin, previous.end + 1 if previous else 0) : start - 1]
    words = inside[:200].split()
    titled = is_titled(words)
    opens = not _letters(head)
    close, speaker = speakers.speaker_behind(inside, tail, opens)
    if speaker is None:
        clause = text[begin : start - 1]
        ahead, speaker = speakers.speaker_ahead(head, clause, titled)
        close |= ahead
        if speaker is None and not head.strip() and index:
            prior = text[rows[index - 1].start : rows[index - 1].end]
            if prior.endswith(":") and len(prior) < _LONGEST:
                close, speaker = speakers.speaker_ahead(prior, prior, titled)
    if len(words) <= 2:
        words += _WORDLESS.findall(inside)
    if speakers.inscribed(head, tail):
        close, speaker = len(words) > 1 and not titled, None
    elif previous and speaker is None and previous.end > row.start and not titled:
        # a quotation that goes on behind "she said"
        said = text[previous.end + 1 : start - 1]
        if previous.speaker and not speakers.without_attribution(said):
            return Span(start, end, previous.voice, previous.speaker, "direct")
    if len(words) <= 2 and not close:
        return None
    whole = not head.strip("\"“„«‘'—– ") and not _letters(tail)
    if titled and not close and not whole and not (speaker and row.kind != "body"):
        return None
    if speaker is None and whole and previous:
        before = bisect_left(rows, previous.end, key=lambda r: r.end)
        between = text[rows[index - 1].start :][:4].split()[:1]
        aside = rows[before].paragraph == row.paragraph and between in _OF_SPEAKER
        near = index - before <= 1 + (aside and previous.speaker is not None)
        if continued or (near and rows[before].kind == row.kind):
            return Span(start, end, previous.voice, previous.speaker, "direct")
    said = (speaker or close) and not speakers.inscribed(head, tail)
    voice = "quoted" if said else "unattributed"
    speaker = _resolved(text, rows, index, start, speaker, spans)
    return Span(start, end, voice, speaker, "direct")


def _resolved(text, rows, index, start, speaker, spans) -> str | None:
    """Return the speaker; of a pronoun the one person it can mean, or nothing."""
    acronym = speaker is not None and len(speaker) > 1 and speaker.isupper()
    if speaker is None or acronym or speaker.lower() not in PRONOUNS:
        return speaker
    if speaker.lower() not in ("he", "she"):
        return None
    first = max(0, index - _NEAR)
    while (
        rows[first].kind != "body" or rows[first].paragraph < rows[index].paragraph - 1
    ):
        if first == index:
            break
        first += 1
    since = max(rows[first].start, start - 5 * _REACH)
    people = people_in(text[since:start])
    names = {name_in(name) for name in people} - {None}
    for span in reversed(spans):
        if span.end <= rows[first].start:
            break
        if span.speaker and span.speaker[0].isupper():
            names.add(span.speaker)
            break
    if len({name.split()[-1] for name in names}) == 1:
        return max(names, key=lambda name: (len(name), name))
    if names or not index:
        return None
    prior = rows[index - 1]
    lead = leading(text[prior.start : min(prior.end, prior.start + _REACH)])
    known = lead and lead[0].isupper() and lead.lower() not in PRONOUNS
    return lead if known else None


def _reported(text, rows, index, covered, spans) -> list[Span]:
    """Return what a sentence reports without marks, with its speaker."""
    row = rows[index]
    if row.end - row.start > _LONGEST:
        return []
    if any(s <= row.start + 1 and e >= row.end - 1 for s, e in covered):
        return []
    sentence, heading = text[row.start : row.end], row.kind != "body"
    found = reported(sentence, bool(covered), heading)
    if found is None:
        return []
    position, stop = row.start + found[0], row.start + found[1]
    speaker = _resolved(text, rows, index, position, found[2], spans)
    parts = []
    for s, e in [*covered, (stop, stop)]:
        if position < min(s, stop):
            parts.append((position, min(s, stop)))
        position = max(position, e)
    taken = {span.start for span in spans[-len(covered) - 1 :]}
    parts += [(s, e) for s, e in covered if s not in taken]
    return [
        Span(s, e, "quoted", speaker, "reported")
        for s, e in parts
        if _letters(text[s:e])
    ]
