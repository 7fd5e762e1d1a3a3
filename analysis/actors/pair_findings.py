"""Findings of the pairs: who is mentioned with whom, and how sure that is."""

import pandas as pd

from analysis.phrases import pair

_ONE_ARTICLE = (
    "Whether a pair meets more often than chance gives cannot be said within one "
    "article: these are counts, not findings."
)
_FEW = "\nFewer than two actors share a unit."


def answer(pairs: pd.DataFrame, names: pd.Series, *, max_q: float) -> str:
    """Say in one paragraph who is mentioned with whom, with n."""
    if pairs.empty:
        return "No two actors are mentioned together."
    text = (
        f"{_most(pairs, names)}, where independence would give "
        f"{pairs.iloc[0]['expected']:,.1f}. {len(pairs):,} pairs meet at least once. "
    )
    if pairs["q"].isna().all():
        return text + _ONE_ARTICLE
    kept = pairs[pairs["q"] < max_q]
    text += f"{len(kept):,} of them meet more often than length explains"
    text += f" (q < {max_q:g})"
    if kept.empty:
        return text + "."
    order = [True, False, True, True]
    row = kept.sort_values(["q", "ratio", "actor_a", "actor_b"], ascending=order)
    row = row.iloc[0]
    return text + (
        f"; the surest are {pair(row, names)}, {row['ratio']:.1f} times the "
        f"expected (95 % interval {row['low']:.1f} to {row['high']:.1f})."
    )


def among_leading(pairs: pd.DataFrame, top: int) -> pd.DataFrame:
    """Return the pairs among the actors of most co-mentions, ties by name."""
    sides = [pairs.set_index(side)["observed"] for side in ("actor_a", "actor_b")]
    total = pd.concat(sides).groupby(level=0).sum().sort_index()
    leading = total.sort_values(ascending=False, kind="stable").index[:top]
    return pairs[pairs["actor_a"].isin(leading) & pairs["actor_b"].isin(leading)]


def matrix(pairs: pd.DataFrame, names: pd.Series, *, max_q: float) -> str:
    """Say which pair meets most often."""
    if pairs.empty:
        return f"No two actors are mentioned together{_FEW}"
    tested = pairs["q"].notna().any()
    bold = f"Bold: q below {max_q:g}." if tested else _ONE_ARTICLE
    units = pairs.attrs["unit"].capitalize()
    return f"{_most(pairs, names)}\n{units} that mention both actors. {bold}"


def network(net) -> str:
    """Say how many pairs are drawn, and whether they were tested."""
    if net.edges.empty:
        return "No pair passes the test\nThere is no network to draw."
    many = f"{net.n_edges:,} pairs {'pass the test' if net.tested else 'meet'}"
    if len(net.edges) < net.n_edges:
        many += f"; the {len(net.edges)} most frequent are drawn"
    if not net.tested:
        return (
            f"{many}\nAll pairs as counted; wider lines for more units. {_ONE_ARTICLE}"
        )
    return (
        f"{many}\nPairs that pass the test; lines are wider for a higher ratio, "
        "symbols larger for more units; shapes are communities."
    )


def variants(table: pd.DataFrame) -> str:
    """Say whether the order of the pairs depends on what is counted."""
    if table.empty:
        return f"No pair to compare{_FEW}"
    order = table["all"].rank(method="first", ascending=False)
    parts = ["without_headings", "author_only", "one_per_story"]
    ranks = table[parts].rank(method="first", ascending=False)
    moved = ", ".join(name for name in parts if (ranks[name] != order).any())
    title = "The order of the pairs is the same however they are counted"
    if moved:
        title = f"The order of the pairs changes: {moved.replace('_', ' ')}"
    return (
        f"{title}\nUnits with both actors: all; without titles and headings; in the "
        "author's own words; in one document per story."
    )


def timeline(table: pd.DataFrame, pairs: pd.DataFrame, names: pd.Series) -> str:
    """Say when the first pair is mentioned most."""
    who = "A pair" if pairs.empty else pair(pairs.iloc[0], names)
    dated = table[table["period"] != "undated"]
    if len(dated) < 2:
        return (
            f"{who} over time: not within one article\n"
            "A timeline needs dated documents of two periods or more."
        )
    peak = dated.loc[dated["sentences"].idxmax()]
    return (
        f"{who}: most in {peak['period']}, {peak['sentences']:,} sentences\n"
        "Sentences by the date of the document; share is of all its period's documents."
    )


def sources(table: pd.DataFrame, *, top: int) -> str:
    """Say how many sources are compared."""
    n = table["source"].nunique()
    if n < 2:
        return (
            "Who writes of whom together: not with one source\n"
            "A comparison needs two sources or more."
        )
    return (
        f"{n} sources and the pairs that each mentions most\nThe {top} most frequent "
        "pairs of each source; expected and q within the source."
    )


def direction(counts: pd.DataFrame) -> str:
    """Say who most often does what to whom."""
    if counts.empty:
        return (
            "No sentence has the form “A verbs B”\n"
            "The patterns look for a verb, and nothing else, between two actors."
        )
    first = counts.iloc[0]
    return (
        f"{counts['sentences'].sum():,} sentences say who does what to whom, most "
        f"often “{first['subject']} {first['verb']} {first['object']}”\nExamples, not "
        "a measure: most sentences with two actors have another form. Negated, "
        "possible and quoted deeds are included."
    )


def _most(pairs: pd.DataFrame, names: pd.Series) -> str:
    """Say which pair meets most often."""
    first = pairs.iloc[0]
    return (
        f"{pair(first, names)} are mentioned together most often: in "
        f"{first['observed']:,} of {first['n_units']:,} {pairs.attrs['unit']}"
    )
