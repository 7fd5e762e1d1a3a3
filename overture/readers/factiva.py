"""Factiva exports: XML, HTML, and the text of TXT and RTF ones.

Articles come with codes before each field (HD, BY, PD, SN, LP, TD ...) or as
plain lines: headline, byline, number of words, date, source.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.encoding import decode
from overture.readers.markup import (
    decode_markup,
    line_of,
    parse_html,
    parse_xml,
    text_of,
)
from overture.readers.record import Record

_DOCUMENT = re.compile(r"(?m)^[^\S\n]*Do[ck]umento? [A-Za-z]{2,}\w{14,}[^\S\n]*$")
_WORDS = re.compile(
    r"(?mi)^[^\S\n]*[\d.,  ]+ (?:words?|mots|wörter|palabras|parole|palavras|слов\w*)"
    r"[^\S\n]*$"
)
_CODE = re.compile(
    r"(?m)^[^\S\n]*(SE|HD|CR|BY|WC|PD|ET|SN|SC|NGC|GC|ED|PG|VOL|LA|CY|CX|CT|LP|TD|ART|"
    r"RF|CO|IN|NS|RE|IPC|IPD|PUB|AN)(?:[^\S\n]+|[^\S\n]*\n)"
)


def read(stream: BinaryIO, name: str) -> Iterator[Record]:
    """Read every article of an export."""
    data = stream.read()
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        if b"<html" in data[:4096].lower():
            yield from _html(data)
        else:
            yield from _xml(data)
        return
    text, note = decode(data)
    yield from split(text, note)


def is_export(text: str) -> bool:
    """Is this the text of a Factiva export?"""
    return bool(_DOCUMENT.search(text)) and bool(
        _WORDS.search(text) or re.search(r"(?m)^\s*HD\s", text)
    )


def split(text: str, note: str = "") -> Iterator[Record]:
    """Read every article of the text of an export."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    *articles, rest = _DOCUMENT.split(text)
    for article in articles:
        yield _text_record(article, note)
    if _WORDS.search(rest):
        yield _text_record(rest, "the export ends within this record")


def _text_record(article: str, note: str) -> Record:
    """Read an article of text, with codes or without."""
    if len(_CODE.findall(article)) > 3:
        parts = _CODE.split(article)
        return _coded(dict(zip(parts[1::2], parts[2::2], strict=True)), note)
    counted = _WORDS.search(article)
    if not counted:
        return Record(text=article, reason="no line with the number of words: not cut")
    head = [line.strip() for line in article[: counted.start()].strip().splitlines()]
    title, _, author = "\n".join(head).partition("\n\n")
    lines = article[counted.end() :].strip("\n").splitlines()
    end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    meta = [line.strip() for line in lines[:end]]
    date = meta[0] if meta else None
    rest = meta[1:]
    if rest and re.fullmatch(r"\d{1,2}:\d\d(?:\s*[AP]M)?", rest[0], re.IGNORECASE):
        date = f"{date} {rest.pop(0)}"
    languages = [line for line in rest[1:] if re.fullmatch(r"[^\W\d_]{4,20}", line)]
    return Record(
        text=_paragraphs("\n".join(lines[end:])),
        title=" ".join(title.split()),
        date=date,
        source=rest[0] if rest else None,
        author=_byline(author),
        language=languages[-1] if languages else None,
        reason=note,
    )


def _coded(fields: dict[str, str], note: str) -> Record:
    """Make a record of fields by their codes."""

    def one(code: str) -> str:
        return " ".join(fields.get(code, "").split())

    body = [_paragraphs(fields[code]) for code in ("LP", "TD") if fields.get(code)]
    return Record(
        text="\n\n".join(filter(None, body)),
        title=one("HD"),
        date=f"{one('PD')} {one('ET')}".strip(),
        source=one("SN"),
        author=_byline(fields.get("BY", "")),
        language=one("LA"),
        reason=note,
    )


def _paragraphs(text: str) -> str:
    """Return text with its paragraphs apart and their lines joined if wrapped."""
    if re.search(r"\S[^\S\n]*\n\s*\n\s*\S", text):
        blocks = re.split(r"\n\s*\n", text)
    else:
        blocks = text.split("\n")
    return "\n\n".join(" ".join(block.split()) for block in blocks if block.strip())


def _byline(text: str) -> str:
    """Return an author's name without "By"."""
    return re.sub(r"^(?:By|Von|Par|Por|Di)\s+", "", " ".join(text.split()))


def _html(data: bytes) -> Iterator[Record]:
    """Read the articles of an export in HTML."""
    page, note = decode_markup(data)
    for article in parse_html(page).iter("div"):
        if "article" not in (article.get("class") or "").split():
            continue
        fields = {}
        for row in article.iter("tr"):
            cells = [cell for cell in row if cell.tag == "td"]
            if len(cells) == 2 and re.fullmatch(r"[A-Z]{2,3}", line_of(cells[0])):
                fields[line_of(cells[0])] = text_of(cells[1])
        if "HD" in fields or "TD" in fields or "LP" in fields:
            yield _coded(fields, note)
            continue
        text = re.sub(r"\n\n(?=.*\n\n)", "\n", text_of(article))
        blocks = [line_of(node) for node in article if isinstance(node.tag, str)]
        head = [block for block in blocks if block]
        counted = next((i for i, b in enumerate(head) if _WORDS.fullmatch(b)), None)
        if counted is None:
            yield Record(text=text, reason="no line with the number of words: not cut")
            continue
        paragraphs = [
            line_of(node)
            for node in article.iter("p")
            if "articleparagraph" in (node.get("class") or "").lower()
        ]
        meta = "\n".join(b for b in head[counted:] if b not in paragraphs)
        title = "\n\n".join((head[0], *head[1:counted]))
        body = "\n\n".join(paragraphs)
        yield _text_record(f"{title}\n{meta}\n\n{body}", note)


def _xml(data: bytes) -> Iterator[Record]:
    """Read the articles of an export in XML."""
    root = parse_xml(data)
    for element in root.iter():  # names without their namespace
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    cut = root.get("truncated")
    articles = list(root.iter("article"))
    for article in articles:
        paragraphs = [
            line_of(paragraph)
            for part in ("leadParagraph", "tailParagraphs")
            for paragraph in article.iterfind(f"{part}//paragraph")
        ]
        date = article.find("publicationDate")
        ends_here = cut and article is articles[-1]
        yield Record(
            text="\n\n".join(filter(None, paragraphs)),
            title=line_of(article.find("headline")),
            date=line_of(date) if date is not None else None,
            source=line_of(article.find("sourceName")),
            author=_byline(line_of(article.find("byline"))),
            language=line_of(article.find("baseLanguage")),
            reason=f"the export ends within this record ({cut})" if ends_here else "",
        )
