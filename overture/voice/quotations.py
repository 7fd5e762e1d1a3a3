"""Quotations: whose words a span gives, the author's or a quoted speaker's.

A quotation is a span, between marks (direct) or reported ("she said that ..."). A
sentence may mix voices; its own is that of most of its letters. Thought, irony and
free indirect speech are not looked for.
"""

import pandas as pd

from overture.frame import as_table
from overture.voice import speakers
from overture.voice.attribution import Span, attributed, letters, overlapping
from overture.voice.quote_marks import has_marks
from overture.voice.tables import QUOTATIONS, Row
from overture.voice.verbs import REPORTING

_SHORT = 60  # characters before a colon that only introduce who speaks


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
    missing = {"paragraph_id": 0, "kind": "body"}.items()
    table = sentences.assign(**{k: v for k, v in missing if k not in sentences})
    table = table.sort_values(["doc_id", "sentence_id"], kind="stable")
    records = []
    for doc_id, part in table.groupby("doc_id", sort=True):
        columns = (part[name] for name in ("paragraph_id", "kind", "start", "end"))
        rows = [Row(*row) for row in zip(*columns, strict=True)]
        cut = overlapping(rows, attributed(_rebuilt(rows, part["text"]), rows))
        for number, (row, spans) in zip(part["sentence_id"], cut, strict=True):
            for span in spans:
                start, end, *who = _cut(span, row)
                records.append((doc_id, number, start, end, *who))
    return as_table(QUOTATIONS, pd.DataFrame(records, columns=list(QUOTATIONS)))


def _rebuilt(rows, texts) -> str:
    """Return a text in which each sentence stands at its offsets."""
    pieces, position = [], 0
    for row, sentence in zip(rows, texts, strict=True):
        pieces += [" " * max(0, row.start - position), sentence]
        position = max(position, row.start) + len(sentence)
    return "".join(pieces)


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
    reports = "ccording to" in text or not REPORTING.isdisjoint(text.split())
    spans = attributed(text, rows) if reports or has_marks(text) else []
    if not spans:
        return [("author", None)] * len(rows)
    return [
        _sentence_voice(text, row, [_cut(span, row) for span in inside])
        for row, inside in overlapping(rows, spans)
    ]


def _cut(span: Span, row: Row) -> Span:
    """Return the part of a quotation that is in a sentence."""
    start, end = max(span.start, row.start), min(span.end, row.end)
    return span._replace(start=start, end=end)


def _sentence_voice(text: str, row: Row, spans: list[Span]) -> tuple[str, str | None]:
    """Return (voice, speaker) of the longest quotation, if it outweighs the rest."""
    if not spans:
        return "author", None
    longest = max(spans, key=lambda span: span.end - span.start)
    if all(span.form == "direct" for span in spans):
        rest, position = [], row.start
        for span in spans:
            head = text[position : span.start - 1].rstrip()
            if not (span.speaker and head.endswith(":") and len(head) < _SHORT):
                rest.append(speakers.without_attribution(head))
            position = span.end
        first, last = text[row.start : spans[0].start], text[slice(*spans[-1][:2])]
        tail = text[position + 1 : row.end]
        if letters(first) or not speakers.goes_on(last, tail):
            rest.append(speakers.without_attribution(text[position : row.end]))
        inside = sum(letters(text[span.start : span.end]) for span in spans)
        if inside < sum(map(letters, rest)):
            return "author", None
    return longest.voice, longest.speaker
