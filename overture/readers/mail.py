"""Newsletters and other messages: EML."""

import email
from collections.abc import Iterator
from email.header import decode_header
from email.utils import parseaddr
from typing import BinaryIO

from overture.readers.encoding import decode
from overture.readers.markup import read_page, text_of
from overture.readers.record import Record, rejected


def read(stream: BinaryIO) -> Iterator[Record]:
    """Read a message as one record; attachments are counted, not read."""
    message = email.message_from_bytes(stream.read())
    texts, attached = {"text/plain": [], "text/html": []}, 0
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if part.get_filename() or kind not in texts:
            attached += 1
            continue
        data = part.get_payload(decode=True) or b""
        if data.strip() and kind == "text/html":
            texts[kind].append(text_of(read_page(data)[0]))
        elif data.strip():
            texts[kind].append(_decoded(data, part.get_content_charset()))
    plain, html = ("\n\n".join(parts).strip() for parts in texts.values())
    # Many newsletters' plain part only says to look at the other.
    text = html if len(plain) < len(html) / 3 else plain
    sender, address = parseaddr(_header(message, "from"))
    known = {
        "title": _header(message, "subject"),
        "date": _header(message, "date"),
        "source": sender or address.rpartition("@")[2],
        "author": sender or address,
        "language": _header(message, "content-language"),
    }
    if text:
        note = f"{attached} attachments not read" if attached else ""
        yield Record(text=text, reason=note, **known)
    else:
        yield rejected("a message without text", **known)


def _header(message, name: str) -> str:
    """Return a header as text, encoded words decoded."""
    parts = decode_header(str(message.get(name, "")))
    texts = (p if isinstance(p, str) else _decoded(p, charset) for p, charset in parts)
    return " ".join("".join(texts).split())


def _decoded(data: bytes, charset: str | None) -> str:
    """Decode a part as it says, or by a guess."""
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(data)[0]
