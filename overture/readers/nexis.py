"""LexisNexis and Nexis Uni exports: TXT, HTML, and the text of DOCX, RTF and PDF.

Old exports head each article with "3 of 10 DOCUMENTS"; new ones end each with
"End of Document" and have a line "Body" before the text.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.dates import date_in
from overture.readers.encoding import decode
from overture.readers.markup import decode_markup, parse_html, text_of, unwrap
from overture.readers.record import Record

_HEAD = re.compile(
    r"(?m)^[^\S\n]*(?:(?:Document|Dokument) )?\d+ (?:of|von|de) \d+"
    r"(?: DOCUMENTS?| DOKUMENTEN?)?[^\S\n]*$"
)
_END = re.compile(r"(?m)^[^\S\n]*End of Document[^\S\n]*$")
_FIELD = re.compile(r"([A-Z][A-Z/-]+(?: [A-Z/-]+)*|[A-Z][\w/-]*(?: [\w/-]+){0,2}):\s*")
# Fields that follow an article's text; what stands behind the first is not text.
_AFTER = re.compile(
    r"(?m)^(?:LOAD-DATE|LANGUAGE|GRAPHIC|PUBLICATION-TYPE|SUBJECT|ORGANIZATION|"
    r"GEOGRAPHIC|COUNTRY|STATE|CITY|COMPANY|TICKER|INDUSTRY|PERSON|JOURNAL-CODE|"
    r"DOCUMENT-TYPE|CORRECTION-DATE|CORRECTION|NOTES|UPDATE|DATELINE-STORY|"
    r"Load-Date|Language|Graphic|Publication-Type|Journal Code|Subject|Classification|"
    r"Geographic|Industry|Notes|Correction)(?::|$)"
)
_RIGHTS = re.compile(r"(?i)copyright\b|all rights reserved|©|\(c\) ")


def read(stream: BinaryIO, name: str) -> Iterator[Record]:
    """Read every article of an export in text or HTML."""
    data = stream.read()
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        page, note = decode_markup(data)
        text = text_of(parse_html(page))
    else:
        text, note = decode(data)
    yield from split(text, note)


def is_export(text: str) -> bool:
    """Is this the text of a Nexis export?"""
    return bool(_END.search(text)) or bool(_HEAD.search(text))


def split(text: str, note: str = "") -> Iterator[Record]:
    """Read every article of the text of an export."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = text.replace("\f", "\n").replace("\ufeff", "")
    if _END.search(text):
        *articles, rest = _END.split(text)
        for article in articles:
            yield _new_record(article, note)
        if re.search(r"(?m)^Body$", rest):
            yield _new_record(rest, "the export ends within this record")
        return
    _, *articles = _HEAD.split(text)
    for article in articles:
        yield _old_record(article, note)


def _old_record(article: str, note: str) -> Record:
    """Read an article that "n of m DOCUMENTS" heads."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", article) if block.strip()]
    dated = next((i for i, b in enumerate(blocks[:6]) if _is_date(b)), None)
    source, date, title = None, None, None
    if dated is not None:
        above = [b for b in blocks[:dated] if not _RIGHTS.search(b)]
        source = " ".join(above[0].split()) if above else None
        date = blocks[dated].split("\n")[0]
        blocks = blocks[dated + 1 :]
    elif blocks:
        note = "; ".join(filter(None, (note, "no date found in its head")))
        source, blocks = " ".join(blocks[0].split()), blocks[1:]
    if blocks and not _field(blocks[0]):
        title, blocks = " ".join(blocks[0].split()), blocks[1:]
    fields, body = _fields(blocks)
    return _record(body, title, date, source, fields, note)


def _new_record(article: str, note: str) -> Record:
    """Read an article that "End of Document" ends."""
    head, found, body = _split_body(article)
    lines = [line.strip() for line in head.split("\n")]
    dates = [i for i, line in enumerate(lines) if line and _is_date(line)]
    # The list of the export's articles stands before the first of them.
    dated = next((i for i in reversed(dates) if _source_above(lines, i)), None)
    title = source = date = None
    if dated is not None:
        above = [line for line in lines[:dated] if line]
        date, source = lines[dated], above[-1]
        title = above[-2] if len(above) > 1 else None
    blocks = [b.strip() for b in (lines[dated + 1 :] if dated is not None else []) if b]
    fields, _ = _fields(blocks)
    if not found:
        note = "; ".join(filter(None, (note, "no line 'Body' found")))
    return _record([body], title, date, source, fields, note)


def _split_body(article: str) -> tuple[str, bool, str]:
    """Cut an article at its line "Body"."""
    parts = re.split(r"(?m)^[^\S\n]*Body[^\S\n]*$", article, maxsplit=1)
    if len(parts) == 2:
        return parts[0], True, parts[1]
    return article, False, article


def _source_above(lines: list[str], i: int) -> bool:
    """Do a title and a source stand above a date?"""
    return sum(bool(line) for line in lines[:i]) >= 1 and not _field(lines[i])


def _is_date(block: str) -> bool:
    """Does a short block begin with a date?"""
    first = block.split("\n")[0]
    return len(first) < 90 and not _field(first) and date_in(first) is not None


def _field(block: str) -> re.Match | None:
    """Match a field's name at the start of a block."""
    return _FIELD.match(block)


_NAMES = frozenset(
    "byline section length dateline highlight body load-date language author "
    "correction series column edition type".split()
)


def _fields(blocks: list[str]) -> tuple[dict[str, str], list[str]]:
    """Take the fields before a text off its blocks."""
    fields: dict[str, str] = {}
    for i, block in enumerate(blocks):
        named = _field(block)
        if not named or named[1].lower() not in _NAMES:
            return fields, blocks[i:]
        if named[1].lower() == "body":
            return fields, [block[named.end() :], *blocks[i + 1 :]]
        fields[named[1].lower()] = " ".join(block[named.end() :].split())
    return fields, []


def _record(body: list[str], title, date, source, fields: dict, note: str) -> Record:
    """Make a record; cut what follows the text."""
    text = "\n\n".join(body)
    after = _AFTER.search(text)
    language = None
    if after:
        said = re.search(r"(?mi)^language:\s*(\w+)", text[after.start() :])
        language = said[1] if said else None
        text = text[: after.start()]
    text = unwrap(text)
    if fields.get("highlight"):
        text = f"{fields['highlight']}\n\n{text}"
    byline = re.sub(r"(?i)^by\s+", "", fields.get("byline", fields.get("author", "")))
    return Record(
        text=text,
        title=title,
        date=date,
        source=source,
        author=byline,
        language=language or fields.get("language"),
        reason=note,
    )
