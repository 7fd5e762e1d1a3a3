"""Sentences: title, headings and body sentences of each document, with offsets.

One row per sentence or heading. A stop ends a sentence unless what stands
before it (title, initial, abbreviation) and after it says otherwise; nothing is
learnt from the corpus, so a document's sentences never depend on its neighbours.
"""

import re
from collections.abc import Iterator

import pandas as pd

from overture.frame import as_table
from overture.voice.quotations import sentence_voices
from overture.voice.tables import SENTENCES, Row
from overture.words import words

WRAP_WIDTH = 120  # lines that are longer are paragraphs, not wrapped text
HEADING_CHARS = 120
HEADING_WORDS = 16

# Never the last word of a sentence.
_TITLES = words("abbreviation")
# Last words only if a sentence can be seen to start behind them.
_ABBREVIATIONS = words("shortened")
_BEFORE_NUMBERS = frozenset("no nos art p pp v ch sect fig vol № nr ст п".split())
# Words that start a sentence with a capital but stand in no name.
_STARTERS = words("starter")
_CLOCK = frozenset("a.m p.m".split())
_AFTER_CLOCK = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|[A-Z]{2,4}T\b|GMT|UTC|Eastern|"
    r"Central|Pacific|Moscow|Kyiv|Kiev|London|Local|on\b|"
    r"(?:Jan|Febr)uary|March|April|May\b|June|July|August|\w+ember|October"
)
_MONTHS_AFTER_ORDINAL = re.compile(
    r"(?:Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)\w*"
)
_CLOSERS = "\"'”’»›)\\]"
_CANDIDATE = re.compile(
    rf"([.!?…؟۔।]+)([{_CLOSERS}]*(?:\s?\[\d+\])*)(?=\s|$)|[。！？]+[”’」』）]*"
)
_SPACE = re.compile(r"\s*")
_NEXT = re.compile(r"\s+[\"'“”‘«‹(\[„*_—–-]*\s*(\w[\w’'-]*)?")
_ASKED = re.compile(
    r"\s+(?:the\s+)?(?:[^\W\d_][\w’'-]*\s+){1,3}?(?:asked|said|says|wondered|demanded|"
    r"shouted|cried|exclaimed|replied|added|wrote|asks|tweeted)(?:[.,;:]|\s+[a-z])"
)
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")
_BULLET = re.compile(r"(?:[-•*·▪●◦]\s+|\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)]\s+)")
_MARKER = re.compile(r"(?:[-•*·▪●◦]|#{1,6})\s+")
_SENTENCE_END = re.compile(r"[.!?…؟۔।。！？:;,][\"'”’»›)\]」』）]*$")
_ENDS_AS_SENTENCE = re.compile(r"[.…؟۔।。:;,][\"'”’»›)\]」』）]*$")


def split_sentences(documents: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences, headings and titles of documents.

    Parameters
    ----------
    documents : DataFrame
        With `doc_id` and `text`. Where there is a `title` column and a text starts
        with its title, that span is the title.

    Returns
    -------
    DataFrame
        The table `sentences`: `doc_id`, `sentence_id` (from 0 in each document),
        `paragraph_id`, `kind` (title, heading, body), `voice` (author, quoted,
        unattributed), `speaker`, `start` and `end` (characters of the text) and
        `text`, which is ``text[start:end]``. In the order of the documents.

    Notes
    -----
    A blank line ends a paragraph. A single line break does so too, unless the
    lines look wrapped: none longer than 120 characters, and the next word would
    not have fitted. The rules are for European languages; in other scripts a
    sentence ends at a full stop of that script.

    Examples
    --------
    >>> documents = pd.DataFrame(
    ...     {"doc_id": ["d"], "text": ["He moved to the U.S. The U.S. Senate knew."]}
    ... )
    >>> split_sentences(documents)["text"].tolist()
    ['He moved to the U.S.', 'The U.S. Senate knew.']
    """
    missing = [name for name in ("doc_id", "text") if name not in documents]
    if missing:
        message = f"documents needs the column {missing[0]!r}: doc_id and text"
        raise ValueError(message)
    titles = documents["title"] if "title" in documents else [""] * len(documents)
    records = []
    for doc_id, text, title in zip(
        documents["doc_id"], documents["text"], titles, strict=True
    ):
        if not isinstance(text, str):
            continue
        rows = list(_rows(text, title.strip() if isinstance(title, str) else ""))
        voices = sentence_voices(text, rows)
        for number, (row, spoken) in enumerate(zip(rows, voices, strict=True)):
            paragraph, kind, start, end = row
            span = (start, end, text[start:end])
            records.append((doc_id, number, paragraph, kind, *spoken, *span))
    return as_table(SENTENCES, pd.DataFrame(records, columns=list(SENTENCES)))


def _rows(text: str, title: str) -> Iterator[Row]:
    """Yield the sentences of one text."""
    paragraphs = list(_paragraphs(text))
    kinds = _kinds(text, paragraphs, title)
    lower = text.islower()
    for number, ((start, end), kind) in enumerate(zip(paragraphs, kinds, strict=True)):
        if kind != "body":  # the document's title may share its line with text
            stop = min(end, start + len(title)) if title and kind == "title" else end
            yield Row(number, kind, start, stop)
            start = stop
        for span in _sentences(text, start, end, lower):
            yield Row(number, "body", *span)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs' spans, list markers and outer white space left out."""
    blocks: list[list[tuple[int, int]]] = [[]]
    position = 0
    for line in text.split("\n"):
        start = position + len(line) - len(line.lstrip())
        if stripped := line.strip():
            blocks[-1].append((start, start + len(stripped)))
        elif blocks[-1]:
            blocks.append([])
        position += len(line) + 1
    longest = max((end - start for block in blocks for start, end in block), default=0)
    for block in filter(None, blocks):
        width = max(end - start for start, end in block)
        first, last = block[0]
        for line in block[1:]:
            if _wrapped(text, first, last, line, width, len(block), longest):
                last = line[1]
                continue
            yield _unmarked(text, first, last)
            first, last = line
        yield _unmarked(text, first, last)


def _wrapped(text, first, last, line, width, n_lines, longest) -> bool:
    """Return whether a line continues the paragraph that goes from first to last."""
    above = text.rfind("\n", first, last) + 1 or first  # where the line above starts
    if _BULLET.match(text, line[0]) or text[above] == "#":
        return False
    ended = _SENTENCE_END.search(text, max(first, last - 8), last)
    if not ended and text[line[0]].islower():
        return True
    if longest > WRAP_WIDTH:
        return False
    full = n_lines > 2 and last - above > 0.75 * width
    if not (ended or full or above > first or _BULLET.match(text, first)):
        if _is_capitalised(text[first:last], 4):
            return False  # a heading directly above its paragraph
    word = text[slice(*line)].split(None, 1)[0]
    return last - above + 1 + len(word) > 0.9 * width


def _is_capitalised(line: str, at_least: int) -> bool:
    """Return whether a line has so many words and is written as a headline."""
    words = line.split()
    long = [word for word in words if len(word) > 3]
    return len(words) >= at_least and not any(word[0].islower() for word in long)


def _unmarked(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the marker of a list item or Markdown heading."""
    marker = _MARKER.match(text, start, end)
    return (marker.end() if marker and marker.end() < end else start), end


def _kinds(text: str, paragraphs: list[tuple[int, int]], title: str) -> list[str]:
    """Return title, heading or body for each paragraph."""
    plain = [not _is_heading(text, start, end) for start, end in paragraphs]
    final = max((number for number, is_body in enumerate(plain) if is_body), default=-1)
    kinds = []
    for number, (start, _) in enumerate(paragraphs):
        marked = text[text.rfind("\n", 0, start) + 1 : start].lstrip().startswith("#")
        listed = number >= 3 and not any(plain[number - 3 : number + 2])  # or a poem
        # what nothing follows heads nothing
        body = plain[number] or number > final or listed
        kinds.append("body" if body and not marked else "heading")
    named = title and paragraphs and text.startswith(title, paragraphs[0][0])
    if named or (not title and kinds[:1] == ["heading"]):
        kinds[0] = "title"
    return kinds


def _is_heading(text: str, start: int, end: int) -> bool:
    """Return whether a paragraph is short, starts upright and has no final stop."""
    if end - start > HEADING_CHARS:
        return False
    line = text[start:end]
    if _BULLET.match(text, text.rfind("\n", 0, start) + 1):
        return False
    if _ENDS_AS_SENTENCE.search(line) and not _ACRONYM.search(line[:-1]):
        return False
    if line[-1] in "!?！？\"'”’»" and not _is_capitalised(line, 3):
        return False
    first = line.lstrip("\"'“‘«([")[:1]
    return bool(first) and not first.islower() and len(line.split()) <= HEADING_WORDS


def _sentences(text, start, end, lower) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a paragraph."""
    start = _SPACE.match(text, start, end).end()
    for candidate in _CANDIDATE.finditer(text, start, end):
        stop = candidate.end()
        if stop < end and (not candidate[1] or _is_end(text, start, candidate, lower)):
            yield start, stop
            start = _SPACE.match(text, stop, end).end()
    if start < end:
        yield start, end


def _is_end(text: str, start: int, candidate: re.Match, lower: bool) -> bool:
    """Return whether a sentence that starts at start ends with the candidate."""
    position, stops, closers = candidate.start(), candidate[1], candidate[2]
    following = _NEXT.match(text, candidate.end())
    word = (following and following[1]) or ""
    if word[:1].islower() and not lower and not word[1:2].isupper():
        return False
    if stops != ".":
        quoted = closers and stops[-1] in "?!"
        return not (quoted and _ASKED.match(text, candidate.end()))
    chunk = text[max(start, position - 24) : position]
    token = "" if chunk[-1:].isspace() else (chunk.split() or [""])[-1]
    token = token.lstrip("\"'“‘«‹([„—–-")
    if token.isdigit():
        listed = position - len(token) == start  # the number of a list item
        return not (listed or (len(token) < 3 and _MONTHS_AFTER_ORDINAL.match(word)))
    return not token or _ends_behind(token, word, bool(closers))


def _ends_behind(token: str, word: str, closed: bool) -> bool:
    """Return whether a stop behind a token, in marks or not, ends before a word."""
    plain, number = token.lower(), word[:1].isdigit()
    if number and plain in _BEFORE_NUMBERS:
        return False
    if plain in _CLOCK:
        return not (number or _AFTER_CLOCK.match(word))
    if plain == "no" and not number:
        return True
    if plain in _TITLES:
        return False
    if len(token) == 1 and token.isalpha():
        return closed or (token.isupper() and _starts(word))
    return closed or not word or _starts(word) or not _is_shortened(token, plain)


def _starts(word: str) -> bool:
    """Return whether a capitalised word starts a sentence and stands in no name."""
    known = word.lower().replace("’", "'") in _STARTERS
    return known and (len(word) > 1 or word in "IЯ")  # other letters are initials


def _is_shortened(token: str, plain: str) -> bool:
    """Return whether a token is an abbreviation, written like one: Ill., not ill."""
    if _ACRONYM.search(token):
        return True
    small = plain in ("inc", "no", "co") or token[0] > "z"
    return plain in _ABBREVIATIONS and (token[0].isupper() or small)
