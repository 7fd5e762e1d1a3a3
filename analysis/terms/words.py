"""Words: the choices that make a token a term, all in one object.

A choice acts once per distinct token. Nothing is counted here.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, get_args

import regex

from analysis.corpus.intake import locate

LIBRARIES = ("nltk", "regex", "simplemma", "snowballstemmer")
Form = Literal["word", "stem", "lemma"]
Actors = Literal["keep", "drop", "merge"]

_POSSESSIVE = regex.compile(r"(?<=\w|\.)'s$", regex.IGNORECASE)
_LETTER = regex.compile(r"\p{L}|\p{Extended_Pictographic}|\p{Regional_Indicator}")
# Lower-cased, these acronyms would be taken for stop words.
_ACRONYMS = frozenset({"US", "WHO"})


@dataclass(frozen=True)
class Words:
    """What counts as a term.

    Attributes
    ----------
    lower, possessives, numbers : bool
        Lower-case; keep a final 's (False counts "Ukraine's" as "ukraine"); keep
        tokens without a letter (emoji stay either way).
    form : {"word", "stem", "lemma"}
        Snowball stem or simplemma's lemma instead of the word.
    language : str
        ISO 639-1 code, for stems, lemmas and general frequencies.
    stop_words : collection of str
        Words that are not terms, see `stop_list`. US and WHO in capitals stay.
    ngrams : int
        Sequences of this many neighbours, none of them left out.
    compounds : collection of str
        Sequences of words that are one term; the longest wins.
    actors : {"keep", "drop", "merge"}
        Treat the words of a mention as words, leave them out, or make each
        mention one term, its actor_id.
    """

    lower: bool = True
    possessives: bool = True
    form: Form = "word"
    language: str = "en"
    stop_words: Collection[str] = ()
    numbers: bool = True
    ngrams: int = 1
    compounds: Collection[str] = ()
    actors: Actors = "keep"

    def __post_init__(self) -> None:
        for name, allowed in (("form", Form), ("actors", Actors)):
            check_choice(name, getattr(self, name), allowed)
        for name, way in (("stop_words", "see stop_list"), ("compounds", "of phrases")):
            if isinstance(value := getattr(self, name), str):
                message = f"{name} is a list, {way}; not the text {value!r}"
                raise TypeError(message)
        if self.ngrams < 1:
            message = f"ngrams is 1 or more, not {self.ngrams}"
            raise ValueError(message)

    def bare(self, token: str) -> str:
        """Return a token without its 's, where that is left out."""
        return token if self.possessives else _POSSESSIVE.sub("", token)

    def reader(self) -> Callable[[str], str | None]:
        """Return the function from a token to its term, None where it is none."""
        stops = frozenset(word.lower().replace("’", "'") for word in self.stop_words)
        reduce = reducer(self.form, self.language)

        def read(token: str) -> str | None:
            word = self.bare(token)
            if word.lower() in stops and token not in _ACRONYMS:
                return None
            if not (self.numbers or _LETTER.search(token)):
                return None
            return reduce(word.lower() if self.lower else word)

        return read


def check_choice(name: str, value: str, allowed) -> None:
    """Refuse a value that is none of those of a Literal."""
    if value not in get_args(allowed):
        message = f"{name}={value!r} is not one of {', '.join(get_args(allowed))}"
        raise ValueError(message)


def reducer(form: Form, language: str) -> Callable[[str], str]:
    """Return the function from a word to its stem or lemma."""
    if form == "stem":
        import snowballstemmer

        names = {"en": "english", "ru": "russian", "de": "german", "fr": "french"}
        return snowballstemmer.stemmer(names.get(language, language)).stemWord
    if form == "lemma":
        import simplemma

        return lambda word: simplemma.lemmatize(word, lang=language)
    return str


@cache
def stop_list(language: str | None = "en") -> frozenset[str]:
    """Return Snowball's stop words of "en"; None: none."""
    if language is None:
        return frozenset()
    if language != "en":
        message = f"no stop words for language {language!r}; give a list of words"
        raise ValueError(message)
    file = resources.files("analysis.terms").joinpath("stop_words_en.txt")
    return _words(file.read_text("utf-8"))


def read_stop_words(
    path: str | Path | None = None, *, language: str | None = "en"
) -> frozenset[str]:
    """Return the stop words of a language and those of a file.

    In the file words stand between blanks or lines; # starts a comment.
    """
    if path is None:
        return stop_list(language)
    text = locate(path).read_text("utf-8-sig", errors="replace")
    return stop_list(language) | _words(text)


def _words(text: str) -> frozenset[str]:
    """Return the words of a list, without comments."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    return frozenset(word for line in lines for word in line.split())
