"""Findings of the terms: what it is about, and what is different."""

import pandas as pd

from analysis.phrases import NOTHING, capital, count, listed


def answer(frequencies: pd.DataFrame, comparison, documents: pd.DataFrame) -> str:
    """Say in one paragraph what it is about and what is different, with n."""
    tokens = int(documents["n_tokens"].sum())
    text = f"{count(len(documents), 'document')} of {tokens:,} tokens"
    if frequencies.empty:
        return f"{text} hold no term that counts."
    text += f": above all {listed(frequencies['term'][:5])}. "
    names = comparison.target_name, comparison.reference_name
    for side, (one, other) in ((1, names), (-1, names[::-1])):
        found = comparison.leading(5, side)
        if len(found) and (side > 0 or len(comparison.reference)):
            text += f"More than {other}, {one} has {listed(found['term'])}. "
    return text.strip()


def frequencies(table: pd.DataFrame) -> str:
    """Say which term is the most frequent."""
    if table.empty:
        return f"No term is left to count.{NOTHING}"
    first = table.iloc[0]
    known = table["low"].notna().any()
    return (
        f"“{first['term']}” is the most frequent term: {first['frequency']:,} times\n"
        "Most frequent terms, with the documents that have them (docfreq) and how "
        "evenly they are spread (dp, 0 even). "
        + (
            "Lines: 95 % intervals over stories (studentised bootstrap)."
            if known
            else _NO_INTERVAL
        )
    )


_NO_INTERVAL = "One document gives no interval between documents."


def dispersion(table: pd.DataFrame, documents: pd.DataFrame) -> str:
    """Say which terms are spread most and least evenly."""
    if table.empty:
        return f"No term is left to count.{NOTHING}"
    even = table.sort_values(["dp_norm", "term"])["term"].iloc[[0, -1]]
    known = table["dp_norm"].notna().all() and len(table) > 1
    what = "all documents, in the order of their dates"
    what = "the article" if len(documents) == 1 else what
    title = "Where the terms stand"
    if known:
        title = "“{}” is spread most evenly, “{}” least".format(*even)
    return (
        f"{title}\nLines, or lighter shades, are places in {what}. dp_norm is 0 where "
        "a term is spread as evenly as can be, 1 where it is all in one part."
    )


def keyness(comparison, table: pd.DataFrame) -> str:
    """Say which terms each side has more than the other."""
    one, other = comparison.target_name, comparison.reference_name
    if table.empty:
        return f"No term sets {one} apart from {other}{NOTHING}"
    more = [listed(comparison.leading(3, side)["term"]) for side in (1, -1)]
    inside = len(comparison.reference) > 0
    title = f"{capital(one)}: {more[0]}"
    title += f"; {other}: {more[1]}" if inside and more[1] else ""
    return (
        f"{title}\nTerms that {one} uses more than {other}"
        + (", and the reverse" if inside else "")
        + ": log ratio with its 95 % interval; a triangle where one side never has "
        "the term. Order: conservative log ratio (lrc)."
    )


def keyness_map(comparison, table: pd.DataFrame, rest: pd.DataFrame) -> str:
    """Say how many terms part the two sides."""
    one, other = comparison.target_name, comparison.reference_name
    if not len(comparison.reference):
        return "A map needs two groups of documents\nOnly one is given."
    if table.empty:
        return f"No term sets {one} apart from {other}{NOTHING}"
    return (
        f"{len(table)} terms part {one} from {other}\n"
        f"Right: frequent; up: more in {one}; down: more in {other}. Named: the key "
        f"terms of each side; grey: the {len(rest)} most frequent others. A term that "
        "one side lacks is placed as if it had half an occurrence there."
    )


def collocations(table: pd.DataFrame) -> str:
    """Say which sequence of words belongs together most surely."""
    if table.empty:
        return f"No sequence of words stands together twice{NOTHING}"
    first = table.iloc[0]
    return (
        f"“{first['collocation']}” belongs together most surely: "
        f"{first['count']:,} times\n"
        "Sequences of words that stand together more than their frequencies explain, "
        "by z. They may serve as compounds."
    )


def trends(table: pd.DataFrame) -> str:
    """Say which terms burst, and when."""
    if table.empty:
        return "No trend over one date\nNot within one article: documents of two dates."
    bursts = table[table["burst"]].groupby("term", sort=False)["period"]
    said = "; ".join(f"“{term}” in {listed(when)}" for term, when in bursts)
    title = "Too few stories to test bursts"
    if table["q"].notna().any():
        title = "No burst survives correction"
    return (
        (f"More than at other times: {said}" if said else title)
        + "\nRates per period with 95 % intervals over stories; an interruption is a "
        "period without documents; a filled square is a burst."
    )


def concordance(lines: pd.DataFrame, pattern: str, *, top: int) -> str:
    """Say in how many places a pattern stands."""
    if lines.empty:
        return f"“{pattern}” does not occur{NOTHING}"
    return (
        f"“{pattern}” stands in {count(len(lines), 'place')}\n"
        f"{count(min(len(lines), top), 'place')} with the words around it."
    )
