"""Bytes to text, with the assumption said."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000  # bytes that the guess of an encoding looks at


def decode(data: bytes) -> tuple[str, str]:
    """Decode bytes; return the text and a note on what was assumed.

    Parameters
    ----------
    data : bytes
        A whole file or record.

    Returns
    -------
    tuple of (str, str)
        The note is empty for UTF-8 and for a byte order mark.

    Raises
    ------
    ValueError
        If the bytes are no text in any encoding.

    Examples
    --------
    >>> decode("Zürich".encode())
    ('Zürich', '')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _guess(data, error)
    if "\0" in text[:_SAMPLE]:
        return _guess(data, None)
    return text, ""


def _guess(data: bytes, error: UnicodeDecodeError | None) -> tuple[str, str]:
    """Decode bytes that are not UTF-8."""
    sample = data[:_SAMPLE]
    if error is not None and b"\0" not in sample and len(error.object) > 200:
        share = sample.decode(errors="replace").count("\ufffd") / len(sample)
        if share < 0.0005:  # UTF-8 with a few damaged bytes, not another encoding
            text = data.decode(errors="replace")
            note = f"{text.count(chr(0xFFFD))} damaged bytes replaced (UTF-8)"
            return text, note
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None:
        message = "not text in any known encoding; save it as UTF-8"
        raise ValueError(message)
    text = data.decode(best.encoding, errors="replace")
    return text, f"encoding assumed: {best.encoding}"
