"""What a notebook of pairs asks for: units made once, and tables that tell."""

import pandas as pd
import pytest

import analysis
from analysis.actors import co_mentions as pairs_of
from analysis.actors import units as units_of

TEXTS = {"a": "Russia met Ukraine. France met Russia.", "b": "Ukraine met Russia."}


@pytest.fixture(name="texts", scope="module")
def _texts():
    documents = pd.DataFrame({"doc_id": [*TEXTS], "text": [*TEXTS.values()]})
    documents["source"] = documents["story_id"] = documents["doc_id"]
    documents["date"] = pd.to_datetime(["2022-01-05", "2022-03-01"], utc=True)
    sentences = analysis.split_sentences(documents)
    mentions = analysis.find_mentions(sentences, analysis.read_actors())
    return documents, sentences, mentions


def test_units_are_made_once_for_all_that_is_asked(texts, monkeypatch):
    documents, sentences, mentions = texts
    made = []
    describe = units_of._describe

    def counted(*arguments):
        made.append("units")
        return describe(*arguments)

    monkeypatch.setattr(units_of, "_describe", counted)
    monkeypatch.setattr(pairs_of, "units", None)
    where = analysis.units(mentions, sentences, documents=documents)
    tables = [pairs := analysis.co_mentions(where), analysis.unit_counts(where)]
    tables += [analysis.co_mention_variants(where, pairs)]
    tables += [by_source := analysis.pairs_by_source(where)]
    network = analysis.network(pairs, analysis.unit_counts(where))
    evidence = analysis.co_mention_evidence(where, by_source)
    tables += [network.nodes, network.edges, analysis.timeline(evidence, documents)]
    assert made == ["units"]
    for table in tables:
        told(table)
    counted = evidence.drop_duplicates(["source", "actor_a", "actor_b", "unit_id"])
    counted = counted.groupby(["source", "actor_a", "actor_b"]).size()
    table = by_source.set_index(["source", "actor_a", "actor_b"])
    assert counted.to_dict() == table["observed"].to_dict()


def test_appearances_and_sentiment_tell_their_story(texts):
    documents, sentences, mentions = texts
    told(analysis.count_kinds(mentions))
    told(analysis.count_aliases(mentions))
    told(analysis.count_periods(mentions, documents))
    valence = analysis.sentence_valence(sentences, mentions)
    units = analysis.sentiment_units(valence, mentions, sentences, documents)
    told(analysis.actor_sentiment(units))
    told(analysis.pair_sentiment(units))
    quotations = analysis.find_quotations(sentences)
    speakers = analysis.quoted_actors(quotations, analysis.read_actors())
    told(analysis.count_speakers(speakers))


def told(table):
    """Check that a table tells what an exhibit needs."""
    story = table.attrs
    assert {"unit", "n", "key", "counts", "method"} <= set(story)
    assert not table.duplicated(story["key"]).any()
    assert story["counts"] is None or story["counts"] in table
