"""Europresse exports in HTML, of before and after the change of layout in 2018."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.dates import date_in
from overture.readers.markup import line_of, read_page, text_of
from overture.readers.record import Record

_MARK = "\ue000"  # private use
_END = re.compile(r"(?mi)^(?:numéro de document|document number|news[·.]\d{8})")
_AUTHOR = re.compile(r"[^\n.!?]{3,80}")


def read(stream: BinaryIO) -> Iterator[Record]:
    """Read every article of an export."""
    root, note = read_page(stream.read())
    for source in _classed(root, "docpublicationname"):
        if not _classed(source, "docpublicationname")[1:]:
            yield _record(_article(source), source, note)


def _classed(element, *names: str) -> list:
    """Return the elements, itself included, with one of some classes."""
    return [
        node
        for node in element.iter("*")
        if any(name in (node.get("class") or "").lower() for name in names)
    ]


def _article(source):
    """Return the largest element around a source that has no other."""
    article = source
    while (parent := article.getparent()) is not None:
        inside = _classed(parent, "docpublicationname")
        if any(source not in node.iter() for node in inside):
            break
        article = parent
    return article


def _record(article, source, note: str) -> Record:
    """Read one article."""
    titles = _classed(article, "titrearticle", "articletitle")
    header = " ".join(line_of(node) for node in _classed(article, "docheader"))
    bodies = _classed(article, "dococurrcontainer", "doctext")
    authors = _classed(article, "sm-margin-bottomnews", "docauthors", "author")
    title, author = "", line_of(authors[0]) if authors else ""
    if titles:
        title = line_of(titles[0])
        titles[0].clear()
        titles[0].text = _MARK  # where the text of an old layout begins
    if bodies:
        text = text_of(bodies[0])
    else:
        text = text_of(article).partition(_MARK)[2] if titles else text_of(article)
        text = _END.split(text)[0].strip()
        first, _, rest = text.partition("\n")
        if not author and rest.strip() and _AUTHOR.fullmatch(first.strip()):
            author, text = first.strip(), rest.strip()
    return Record(
        text=text.replace(_MARK, ""),
        title=title,
        date=date_in(header),
        source=re.sub(r"(?i),? n[o°]\.? ?\d.*$", "", line_of(source)).strip(" ,;"),
        author=author,
        reason=note,
    )
