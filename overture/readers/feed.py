"""RSS and Atom files."""

from collections.abc import Iterator
from typing import BinaryIO

from overture.readers.markup import parse_xml, plain
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


def read(stream: BinaryIO, name: str) -> Iterator[Record]:
    """Read every item of a feed."""
    root = parse_xml(stream.read())
    channel, language = None, None
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        inside = {c.tag.rpartition("}")[2] for c in element if isinstance(c.tag, str)}
        if tag in ("channel", "feed"):
            channel = _child(element, "title")
            language = _child(element, "language") or element.get(
                "{http://www.w3.org/XML/1998/namespace}lang"
            )
        if tag not in ("item", "entry") or not inside:
            continue
        known = {}
        for field, names in _FIELDS.items():
            found = (_child(element, name) for name in names.split())
            known[field] = next((value for value in found if value), None)
        text = plain(known.pop("text") or "")
        known["title"] = plain(known["title"] or "")
        known["source"] = known["source"] or channel
        known["language"] = known["language"] or language
        if not text and not known["title"]:
            yield rejected("an item without text and title", **known)
            continue
        yield Record(text=text, reason="" if text else "the title alone", **known)
    if root.get("truncated"):
        yield rejected(f"the feed is cut off or damaged: {root.get('truncated')}")


def _child(element, name: str) -> str:
    """Return the text of a child by its name without namespace."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] != name:
            continue
        if name == "link" and child.get("href"):
            if child.get("rel", "alternate") == "alternate":
                return child.get("href")
            continue
        if name == "author" and len(child):
            return _child(child, "name")
        if len(child):  # XHTML as elements
            from lxml import etree

            return etree.tostring(child, encoding="unicode", method="html")
        if (child.text or "").strip():
            return child.text.strip()
    return ""
