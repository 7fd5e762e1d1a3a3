"""Newsletters and other messages: EML."""

import email
import email.policy
from collections.abc import Iterator
from email.utils import parseaddr
from typing import BinaryIO

from overture.readers.encoding import decode
from overture.readers.markup import decode_markup, parse_html, text_of
from overture.readers.record import Record, rejected


def read(stream: BinaryIO, name: str) -> Iterator[Record]:
    """Read a message as one record; attachments are counted, not read."""
    message = email.message_from_bytes(stream.read(), policy=email.policy.compat32)
    texts, attached = {"plain": [], "html": []}, 0
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if part.get_filename() or kind not in ("text/plain", "text/html"):
            attached += 1
            continue
        data = part.get_payload(decode=True) or b""
        if kind == "text/html" and data.strip():
            texts["html"].append(text_of(parse_html(decode_markup(data)[0])))
        elif data.strip():
            texts["plain"].append(_decoded(data, part.get_content_charset()))
    plain, html = ("\n\n".join(texts[kind]).strip() for kind in ("plain", "html"))
    # Many newsletters' plain part only says to look at the other.
    text = html if len(plain) < len(html) / 3 else plain or html
    sender, address = parseaddr(_header(message, "from"))
    known = {
        "title": _header(message, "subject"),
        "date": _header(message, "date"),
        "source": sender or address.rpartition("@")[2],
        "author": sender or address,
        "language": _header(message, "content-language"),
    }
    if not text:
        yield rejected("a message without text", **known)
        return
    note = f"{attached} attachments not read" if attached else ""
    yield Record(text=text, reason=note, **known)


def _decoded(data: bytes, charset: str | None) -> str:
    """Decode a part as it says, or by a guess."""
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(data)[0]


def _header(message, name: str) -> str:
    """Return a header as text, encoded words decoded."""
    from email.header import decode_header

    value = message.get(name)
    if value is None:
        return ""
    parts = []
    for part, charset in decode_header(str(value)):
        parts.append(part if isinstance(part, str) else _decoded(part, charset))
    return " ".join("".join(parts).split())
