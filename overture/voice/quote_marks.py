"""Quotation marks: what stands between them, in any of the usual kinds.

Straight, typographic, German, French and East Asian marks, nested, unclosed, over
sentences and paragraphs. An apostrophe is none, and nothing is said here about who
speaks.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from overture.voice.tables import Row

REACH = 1000  # characters within which a single mark or a lost one is looked for

_PAIRS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」", "『": "』", "”": "”"}
_FLIPPED = str.maketrans("«»", "»«")  # German books open with »
_MARKS = re.compile(r"[\"“”„«»‹›「」『』‘’']")
_SINGLE = re.compile(r"(?<!\w)'")
_CLOSES = {"‘": re.compile(r"[’'](?!\w)"), "'": re.compile(r"(?<=[\w.,!?…])'(?!\w)")}
_OPENS = re.compile(r"(?<!\w)[‘']\w")
_SHORTENED = ("em ", "tis ", "twas ", "cause ", "til ")
# ", Ann Lee said" and " Ann Lee said", where a mark was lost
_NAMED = r"(?:(?:the|an?)\s+)?(?:[\w’'.-]+\s+){1,4}?"
_SAID = re.compile(rf",\s+{_NAMED}(?:said|says|wrote|added|writes)\b")
_SAYS_BEHIND = re.compile(rf"\s+(?:{_NAMED}(?:said|says|wrote|added)|said|says)\b")


class Quote(NamedTuple):
    """What stands between marks; it may go on from the paragraph above."""

    start: int
    end: int
    continued: bool


def direct_quotes(text: str, rows: list[Row]) -> list[Quote]:
    """Return what stands between quotation marks in a text of these sentences.

    A quotation that is not closed ends before ", she said", or with its paragraph if
    it opens it, or with its sentence.
    """
    if not has_marks(text):
        return []
    bounds: dict[int, list[int]] = {}
    for paragraph, _, start, end in rows:
        bounds.setdefault(paragraph, [start, end])[1] = end
    first = re.search("[«»]", text)
    plain = text.translate(_FLIPPED) if first and first[0] == "»" else text
    starts, ends = [row.start for row in rows], [row.end for row in rows]
    found: list[Quote] = []
    carried = False
    for start, end in bounds.values():
        carried = carried and text[start] in "\"“”„«'‘"
        for begin, stop, closed in _in_paragraph(plain, start, end, starts, ends):
            found.append(Quote(begin, stop, carried))
            carried = not closed and begin == start + 1
        # a paragraph without any quotation ends what was carried over
        carried = carried and bool(found) and found[-1].start >= start
    return found


def has_marks(text: str) -> bool:
    """Return whether a text has a mark that may open a quotation."""
    plain = any(mark in text for mark in '"“”„«»‹›‘「『')
    return plain or _SINGLE.search(text) is not None


def _in_paragraph(text, start, end, starts, ends) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, closed) of the quotations of a paragraph."""
    position = start
    while match := _MARKS.search(text, position, end):
        at, position = match.start(), match.end()
        closer = _closer(text, at, end)
        if closer:
            stop, position = _closing(text, position, end, closer, ends)
            closed = stop is not None
            if not closed:
                whole = end if at == start else _sentence_end(ends, at + 1, end)
                stop = _stop(text, at + 1, whole)
            yield at + 1, stop, closed
            continue
        lone = match[0] in "”»" or (match[0] == '"' and text[at - 1 : at].strip())
        if lone and _SAYS_BEHIND.match(text, position, end):  # its mate was lost
            yield starts[max(bisect_right(starts, at - 1) - 1, 0)], at, True


def _closer(text: str, at: int, end: int) -> str:
    """Return the marks that would close a quotation opened here, or nothing."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    begins = not before or not (before.isalnum() or before in ".,!?…%")
    starts = begins and bool(after.strip())
    if mark in _CLOSES and starts:
        short = after.isdigit() or text.startswith(_SHORTENED, at + 1)
        found = _CLOSES[mark].search(text, at + 1, min(end, at + REACH))
        return "’'" if found and not short else ""
    if mark == '"':
        return '"' if starts else ""
    if mark == "”":
        return "”" if starts and "”" in text[at + 1 : end] else ""
    return _PAIRS.get(mark, "")


def _closing(text, start, end, closer, ends) -> tuple[int | None, int]:
    """Return where a quotation ends, if it is closed, and where to read on."""
    depth = 1
    for match in _MARKS.finditer(text, start, end):
        at, mark = match.start(), match[0]
        before, after = text[at - 1], text[at + 1 : at + 2]
        if mark in closer and not (mark in "'’" and _is_apostrophe(text, at, end)):
            if mark not in '"”' or not before.isspace() or not after.strip():
                depth -= 1
                if depth == 0:
                    return at, at + 1
            elif mark == '"' and text.count('"', at + 1, at + REACH) > 1:
                depth += 1
        elif mark in "“«„" and closer == _PAIRS[mark]:
            stop = _stop(text, start, _sentence_end(ends, start, end))
            if stop < at:  # the mark that should close it was lost
                return stop, at
            depth += 1
    return None, end


def _is_apostrophe(text: str, at: int, end: int) -> bool:
    """Return whether a mark that could close is rather an apostrophe."""
    if text[at + 1 : min(at + 2, end)].isalnum():
        return True
    if text[at - 1] != "s" or not re.match(r"\s[a-z]", text[at + 1 : at + 3]):
        return False
    stop = min(end, at + REACH)
    later = _CLOSES["‘"].search(text, at + 1, stop)
    opening = _OPENS.search(text, at + 1, later.start() if later else stop)
    return later is not None and opening is None


def _sentence_end(ends: list[int], position: int, default: int) -> int:
    """Return where the sentence of a position ends."""
    at = bisect_right(ends, position)
    return ends[at] if at < len(ends) else default


def _stop(text: str, start: int, end: int) -> int:
    """Return where an unclosed quotation ends: before ", she said", or at end."""
    match = _SAID.search(text, start, min(end, start + REACH))
    return match.start() + 1 if match else end
