"""Quotation marks: what stands between them, in any of the usual kinds.

Straight, typographic, German, French and East Asian marks, nested, unclosed, over
sentences and paragraphs. An apostrophe is none, and nothing is said here about who
speaks.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

REACH = 1000  # characters within which a single mark or a lost one is looked for

_PAIRS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」", "『": "』", "”": "”"}
_MARKS = re.compile(r"[\"“”„«»‹›「」『』‘’']")
_SINGLE = re.compile(r"(?<!\w)'")
_CLOSES = {"‘": re.compile(r"[’'](?!\w)"), "'": re.compile(r"(?<=[\w.,!?…])'(?!\w)")}
_OPENS = re.compile(r"(?<!\w)[‘']\w")
_SHORTENED = ("em ", "tis ", "twas ", "cause ", "til ")
# ", Ann Lee said" and " Ann Lee said", where a mark was lost
_NAMED = r"(?:(?:the|an?)\s+)?(?:[\w’'.-]+\s+){1,4}?"
_SAID = re.compile(rf",\s+{_NAMED}(?:said|says|wrote|added|writes)\b")
_SAYS_BEHIND = re.compile(rf"\s+(?:{_NAMED}(?:said|says|wrote|added)|said|says)\b")


def direct_quotes(text: str, rows: list[tuple]) -> list[tuple[int, int, bool]]:
    """Return (start, end, continued) of what stands between quotation marks.

    Parameters
    ----------
    text : str
    rows : list of tuple
        (paragraph, kind, start, end) of each sentence, in order.

    Returns
    -------
    list of tuple
        Marks are left out; `continued` is true where a quotation goes on from the
        paragraph before. A quotation that is not closed ends before ", she said",
        or with its paragraph if it opens it, or with its sentence.
    """
    if not has_marks(text):
        return []
    bounds: dict[int, list[int]] = {}
    for paragraph, _, start, end in rows:
        bounds.setdefault(paragraph, [start, end])[1] = end
    first = re.search("[«»]", text)
    flipped = first is not None and first[0] == "»"
    starts, ends = [row[2] for row in rows], [row[3] for row in rows]
    found: list[tuple[int, int, bool]] = []
    carried = False
    for start, end in bounds.values():
        carried = carried and text[start] in "\"“”„«'‘"
        quotes = _in_paragraph(text, start, end, flipped, starts, ends)
        for begin, stop, closed in quotes:
            found.append((begin, stop, carried))
            carried = not closed and begin == start + 1
        # a paragraph without any quotation ends what was carried over
        carried = carried and bool(found) and found[-1][0] >= start
    return found


def has_marks(text: str) -> bool:
    """Return whether a text has a mark that may open a quotation."""
    if any(mark in text for mark in '"“”„«»‹›‘「『'):
        return True
    return "'" in text and _SINGLE.search(text) is not None


def _in_paragraph(text, start, end, flipped, starts, ends) -> Iterator[tuple]:
    """Yield (start, end, closed) of the quotations of a paragraph."""
    opened, closer, depth = -1, "", 0
    for match in _MARKS.finditer(text, start, end):
        at, mark = match.start(), match[0]
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if mark in "'’" and before.isalnum() and after.isalnum():
            continue
        if flipped and mark in "«»":
            mark = "«" if mark == "»" else "»"
        if opened < 0:
            closer = _closer(text, at, end, mark, before, after)
            if closer:
                opened, depth = at + 1, 1
            elif mark in "”»" or (mark == '"' and not before.isspace()):
                if _SAYS_BEHIND.match(text, at + 1, end):  # its opening mark was lost
                    yield starts[max(bisect_right(starts, at - 1) - 1, 0)], at, True
        elif mark in closer and not (mark in "'’" and _is_apostrophe(text, at, end)):
            if mark in '"”' and before.isspace() and not after.isspace():
                depth += mark == '"' and text.count('"', at + 1, at + REACH) > 1
                continue
            depth -= 1
            if depth == 0:
                yield opened, at, True
                opened = -1
        elif mark in "“«„" and closer == _PAIRS[mark]:
            stop = _stop(text, opened, _sentence_end(ends, opened, end))
            depth += stop >= at
            if stop < at:  # the mark that should close the first was lost
                yield opened, stop, True
                opened = at + 1
    if opened == start + 1:
        yield opened, _stop(text, opened, end), False
    elif opened >= 0:
        yield opened, _stop(text, opened, _sentence_end(ends, opened, end)), False


def _closer(text, at, end, mark, before, after) -> str:
    """Return the marks that would close a quotation opened here, or nothing."""
    starts = not (before.isalnum() or before in ".,!?…%") and not after.isspace()
    if mark in _CLOSES and not starts:
        return ""
    if mark in _CLOSES:
        short = after.isdigit() or text.startswith(_SHORTENED, at + 1)
        found = _CLOSES[mark].search(text, at + 1, min(end, at + REACH))
        return "’'" if found and not short else ""
    if mark == '"':
        return '"' if starts else ""
    if mark == "”":
        return "”" if starts and "”" in text[at + 1 : end] else ""
    return _PAIRS.get(mark, "")


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
