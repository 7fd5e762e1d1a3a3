"""RSS and Atom files."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from overture.readers.markup import XML_LANGUAGE, parse_xml, plain
from overture.readers.record import Record, rejected

_FIELDS = {
    "text": "encoded content description summary",
    "title": "title",
    "date": "pubDate published date updated",
    "source": "source",
    "author": "creator author",
    "url": "link guid id",
    "language": "language",
}


def read(stream: BinaryIO) -> Iterator[Record]:
    """Read every item of a feed."""
    root = parse_xml(stream.read())
    feed = {}
    for element in root.iter("{*}channel", "{*}feed", "{*}item", "{*}entry"):
        if etree.QName(element).localname in ("channel", "feed"):
            language = _child(element, "language") or element.get(XML_LANGUAGE)
            feed = {"source": _child(element, "title"), "language": language}
            continue
        if not any(isinstance(child.tag, str) for child in element):
            continue
        known = {}
        for field, names in _FIELDS.items():
            found = (_child(element, name) for name in names.split())
            known[field] = next(filter(None, found), None) or feed.get(field)
        text = plain(known.pop("text") or "")
        known["title"] = plain(known["title"] or "")
        if text or known["title"]:
            yield Record(text=text, reason="" if text else "the title alone", **known)
        else:
            yield rejected("an item without text and title", **known)
    if root.get("truncated"):
        yield rejected(f"the feed is cut off or damaged: {root.get('truncated')}")


def _child(element, name: str) -> str:
    """Return the text of a child by its name without namespace."""
    for child in element.iterfind(f"{{*}}{name}"):
        if name == "link" and child.get("href"):
            if child.get("rel", "alternate") == "alternate":
                return child.get("href")
        elif name == "author" and len(child):
            return _child(child, "name")
        elif len(child):  # XHTML as elements
            return etree.tostring(child, encoding="unicode", method="html")
        elif (child.text or "").strip():
            return child.text.strip()
    return ""
