"""Languages of documents, as ISO 639-1 codes."""

import re

# English by its commonest words: they make up two fifths of running English and
# next to nothing of any other language. Saves most of the time of the classifier.
_ENGLISH = frozenset(
    "the of and to that with was for is on by as from it are has were his their".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 500  # characters; the classifier's time grows with them
_FEWEST = 20  # letters, below which a guess would be one


def detect_language(text: str) -> str | None:
    """Return a text's language; None for texts too short to tell.

    Examples
    --------
    >>> detect_language("Der Präsident hat am Montag in Berlin gesprochen.")
    'de'
    >>> detect_language("Kyiv") is None
    True
    """
    # From behind the headline, whose names and capitals mislead.
    sample = text[-_SAMPLE:] if len(text) < 2 * _SAMPLE else text[300 : 300 + _SAMPLE]
    words = _WORD.findall(sample)
    if sum(map(len, words)) < _FEWEST:
        return None
    english = sum(word.lower() in _ENGLISH for word in words)
    if len(words) >= 30 and english > 0.2 * len(words):
        return "en"
    from py3langid import classify

    language = classify(" ".join(words))[0]
    return language if len(language) == 2 else None


def language_code(written: str | None) -> str | None:
    """Return the ISO 639-1 code of a language as sources write it.

    Examples
    --------
    >>> language_code("ENGLISH"), language_code("pt-BR"), language_code("?")
    ('en', 'pt', None)
    """
    name = (written or "").strip().lower()
    if re.fullmatch(r"[a-z]{2}([-_][a-z0-9]+)*", name):
        return name[:2]
    return _CODES.get(re.split(r"[^\w]", name)[0])


_CODES = {
    name: code
    for code, names in {
        "en": "english eng anglais englisch inglés ingles",
        "fr": "french français francais französisch fra fre francés",
        "de": "german deutsch allemand deu ger alemán",
        "es": "spanish español espanol spanisch espagnol spa",
        "it": "italian italiano italienisch italien ita",
        "pt": "portuguese português portugues por",
        "nl": "dutch nederlands niederländisch néerlandais nld dut",
        "ru": "russian русский russisch russe rus",
        "uk": "ukrainian українська ukrainisch ukrainien ukr",
        "pl": "polish polski polnisch polonais pol",
        "ar": "arabic العربية arabe ara",
        "zh": "chinese 中文 chinois chinesisch zho chi",
        "tr": "turkish türkçe turkce tur",
        "ja": "japanese 日本語 jpn",
        "sv": "swedish svenska swe",
        "da": "danish dansk dan",
        "no": "norwegian norsk nor",
        "fi": "finnish suomi fin",
    }.items()
    for name in names.split()
}
