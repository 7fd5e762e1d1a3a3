"""Glossary: the words that a reader of the report has to know."""

GLOSSARY = {
    "actor": (
        "A person, state, organisation or group that acts in the text. All its "
        "names (United States, U.S., US) count for one actor."
    ),
    "mention": (
        "One occurrence of an actor's name in a text. What the name is (surname, "
        "acronym, capital, demonym ...) is its alias kind."
    ),
    "co-mention": (
        "Two actors mentioned in one unit, usually a sentence. It says that the "
        "text brings them together, not how."
    ),
    "observed / expected": (
        "How much more often two actors meet than if each were placed at random: "
        "1 is chance, 2 is twice as often."
    ),
    "NPMI": (
        "Normalised pointwise mutual information, -1 to 1: 0 is chance, 1 means "
        "that neither is mentioned without the other."
    ),
    "term": "A word as it is counted: in small letters, without punctuation.",
    "keyness": (
        "How strongly a term marks one set of texts against another; the log "
        "ratio is its size (1 = twice as frequent), G2 how sure one can be."
    ),
    "dispersion (DP)": (
        "How unevenly a term is spread, 0 (even) to 1 (all in one place)."
    ),
    "collocation": "Words that stand together more often than chance explains.",
    "valence": (
        "How positive or negative the words are, -1 to 1. It measures words, not "
        "the writer's opinion."
    ),
    "voice": (
        "Who speaks: the author, someone quoted, or a quotation whose speaker was "
        "not found."
    ),
    "story": "Documents that are near-copies of one another, such as agency texts.",
    "interval (low, high)": (
        "Where the value would lie in 95 of 100 samples like this one; a wide "
        "interval means little is known."
    ),
    "q-value": (
        "Of the findings with this q or less, the share expected to be false "
        "alarms (Benjamini-Hochberg)."
    ),
    "evidence": (
        "The places in the documents that a number counts. Choose the number to "
        "read them."
    ),
}


def choose_words(text: str) -> dict[str, str]:
    """Return the entries whose word occurs in a text, and what evidence is.

    Examples
    --------
    >>> list(choose_words("Mentions of actors"))
    ['actor', 'mention', 'evidence']
    """
    text = text.lower()
    return {
        word: meaning
        for word, meaning in GLOSSARY.items()
        if word == "evidence" or _stem(word) in text
    }


def _stem(word: str) -> str:
    """Return what an entry is found by."""
    stems = {
        "observed / expected": "expected",
        "interval (low, high)": "interval",
        "dispersion (DP)": "dp",
        "q-value": "q-value",
    }
    return stems.get(word, word.lower())
