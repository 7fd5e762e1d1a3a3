"""Markup to text: blocks become paragraphs, nothing of a page is run or fetched."""

import re

from overture.readers.encoding import decode

_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table "
    "tbody td th tr ul".split()
)
_SILENT = frozenset("head iframe noscript script style svg template".split())
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CHARSET = re.compile(rb"""(?i)charset\s*=\s*["']?([\w-]+)""")


def decode_markup(data: bytes) -> tuple[str, str]:
    """Decode a page: as UTF-8 if it is that, else as it says, else by a guess."""
    said = _CHARSET.search(data[:4096])
    for encoding in ("utf-8-sig", said[1].decode() if said else ""):
        try:
            return data.decode(encoding), ""
        except (LookupError, UnicodeDecodeError):
            continue
    return decode(data)


def read_page(data: bytes):
    """Return the root element of a page's bytes, and a note on its encoding."""
    page, note = decode_markup(data)
    return parse_html(page), note


def parse_html(text: str):
    """Return the root element of a page; raise ValueError if it is empty."""
    from lxml import etree, html

    # An encoding that the text declares is none any more.
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text, parser=parser)
    except etree.ParserError as error:
        message = "an empty page"
        raise ValueError(message) from error


def parse_xml(data: bytes):
    """Return the root element of an XML file; entities are not expanded.

    If it is not well-formed, its attribute `truncated` says where.
    """
    from lxml import etree

    options = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    try:
        return etree.fromstring(data, etree.XMLParser(remove_comments=True, **options))
    except etree.XMLSyntaxError as error:
        root = etree.fromstring(data, etree.XMLParser(recover=True, **options))
        if root is None:
            message = f"not well-formed XML: {error.msg}"
            raise ValueError(message) from error
        root.set("truncated", str(error.msg))
        return root


def text_of(element) -> str:
    """Return an element's text: blank lines between blocks, one line each."""
    parts: list[str] = []

    def visit(node, depth: int) -> None:
        if not isinstance(node.tag, str) or node.tag in _SILENT or depth > 500:
            return
        block = node.tag in _BLOCKS
        parts.append("\n\n" if block else "\n" if node.tag == "br" else "")
        parts.append(_inline(node.text))
        for child in node:
            visit(child, depth + 1)
            parts.append(_inline(child.tail))
        parts.append("\n\n" if block else "")

    visit(element, 0)
    lines = [line.strip() for line in "".join(parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _inline(text: str | None) -> str:
    """Return text with its white space as single blanks."""
    return re.sub(r"\s+", " ", text) if text else ""


def line_of(element) -> str:
    """Return an element's text as one line."""
    return "" if element is None else " ".join(text_of(element).split())


def plain(fragment: str) -> str:
    """Return the text of a fragment that may have markup in it."""
    if "<" not in fragment and "&" not in fragment:
        return fragment.strip()
    return text_of(parse_html(f"<div>{fragment}</div>"))


def unwrap(text: str) -> str:
    """Join the wrapped lines of each paragraph."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(block.split()) for block in blocks if block.strip())
