"""LexisNexis and Nexis Uni exports: TXT, HTML, and the text of DOCX, RTF and PDF.

Old exports head each article with "3 of 10 DOCUMENTS"; new ones end each with
"End of Document" and have a line "Body" before the text.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.dates import date_in
from overture.readers.encoding import decode
from overture.readers.exports import cut_at_ends, is_markup, plain_blanks
from overture.readers.markup import read_page, text_of, unwrap
from overture.readers.record import Record, joined

_HEAD = re.compile(
    r"(?m)^[^\S\n]*(?:(?:Document|Dokument) )?\d+ (?:of|von|de) \d+"
    r"(?: DOCUMENTS?| DOKUMENTEN?)?[^\S\n]*$"
)
_END = re.compile(r"(?m)^[^\S\n]*End of Document[^\S\n]*$")
_BODY = re.compile(r"(?m)^[^\S\n]*Body[^\S\n]*$")
_BEGUN = re.compile(r"(?m)^Body$")
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


def read(stream: BinaryIO) -> Iterator[Record]:
    """Read every article of an export in text or HTML."""
    data = stream.read()
    if is_markup(data):
        root, note = read_page(data)
        return split(text_of(root), note)
    return split(*decode(data))


def is_export(text: str) -> bool:
    """Is this the text of a Nexis export?"""
    return bool(_END.search(text) or _HEAD.search(text))


def split(text: str, note: str = "") -> Iterator[Record]:
    """Read every article of the text of an export."""
    text = plain_blanks(text).replace("\f", "\n").replace("\ufeff", "")
    if _END.search(text):
        for article, said in cut_at_ends(_END, text, begun=_BEGUN, note=note):
            yield _new_record(article, said)
    else:
        for article in _HEAD.split(text)[1:]:
            yield _old_record(article, note)


def _old_record(article: str, note: str) -> Record:
    """Read an article that "n of m DOCUMENTS" heads."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", article) if block.strip()]
    dated = next((i for i, b in enumerate(blocks[:6]) if _is_date(b)), None)
    known = {}
    if dated is not None:
        above = [b for b in blocks[:dated] if not _RIGHTS.search(b)]
        known["date"] = blocks[dated].split("\n")[0]
        blocks = blocks[dated + 1 :]
    else:
        note = joined(note, "no date found in its head" if blocks else "")
        above, blocks = blocks[:1], blocks[1:]
    known["source"] = above[0] if above else None
    if blocks and not _FIELD.match(blocks[0]):
        known["title"], blocks = blocks[0], blocks[1:]
    fields, body = _fields(blocks)
    return _record("\n\n".join(body), fields, note, **known)


def _new_record(article: str, note: str) -> Record:
    """Read an article that "End of Document" ends."""
    head, *behind = _BODY.split(article, maxsplit=1)
    if not behind:
        note = joined(note, "no line 'Body' found")
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    # The list of the export's articles stands before the first of them.
    dated = next((i for i in range(len(lines) - 1, 0, -1) if _is_date(lines[i])), 0)
    known, fields = {}, {}
    if dated:
        known = {"source": lines[dated - 1], "date": lines[dated]}
        known["title"] = lines[dated - 2] if dated > 1 else None
        fields, _ = _fields(lines[dated + 1 :])
    return _record(behind[0] if behind else article, fields, note, **known)


def _is_date(block: str) -> bool:
    """Does a short block begin with a date?"""
    first = block.split("\n")[0]
    return len(first) < 90 and not _FIELD.match(first) and date_in(first) is not None


_NAMES = frozenset(
    "byline section length dateline highlight body load-date language author "
    "correction series column edition type".split()
)


def _fields(blocks: list[str]) -> tuple[dict[str, str], list[str]]:
    """Take the fields before a text off its blocks."""
    fields: dict[str, str] = {}
    for i, block in enumerate(blocks):
        named = _FIELD.match(block)
        if not named or named[1].lower() not in _NAMES:
            return fields, blocks[i:]
        if named[1].lower() == "body":
            return fields, [block[named.end() :], *blocks[i + 1 :]]
        fields[named[1].lower()] = " ".join(block[named.end() :].split())
    return fields, []


def _record(text: str, fields: dict[str, str], note: str, **known) -> Record:
    """Make a record; cut what follows the text."""
    after = _AFTER.search(text)
    end = after.start() if after else len(text)
    said = re.search(r"(?mi)^language:\s*(\w+)", text[end:])
    text = unwrap(text[:end])
    if fields.get("highlight"):
        text = f"{fields['highlight']}\n\n{text}"
    byline = fields.get("byline", fields.get("author", ""))
    return Record(
        text=text,
        author=re.sub(r"(?i)^by\s+", "", byline),
        language=said[1] if said else fields.get("language"),
        reason=note,
        **known,
    )
