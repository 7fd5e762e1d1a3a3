"""Figures of co-mentions: legible, described from the data, never empty claims."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from analysis.actors.network import network
from analysis.corpus.schema import as_table, empty_table
from analysis.figures import co_mentions as figures
from overture.press.exhibits import exhibit
from overture.press.style import find_marks, save_svg
from overture.voice.clauses import direction


def make_pairs(n_actors, tested):
    """Return pairs of actors around two hubs, with their units."""
    names = [f"actor-{i:02}" for i in range(n_actors)]
    pairs = [(names[i % 2], name) for i, name in enumerate(names) if i > 1]
    pairs.append((names[0], names[1]))
    table = pd.DataFrame(pairs, columns=["actor_a", "actor_b"])
    table["observed"] = range(5, 5 + len(table))
    table["expected"], table["npmi"], table["n_units"] = 2.0, 0.3, 900
    table["ratio"] = table["observed"] / 2
    table["low"], table["high"] = table["ratio"] / 2, table["ratio"] * 2
    table["q"] = 0.001 if tested else np.nan
    table = as_table("co_mentions", table.assign(unit="sentence"))
    keys = ["observed", "actor_a", "actor_b"]
    table = table.sort_values(keys, ascending=[False, True, True], ignore_index=True)
    units = pd.DataFrame({"actor_id": names, "mentions": 9, "units": 9})
    return table, units


NAMES = pd.Series({f"actor-{i:02}": f"The Republic of Actor {i}" for i in range(60)})


@pytest.mark.parametrize(("n_actors", "tested"), [(5, False), (30, True)])
def test_labels_of_the_network_overlap_neither_each_other_nor_nodes(n_actors, tested):
    pairs, units = make_pairs(n_actors, tested)
    net = network(pairs, units)
    figure = figures.plot_network(net, NAMES)
    ax = figure.axes[0]
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    texts = [text for text in ax.texts if "Republic" in text.get_text()]
    assert len(texts) == n_actors
    boxes = [text.get_window_extent(renderer) for text in texts]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    nodes = ax.transData.transform(net.nodes[["x", "y"]].to_numpy())
    assert not [1 for box in boxes for node in nodes if box.contains(*node)]
    for box in boxes:
        assert figure.bbox.padded(1).containsx(box.x0)
        assert figure.bbox.padded(1).containsx(box.x1)


def relative(color):
    """Return the relative luminance of WCAG 2."""
    rgb = np.array(color[:3])
    return np.where(
        rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4
    ) @ [0.2126, 0.7152, 0.0722]  # fmt: skip


def test_numbers_in_cells_are_legible_and_are_the_counts():
    pairs, _ = make_pairs(12, True)
    ax = figures.plot_matrix(pairs, NAMES).axes[0]
    shown = {int(text.get_text()) for text in ax.texts}
    assert shown == set(pairs["observed"])
    image = ax.images[0]
    for text in ax.texts:
        cell = relative(image.to_rgba(float(text.get_text())))
        ink = 1.0 if text.get_color() == "white" else 0.0
        light, dark = max(cell, ink), min(cell, ink)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_matrix_has_every_pair_of_the_leading_actors_and_no_other():
    pairs, _ = make_pairs(12, True)
    few = figures.among_leading(pairs, 3)
    assert set(few["actor_a"]) | set(few["actor_b"]) == {
        "actor-00", "actor-01", "actor-11"
    }  # fmt: skip
    assert len(few) == 2


def test_network_says_how_many_pairs_it_leaves_out():
    pairs, units = make_pairs(12, True)
    net = network(pairs, units, top=4)
    shown = figures.show_network(net, pd.DataFrame(), NAMES)
    assert shown["title"] == "11 pairs pass the test; the 4 most frequent are drawn"


def test_bold_is_for_pairs_that_pass_the_test():
    pairs, _ = make_pairs(6, True)
    pairs.loc[0, "q"] = 0.5
    ax = figures.plot_matrix(pairs, NAMES).axes[0]
    weights = {int(text.get_text()): text.get_weight() for text in ax.texts}
    assert weights.pop(int(pairs.loc[0, "observed"])) == "normal"
    assert set(weights.values()) == {"bold"}


def test_every_pair_of_the_matrix_and_the_network_opens_its_evidence():
    pairs, units = make_pairs(5, True)
    wanted = {tuple(pair) for pair in pairs[["actor_a", "actor_b"]].to_numpy()}
    for figure in (
        figures.plot_matrix(pairs, NAMES),
        figures.plot_network(network(pairs, units), NAMES),
    ):
        found = {tuple(mark["key"]) for mark in find_marks(figure)}
        assert wanted <= found


def test_figures_are_the_same_bytes_twice():
    pairs, units = make_pairs(9, True)
    first, second = (
        save_svg(figures.plot_network(network(pairs, units), NAMES), "x")
        for _ in range(2)
    )
    assert first == second


def test_words_come_from_the_data():
    pairs, units = make_pairs(4, True)
    answer = figures.answer_pairs(pairs, NAMES)
    assert "in 7 of 900 sentences" in answer
    assert "3 pairs meet" in answer
    assert "3 of them meet more often" in answer
    assert "Actor 0 and The Republic of Actor 1" in answer
    untested, _ = make_pairs(4, False)
    assert "cannot be said within one article" in figures.answer_pairs(untested, NAMES)
    net = network(untested, units)
    assert "none tested" in figures.describe_network(net, NAMES)
    shown = figures.show_network(net, pd.DataFrame(), NAMES)
    assert "not findings" in shown["caption"]
    assert "1 and The Republic" not in figures.describe_matrix(pairs.head(1), NAMES)


def test_one_article_shows_no_timeline_and_one_source_no_comparison(corpus):
    table = pd.DataFrame({"period": ["undated"], "sentences": [2]})
    for parts in (
        figures.show_timeline(table, pd.DataFrame(), "A pair"),
        figures.show_sources(
            pd.DataFrame({"source": ["Wire"]}), pd.DataFrame(), corpus.documents, top=3
        ),
    ):
        assert parts["table"] is None
        made = exhibit("x", **parts, unit="sentences", n=3, corpus=corpus)
        assert "not within one article" in made.html or "not with one" in made.html


def test_nothing_to_pair_is_said_not_drawn(corpus):
    pairs = empty_table("co_mentions")
    units = pd.DataFrame({"actor_id": [], "mentions": [], "units": []})
    empty = pairs[["actor_a", "actor_b"]].assign(all=0)
    keys = ["doc_id", "sentence_id", "start"]
    texts = pd.DataFrame(columns=[*keys, "text"])
    directed = direction(texts, pd.DataFrame(columns=[*keys, "end", "actor_id"]))
    for parts in (
        figures.show_matrix(pairs, pairs, NAMES, max_q=0.05),
        figures.show_network(network(pairs, units), pairs, NAMES),
        figures.show_variants(empty, NAMES),
        figures.show_direction(directed, top=3),
    ):
        assert parts["table"] is None
    assert figures.answer_pairs(pairs, NAMES) == "No two actors are mentioned together."
    assert figures.basis(pairs) == {"unit": "sentences", "n": 0}
