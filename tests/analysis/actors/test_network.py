"""Networks of pairs counted on paper; drawings and files that repeat."""

import os
import subprocess
import sys

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from analysis.actors.co_mentions import co_mentions, pairs_by_source, unit_counts
from analysis.actors.network import network, timeline, to_gexf, to_graphml
from analysis.actors.units import units
from analysis.corpus.schema import empty_table


def make_corpus():
    """Return 40 documents of ten sentences: a with b, c with d, e with anyone."""
    sentences, mentions = [], []
    for d in range(40):
        doc_id = f"d{d:02}"
        meet = {2: "ab", 5: "cd", 8: "ec"} if d % 2 else {2: "ab", 5: "de", 8: "ae"}
        for i in range(10):
            sentences.append((doc_id, i))
            mentions += [
                (doc_id, i, k, k + 1, x) for k, x in enumerate(meet.get(i, ""))
            ]
    columns = ["doc_id", "sentence_id", "start", "end", "actor_id"]
    return (
        pd.DataFrame(mentions, columns=columns),
        pd.DataFrame(sentences, columns=columns[:2]),
    )


@pytest.fixture(name="corpus")
def _corpus():
    return make_corpus()


def test_edges_survive_the_test_and_nodes_count_units(corpus):
    pairs = co_mentions(*corpus)
    net = network(pairs, unit_counts(units(*corpus)))
    assert net.tested
    assert (net.edges["q"] < 0.05).all()
    assert {("a", "b"), ("c", "d")} <= set(
        zip(net.edges["actor_a"], net.edges["actor_b"], strict=True)
    )
    in_units = net.nodes.set_index("actor_id")["units"]
    assert in_units["a"] == 60
    assert in_units["b"] == 40
    assert net.nodes["degree"].sum() == 2 * len(net.edges)
    assert net.nodes.dtypes[["mentions", "units", "degree", "community"]].eq(
        np.int64
    ).all()  # fmt: skip


def test_one_article_is_drawn_as_counts_and_says_so(corpus):
    mentions, sentences = (x[x["doc_id"] == "d01"] for x in corpus)
    net = network(
        co_mentions(mentions, sentences), unit_counts(units(mentions, sentences))
    )
    assert not net.tested
    assert len(net.edges) == 3


def test_nothing_survives_is_not_the_same_as_nothing_tested():
    pairs = empty_table("co_mentions")
    pairs.loc[0] = ["sentence", "a", "b", 1, 1.0, 1.0, 0.1, 5.0, 0.0, 1.0, 9]
    actors = pd.DataFrame({"actor_id": ["a", "b"], "mentions": 1, "units": 1})
    net = network(pairs, actors)
    assert net.tested
    assert net.edges.empty
    assert net.nodes.empty


def test_empty_pairs_make_an_empty_network():
    actors = pd.DataFrame({"actor_id": ["a"], "mentions": [1], "units": [1]})
    net = network(empty_table("co_mentions"), actors)
    assert list(net.nodes) == [
        "actor_id", "mentions", "units", "degree", "community", "x", "y"
    ]  # fmt: skip
    assert net.nodes.empty
    assert b"<gexf" in to_gexf(net)


SCRIPT = """
import hashlib, sys
sys.path.insert(0, {folder!r})
import test_network as t
c = t.make_corpus()
net = t.network(t.co_mentions(*c), t.unit_counts(t.units(*c)))
data = net.nodes.to_csv().encode() + t.to_gexf(net) + t.to_graphml(net)
print(hashlib.sha256(data).hexdigest())
"""


def test_layout_communities_and_files_do_not_depend_on_the_hash_seed(corpus):
    script = SCRIPT.format(folder=os.path.dirname(__file__))
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, threads in (("1", "1"), ("2", "2"))
    }
    assert len(hashes) == 1


def test_exports_open_again_with_integer_counts(corpus, tmp_path):
    net = network(co_mentions(*corpus), unit_counts(units(*corpus)))
    (tmp_path / "n.gexf").write_bytes(to_gexf(net))
    (tmp_path / "n.graphml").write_bytes(to_graphml(net))
    for graph in (
        nx.read_gexf(tmp_path / "n.gexf"),
        nx.read_graphml(tmp_path / "n.graphml"),
    ):
        assert graph.edges["a", "b"]["observed"] == 40
        assert isinstance(graph.nodes["a"]["units"], int)
        assert graph.number_of_edges() == len(net.edges)
    assert b"lastmodified" not in to_gexf(net)


def test_export_survives_names_that_xml_cannot_hold(corpus):
    mentions, sentences = corpus
    mentions = mentions.replace({"actor_id": {"a": 'A<"\x00&'}})
    net = network(
        co_mentions(mentions, sentences), unit_counts(units(mentions, sentences))
    )
    assert "A&lt;" in to_gexf(net).decode()
    assert "A&lt;" in to_graphml(net).decode()


def test_timeline_keeps_empty_months_and_undated_documents(corpus):
    documents = pd.DataFrame({"doc_id": ["d01", "d02", "d03", "d04"]})
    documents["date"] = pd.to_datetime(
        ["2022-01-05T00:00", "2022-03-31T23:59", "2022-03-01T00:00", None], utc=True
    )
    evidence = corpus[0].query("actor_id == 'a' and doc_id in ['d01', 'd02', 'd04']")
    table = timeline(evidence, documents)
    assert table["period"].tolist() == [
        "2022-01", "2022-02", "2022-03", "undated"
    ]  # fmt: skip
    assert table["sentences"].tolist() == [1, 0, 2, 2]
    assert table["documents"].tolist() == [1, 0, 1, 1]
    assert table["n_documents"].tolist() == [1, 0, 2, 1]
    assert np.isnan(table["share"][1])
    assert table["share"][2] == 0.5


def test_timeline_names_its_permitted_steps(corpus):
    documents = pd.DataFrame({"doc_id": [], "date": pd.to_datetime([], utc=True)})
    permitted = "one of 'day', 'week', 'month', 'quarter', 'year', not 'hour'"
    with pytest.raises(ValueError, match=permitted):
        timeline(corpus[0], documents, every="hour")
    assert timeline(corpus[0].head(0), documents).empty


def test_pairs_by_source_are_those_of_each_source_alone(corpus):
    mentions, sentences = corpus
    documents = pd.DataFrame({"doc_id": sentences["doc_id"].unique()})
    documents["source"] = np.where(documents["doc_id"] < "d20", "Wire", None)
    table = pairs_by_source(units(mentions, sentences, documents=documents))
    assert table["source"].unique().tolist() == ["Wire", "unknown"]
    alone = co_mentions(*(x[x["doc_id"] < "d20"] for x in corpus))
    wire = table[table["source"] == "Wire"].drop(columns="source")
    pd.testing.assert_frame_equal(wire.reset_index(drop=True), alone)
