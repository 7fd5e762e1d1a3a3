"""Glossary: the words that a reader of the report has to know, from glossary.html."""

from pathlib import Path


def choose_words(text: str) -> dict[str, str]:
    """Return the entries whose word occurs in a text, and the last: what evidence is.

    Examples
    --------
    >>> list(choose_words("Mentions of actors"))
    ['actor', 'mention', 'evidence']
    """
    from lxml import html

    text = text.lower()
    page = html.fromstring((Path(__file__).parent / "glossary.html").read_bytes())
    entries = list(zip(page.iter("dt"), page.iter("dd"), strict=True))
    return {
        word.text: " ".join(meaning.text.split())
        for word, meaning in entries
        if word.get("data-found", word.text.lower()) in text or word is entries[-1][0]
    }
