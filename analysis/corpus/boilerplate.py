"""Boilerplate: datelines, bylines, notices and links, marked and never cut.

One row per span. Only what stands at the places where such lines stand is
marked, so that a sentence about cookies or copyright stays text.
"""

import re

import pandas as pd

from analysis.corpus.schema import as_table

LIBRARIES = ("pandas",)

_EDGE = 1500  # characters from a text's start or end where notices stand
_LONGEST = 400  # characters of a line that is a notice

_LINES = (
    ("copyright", r"(?:©|\(c\)|copyright\b).{0,160}"),
    ("copyright", r".{0,80}\b(?:all rights reserved|tous droits réservés)\b.{0,80}"),
    ("copyright", r".{0,80}\balle rechte vorbehalten\b.{0,80}"),
    ("byline", r"(?-i:B[Yy] [A-Z])[\w.'’-]+(?:[ ,]+(?:and|(?-i:[A-Z])[\w.'’-]*)){1,8}"),
    ("byline", r"(?:additional )?(?:reporting|editing|writing) by [^.]{3,200}\.?"),
    ("byline", r"\((?:additional )?(?:reporting|editing|writing) (?:by|from) [^)]+\)"),
    ("link", r"(?:read (?:more|also|next)|see also|related|more on this)\b"
     r"(?: ?[:>»].{0,200}|[^.]{0,30})"),
    ("link", r"(?:click here|watch|listen)(?: ?[:>»].{0,200}|[^.]{0,30})"),
    ("link", r"(?:share (?:this|on)|follow us|tweet|subscribe|sign up|advertisement|"
     r"story continues below|skip to)\b[^.]{0,120}\.?"),
    ("notice", r".{0,120}\b(?:we use|uses|use of|accept(?: all)?) cookies\b.{0,250}"),
    ("notice", r".{0,160}\b(?:privacy|cookie) policy\b.{0,160}"),
    ("notice", r".{0,160}\bterms of (?:use|service)\b.{0,160}"),
    ("notice", r"this (?:article|story|content) (?:was|has been) (?:originally )?"
     r"(?:published|produced|syndicated).{0,200}"),
    ("contact", r".{0,60}(?:[\w.+-]+@[\w-]+\.[\w.-]+).{0,60}"),
)  # fmt: skip
_LINES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _LINES)
_HINT = re.compile(
    r"©|\(c\)|copyright|all rights|droits|rechte|\bby |read |see also|related|more on|"
    r"click|watch|listen|share|follow|tweet|subscribe|sign up|advertis|story|skip|"
    r"cookies?|privacy|terms of|published|content|@",
    re.IGNORECASE,
)
# KYIV, Feb 13 (Reuters) - ..., Berlin (AP) — ... or WASHINGTON — ...
_PLACE = r"[A-Z\u00c0-\u00de][\w.'’-]*(?:[ /-][A-Z\u00c0-\u00de][\w.'’-]*){0,3}"
_SHOUTED = r"[A-Z\u00c0-\u00de]{3,}(?:[ -][A-Z\u00c0-\u00de]{2,}){0,3}"
_DATELINE = re.compile(
    rf"(?m)^(?:{_PLACE}(?:, [A-Z][\w. ]{{2,30}}){{0,2}}"
    r"(?:,? \d{1,2})?(?:,? \d{4})? ?\([A-Z][\w .&-]{1,40}\)|"
    rf"{_SHOUTED}(?:, [A-Z][\w. ]{{2,30}}\d{{0,2}})?)"
    r" ?(?:[-–—]{1,2}|:) ?(?=\S)"
)


def find_boilerplate(documents: pd.DataFrame) -> pd.DataFrame:
    """Mark what is not the article's own text.

    Parameters
    ----------
    documents : DataFrame
        With doc_id and text.

    Returns
    -------
    DataFrame
        doc_id, start, end (characters) and kind: dateline, byline, link,
        copyright, notice or contact. In the order of the documents, then of start.

    Examples
    --------
    >>> text = "Rain\\n\\nKYIV (AP) - It rained.\\n\\nRead more: Snow"
    >>> spans = find_boilerplate(pd.DataFrame({"doc_id": ["a"], "text": [text]}))
    >>> [(row.kind, text[row.start:row.end]) for row in spans.itertuples()]
    [('dateline', 'KYIV (AP) - '), ('link', 'Read more: Snow')]
    """
    rows = {"doc_id": [], "start": [], "end": [], "kind": []}
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        for start, end, kind in _spans(text):
            for name, value in zip(rows, (doc_id, start, end, kind), strict=True):
                rows[name].append(value)
    return as_table("boilerplate", rows)


def _spans(text: str) -> list[tuple[int, int, str]]:
    """Return the spans of one text."""
    spans = []
    dateline = _DATELINE.search(text, 0, _EDGE)
    if dateline:
        spans.append((dateline.start(), dateline.end(), "dateline"))
    place = 0
    for line in text.split("\n"):
        start = place + len(line) - len(line.lstrip())
        line, place = line.strip(), place + len(line) + 1
        at_edge = start < _EDGE or start > len(text) - _EDGE
        if not line or not at_edge or len(line) > _LONGEST or not _HINT.search(line):
            continue
        for kind, pattern in _LINES:
            if start > 0 and pattern.fullmatch(line):
                spans.append((start, start + len(line), kind))
                break
    return sorted(spans)
