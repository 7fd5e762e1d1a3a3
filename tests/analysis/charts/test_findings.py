"""Findings are made of the numbers, and say why where there are none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.actors import findings as actors
from analysis.actors import pair_findings as pairs
from analysis.actors.network import network
from analysis.corpus.schema import SCHEMAS, empty_table
from analysis.inference import findings as sentiment
from analysis.phrases import count, listed, several
from analysis.terms import findings as terms
from analysis.terms.references import Comparison
from overture.frame import tell

NAMES = pd.Series({"a": "Aland", "b": "Bland"})
FLOATS = st.one_of(st.floats(-1, 1), st.just(np.nan))
IDS = st.sampled_from(["a", "b", "c", "$x$\n", "n" * 200])


def comparison(table, reference):
    side = pd.DataFrame({"doc_id": ["d"]})
    return Comparison(table, side, side if reference else side.head(0), "A", "B")


@st.composite
def tables(draw, name, **values):
    """Draw a table of a schema with any values, often none or one row."""
    columns = {n: c.dtype for n, c in SCHEMAS[name].items()} | values
    n = draw(st.integers(0, 5))
    kinds = {"str": IDS, "int64": st.integers(1, 10**9), "float64": FLOATS}
    kinds["bool"] = st.booleans()
    table = {
        column: pd.Series(
            draw(st.lists(kinds[kind], min_size=n, max_size=n)), dtype=kind
        )
        for column, kind in columns.items()
        if kind in kinds
    }
    return tell(pd.DataFrame(table), unit="sentences", n=n, engines="x and y")


def said(text):
    title, _, caption = text.partition("\n")
    assert title.strip()
    assert caption.strip()


few = settings(max_examples=25, deadline=None)


@few
@given(
    tables("term_frequencies"), tables("keyness", occurrences="int64"), st.booleans()
)
def test_terms_of_any_table(frequencies, keyness, reference):
    keyness = keyness.assign(flag="")
    found = comparison(keyness, reference)
    documents = pd.DataFrame({"n_tokens": [3]})
    said(terms.frequencies(frequencies.assign(low=np.nan)))
    said(terms.dispersion(frequencies, documents))
    said(terms.keyness(found, keyness))
    said(terms.keyness_map(found, keyness, keyness))
    assert terms.answer(frequencies, found, documents)


@few
@given(tables("collocations"), tables("trends"))
def test_sequences_and_trends_of_any_table(collocations, trends):
    said(terms.collocations(collocations))
    said(terms.trends(trends))


@few
@given(tables("co_mentions"))
def test_pairs_of_any_table(table):
    assert pairs.answer(table, NAMES, max_q=0.05)
    said(pairs.matrix(pairs.among_leading(table, 2), NAMES, max_q=0.05))
    said(pairs.sources(table.assign(source="x"), top=3))
    periods = pd.DataFrame({"period": ["undated", "2022"], "sentences": [1, 0]})
    said(pairs.timeline(periods, table, NAMES))
    parts = ["all", "without_headings", "author_only", "one_per_story"]
    said(pairs.variants(table.assign(**dict.fromkeys(parts, 1))))


@few
@given(tables("actor_sentiment", n_stories="int64", group="str"))
def test_sentiment_of_any_table(rows):
    assert sentiment.answer(rows, NAMES)
    said(sentiment.actors(rows, NAMES))
    said(sentiment.voices(rows))
    said(sentiment.groups(several(rows, "group"), NAMES, by="source"))
    whole = rows.assign(voice="all", actor_a="a", actor_b=rows["actor_id"])
    said(sentiment.meetings(whole, NAMES))
    said(sentiment.disagreement(rows))
    said(sentiment.course(rows.assign(valence=rows["mean"])))


@few
@given(
    tables(
        "mentions",
        alias_kind="str",
        mentions="int64",
        period="str",
        per_document="float64",
    )
)
def test_actors_of_any_table(table):
    said(actors.kinds(table, NAMES))
    said(actors.periods(table, NAMES))
    said(actors.aliases(table))


def test_nothing_is_said_to_be_nothing():
    none = empty_table("co_mentions")
    assert (
        pairs.answer(none, NAMES, max_q=0.05) == "No two actors are mentioned together."
    )
    units = pd.DataFrame({"actor_id": [], "mentions": [], "units": []})
    said(pairs.network(network(none, units)))
    assert actors.unresolved(pd.DataFrame()).startswith("Every name")
    assert "not within one article" in actors.periods(none, NAMES)


def test_titles_are_made_of_the_numbers():
    kinds = {"actor_id": ["a", "a", "b"], "alias_kind": ["name", "capital", "name"]}
    kinds = pd.DataFrame(kinds).assign(mentions=[5, 2, 1])
    title = actors.kinds(kinds, NAMES).splitlines()[0]
    assert title == "Aland leads with 7 mentions, 5 of them by name"
    periods = pd.DataFrame({"period": ["2031-01", "2031-02"], "actor_id": ["a", "a"]})
    periods["per_document"] = [2.0, 0.5]
    assert actors.periods(periods, NAMES).startswith("Aland peaks in 2031-01 with 2.0")
    rows = pd.DataFrame({"actor_id": ["a", "b"], "n": [9, 7], "mean": [0.2, -0.5]})
    rows = rows.assign(low=np.nan, n_stories=1)
    said = sentiment.actors(rows, NAMES)
    assert "most positive towards Aland (+0.20) and most negative towards Bland" in said
    assert said.endswith("Within one article there is no interval: it has one story.")


@pytest.mark.parametrize(
    ("tested", "words"),
    [(True, "Pairs that pass the test"), (False, "these are counts, not findings")],
)
def test_a_network_says_whether_it_was_tested(tested, words):
    edges = {"actor_a": ["a"], "actor_b": ["b"], "observed": [3], "ratio": [2.0]}
    edges = pd.DataFrame(edges).assign(npmi=0.2, q=0.001 if tested else np.nan)
    units = pd.DataFrame({"actor_id": ["a", "b"], "mentions": 1, "units": 1})
    assert words in pairs.network(network(edges, units))


def test_counts_and_lists_read_well():
    assert [count(2, noun) for noun in ("way", "story", "place")] == [
        "2 ways",
        "2 stories",
        "2 places",
    ]
    assert [listed(words) for words in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
