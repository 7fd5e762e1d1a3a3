"""The network of co-mentions, over time and by source.

Nodes are actors, edges are pairs. Only pairs that are met more often than
length explains are edges; where nothing can be tested (one article), the
network describes the observed counts and says so. Seeded and rounded, so that
the same tables give the same drawing and the same file.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus.periods import UNDATED, Every, all_periods, name_period, period_of
from overture.frame import tell

_STRESS_UP_TO = 200  # nodes; above, the better layout takes too long
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Network:
    """Nodes and edges; `tested` is False where edges are bare counts.

    Attributes
    ----------
    nodes : DataFrame
        actor_id; mentions and units (int64); degree, edges at the node
        (int64); community, from 1 for the largest (int64); x, y, -1 to 1.
    edges : DataFrame
        actor_a, actor_b and the columns of `co_mentions` behind them.
    tested : bool
    n_edges : int
        Edges before `top` cut them.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    tested: bool
    n_edges: int


def network(
    pairs: pd.DataFrame,
    actors: pd.DataFrame,
    *,
    max_q: float = 0.05,
    top: int | None = None,
    seed: int = 1,
) -> Network:
    """Make the network of the pairs that survive the test.

    Parameters
    ----------
    pairs : DataFrame
        From `co_mentions`.
    actors : DataFrame
        From `unit_counts`, with the same options.
    max_q : float
        Edges have a smaller q. Where no pair has a q, all pairs are edges.
    top : int, optional
        Keep the edges with the most observed units, ties by name.
    seed : int
        Of the communities (Louvain, by NPMI) and of the layout of more than 200
        nodes; up to 200 the layout has no chance in it.

    Returns
    -------
    Network

    References
    ----------
    Kamada & Kawai (1989), doi:10.1016/0020-0190(89)90102-6. Fruchterman &
    Reingold (1991), doi:10.1002/spe.4380211102. Blondel et al. (2008),
    doi:10.1088/1742-5468/2008/10/P10008.
    """
    import networkx as nx

    tested = bool(pairs["q"].notna().any())
    edges = pairs[pairs["q"] < max_q] if tested else pairs
    keys = ["observed", "actor_a", "actor_b"]
    edges = edges.sort_values(keys, ascending=[False, True, True], ignore_index=True)
    n_edges = len(edges)
    edges = edges if top is None else edges.head(top)
    names = edges[["actor_a", "actor_b"]].to_numpy().ravel()
    nodes = actors[actors["actor_id"].isin(names)]
    nodes = nodes.sort_values("actor_id", ignore_index=True)
    # numbers, not names: sets of names have another order in every process
    number = pd.Series(nodes.index, index=nodes["actor_id"])
    graph = nx.empty_graph(len(nodes))
    weight = edges["npmi"].fillna(1.0).clip(lower=0.05).round(6)
    graph.add_weighted_edges_from(
        zip(number[edges["actor_a"]], number[edges["actor_b"]], weight, strict=True)
    )
    groups = nx.community.louvain_communities(graph, seed=seed) if len(nodes) else []
    groups = sorted(map(sorted, groups), key=lambda group: (-len(group), group))
    community = {node: i for i, group in enumerate(groups, 1) for node in group}
    place = _layout(graph, groups, seed)
    nodes = nodes.assign(
        degree=pd.Series(dict(graph.degree), dtype="int64"),
        community=pd.Series(community, dtype="int64"),
        x=place[:, 0].round(3) + 0.0,
        y=place[:, 1].round(3) + 0.0,
    )
    meanings = {
        "degree": "edges at the actor",
        "community": "group of actors that meet each other, 1 the largest",
        "x": "place in the drawing, -1 to 1",
        "y": "place in the drawing, -1 to 1",
    }
    meanings = actors.attrs.get("meanings", {}) | meanings
    return Network(tell(nodes, meanings=meanings), edges, tested, n_edges)


def _layout(graph, groups: list[list[int]], seed: int) -> np.ndarray:
    """Place the nodes, from a circle in which groups stand together."""
    import networkx as nx

    if len(graph) < 2:
        return np.zeros((len(graph), 2))
    circle = nx.circular_layout([node for group in groups for node in group])
    joined = nx.Graph(graph.edges)
    joined.add_nodes_from(graph)
    # parts without a path between them would fly apart: hold them at their hubs
    parts = map(sorted, nx.connected_components(graph))
    hubs = sorted(max(part, key=graph.degree) for part in parts)
    first = max(hubs, key=graph.degree)
    joined.add_edges_from((first, hub) for hub in hubs if hub != first)
    if len(graph) <= _STRESS_UP_TO:
        place = nx.kamada_kawai_layout(joined, pos=circle)
    else:
        place = nx.spring_layout(joined, pos=circle, seed=seed, method="force")
    return np.array([place[node] for node in range(len(graph))])


def to_gexf(network: Network, path: str | Path | None = None) -> bytes:
    """Write the network as GEXF 1.2, for Gephi; the same bytes each time.

    The weight of an edge is its ratio; its observed units where nothing was
    tested. Given a path, the bytes are also written there.
    """
    import networkx as nx

    text = "\n".join(nx.generate_gexf(_graph(network)))
    text = re.sub(r'<meta lastmodifieddate="[^"]*">.*?</meta>', "", text, flags=re.S)
    written = (text + "\n").encode()
    if path is not None:
        Path(path).write_bytes(written)
    return written


def to_graphml(network: Network) -> bytes:
    """Write the network as GraphML; the same bytes each time."""
    import networkx as nx

    return ("\n".join(nx.generate_graphml(_graph(network))) + "\n").encode()


def _graph(network: Network):
    """Return the tables as a networkx graph of plain values."""
    import networkx as nx

    graph = nx.Graph()
    for node in network.nodes.to_dict("records"):
        name = _NOT_XML.sub("\ufffd", node.pop("actor_id"))
        graph.add_node(name, label=name, **node)
    for edge in network.edges.to_dict("records"):
        a, b = (_NOT_XML.sub("\ufffd", edge.pop(f"actor_{side}")) for side in "ab")
        known = {key: value for key, value in edge.items() if value == value}
        weight = edge["ratio"] if network.tested else edge["observed"]
        graph.add_edge(a, b, weight=float(weight), **known)
    return graph


def timeline(
    evidence: pd.DataFrame, documents: pd.DataFrame, *, every: Every = "month"
) -> pd.DataFrame:
    """Count the sentences and documents of an actor or a pair over time.

    Parameters
    ----------
    evidence : DataFrame
        Mentions of one actor, or `co_mention_evidence` of one pair; with
        doc_id and sentence_id.
    documents : DataFrame
        All documents, with doc_id and date.
    every : {"day", "week", "month", "quarter", "year"}

    Returns
    -------
    DataFrame
        period (str, "undated" last), sentences, documents, n_documents (all of
        the period; int64) and share (documents / n_documents). Every period from
        the first to the last document has a row; share is NaN where there was
        none.
    """
    period = period_of(documents, every=every)
    rows = [name_period(p, every) for p in all_periods(documents["date"], every)]
    rows += [UNDATED] if period.eq(UNDATED).any() else []
    found = evidence[["doc_id", "sentence_id"]].drop_duplicates()
    found = found.assign(period=found["doc_id"].map(period))
    counts = {
        "sentences": found["period"].value_counts(),
        "documents": found.drop_duplicates("doc_id")["period"].value_counts(),
        "n_documents": period.value_counts(),
    }
    table = pd.DataFrame(counts).reindex(pd.Index(rows, dtype="str", name="period"))
    table = table.fillna(0).astype("int64").reset_index()
    share = table["documents"] / table["n_documents"].replace(0, np.nan)
    return tell(
        table.assign(share=share.astype(float)),
        unit="documents",
        n=len(documents),
        key=["period"],
        counts="sentences",
        counted="sentence",
        every=every,
        method="Periods without a document are kept; undated ones come last.",
        meanings={
            "period": f"{every} of the document",
            "sentences": "sentences with the actor, or both of the pair",
            "documents": "documents with such a sentence",
            "n_documents": "documents of the period",
            "share": "documents / n_documents",
        },
    )
