"""Bytes to text, with the assumption said."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FALLBACK = "cp1252"  # of lines that are not UTF-8; what Windows wrote in the West
_SAMPLE = 200_000  # bytes that the guess of an encoding looks at


def decode(data: bytes, *, whole: bool = True) -> tuple[str, str]:
    """Decode bytes; return the text and a note on what was assumed, if anything.

    With `whole=False` the bytes may end within a character. Bytes that are no text
    in any encoding raise a ValueError.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return _guess(data)
    if "\0" in text[:_SAMPLE]:
        return _guess(data)
    return text, ""


def _guess(data: bytes) -> tuple[str, str]:
    """Decode bytes that are not UTF-8, or not as a whole."""
    lines = data.splitlines(keepends=True)
    wide = [line for line in lines if not line.isascii()]
    broken = sum(bool(decode_line(line)[1]) for line in wide)
    if b"\0" not in data[:_SAMPLE] and broken <= len(wide) / 2:
        text = "".join(decode_line(line)[0] for line in lines)
        return text, f"mixed encodings: {broken} lines read as {_FALLBACK}, not UTF-8"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        message = "not text in any known encoding; save it as UTF-8"
        raise ValueError(message)
    note = f"encoding assumed: {best.encoding}"
    return data.decode(best.encoding, errors="replace"), note


def decode_line(line: bytes) -> tuple[str, str]:
    """Decode a line; return it and a note on what was assumed, if anything."""
    try:
        return line.decode(), ""
    except UnicodeDecodeError:
        text = line.decode(_FALLBACK, errors="replace")
        return text, f"encoding assumed: {_FALLBACK}"


def plain_newlines(text: str) -> str:
    """Return text with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
