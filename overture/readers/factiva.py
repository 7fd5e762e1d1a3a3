"""Factiva exports: XML, HTML, and the text of TXT and RTF ones.

Articles come with codes before each field (HD, BY, PD, SN, LP, TD ...) or as
plain lines: headline, byline, number of words, date, source.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from overture.readers.encoding import decode
from overture.readers.exports import cut_at_ends, fields_of, is_markup, plain_blanks
from overture.readers.markup import line_of, parse_xml, read_page, text_of, unwrap
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
_UNCUT = "no line with the number of words: not cut"


def read(stream: BinaryIO) -> Iterator[Record]:
    """Read every article of an export."""
    data = stream.read()
    if not is_markup(data):
        return split(*decode(data))
    return _html(data) if b"<html" in data[:4096].lower() else _xml(data)


def is_export(text: str) -> bool:
    """Is this the text of a Factiva export?"""
    return bool(_DOCUMENT.search(text)) and bool(
        _WORDS.search(text) or re.search(r"(?m)^\s*HD\s", text)
    )


def split(text: str, note: str = "") -> Iterator[Record]:
    """Read every article of the text of an export."""
    text = plain_blanks(text)
    for article, said in cut_at_ends(_DOCUMENT, text, begun=_WORDS, note=note):
        yield _text_record(article, said)


def _text_record(article: str, note: str) -> Record:
    """Read an article of text, with codes or without."""
    if len(_CODE.findall(article)) > 3:
        return _coded(fields_of(article, _CODE)[1], note)
    counted = _WORDS.search(article)
    if not counted:
        return Record(text=article, reason=_UNCUT)
    head = [line.strip() for line in article[: counted.start()].strip().splitlines()]
    title, _, author = "\n".join(head).partition("\n\n")
    behind = article[counted.end() :].strip("\n").splitlines()
    lines = [line.strip() for line in behind]
    end = lines.index("") if "" in lines else len(lines)
    date, *rest = lines[:end] or [None]
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
    body = [_paragraphs(fields[code]) for code in ("LP", "TD") if fields.get(code)]
    date = f"{fields.get('PD', '')} {fields.get('ET', '')}"
    return Record(
        text="\n\n".join(body),
        title=fields.get("HD"),
        date=" ".join(date.split()),
        source=fields.get("SN"),
        author=_byline(fields.get("BY", "")),
        language=fields.get("LA"),
        reason=note,
    )


def _paragraphs(text: str) -> str:
    """Return text with its paragraphs apart and their lines joined if wrapped."""
    if not re.search(r"\S[^\S\n]*\n\s*\n\s*\S", text):
        text = text.replace("\n", "\n\n")
    return unwrap(text)


def _byline(text: str) -> str:
    """Return an author's name without "By"."""
    return re.sub(r"^(?:By|Von|Par|Por|Di)\s+", "", " ".join(text.split()))


def _html(data: bytes) -> Iterator[Record]:
    """Read the articles of an export in HTML."""
    root, note = read_page(data)
    for article in root.iter("div"):
        if "article" not in (article.get("class") or "").split():
            continue
        fields = {}
        for row in article.iter("tr"):
            cells = row.findall("td")
            if len(cells) == 2 and re.fullmatch(r"[A-Z]{2,3}", line_of(cells[0])):
                fields[line_of(cells[0])] = text_of(cells[1])
        if fields.keys() & {"HD", "TD", "LP"}:
            yield _coded(fields, note)
        else:
            yield _plain_record(article, note)


def _plain_record(article, note: str) -> Record:
    """Read an article of HTML without codes, by way of its text."""
    head = [block for block in map(line_of, article.iterchildren("*")) if block]
    counted = next((i for i, b in enumerate(head) if _WORDS.fullmatch(b)), None)
    if counted is None:
        text = re.sub(r"\n\n(?=.*\n\n)", "\n", text_of(article))
        return Record(text=text, reason=_UNCUT)
    paragraphs = [
        line_of(node)
        for node in article.iter("p")
        if "articleparagraph" in (node.get("class") or "").lower()
    ]
    meta = "\n".join(b for b in head[counted:] if b not in paragraphs)
    title = "\n\n".join((head[0], *head[1:counted]))
    body = "\n\n".join(paragraphs)
    return _text_record(f"{title}\n{meta}\n\n{body}", note)


def _xml(data: bytes) -> Iterator[Record]:
    """Read the articles of an export in XML."""
    root = parse_xml(data)
    for element in root.iter("*"):
        element.tag = etree.QName(element).localname
    cut = root.get("truncated")
    articles = list(root.iter("article"))
    for article in articles:
        paragraphs = [
            line_of(paragraph)
            for part in ("leadParagraph", "tailParagraphs")
            for paragraph in article.iterfind(f"{part}//paragraph")
        ]
        ends_here = cut and article is articles[-1]
        yield Record(
            text="\n\n".join(filter(None, paragraphs)),
            title=line_of(article.find("headline")),
            date=line_of(article.find("publicationDate")),
            source=line_of(article.find("sourceName")),
            author=_byline(line_of(article.find("byline"))),
            language=line_of(article.find("baseLanguage")),
            reason=f"the export ends within this record ({cut})" if ends_here else "",
        )
