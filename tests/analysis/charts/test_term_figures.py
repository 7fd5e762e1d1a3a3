"""Figures of terms: made from the tables, legible, the same on every run."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import analysis
from analysis.figures import terms as figures
from overture.press.style import save_svg

RED = "Red foxes hunt at dawn. Foxes of the red hills hunt {}."
BLUE = "Blue whales sing at night. Whales of the blue sea sing {}."


class Corpus:
    """The two tables that evidence is checked against."""

    def __init__(self, documents):
        self.documents = documents
        self.sentences = analysis.split_sentences(documents)


def make_documents(n):
    texts = [(RED, BLUE)[i % 2].format(f"song {i}") for i in range(n)]
    documents = pd.DataFrame({"doc_id": [f"d{i:02}" for i in range(n)], "text": texts})
    documents["source"] = ["Land", "Sea"] * (n // 2) + ["Land"] * (n % 2)
    documents["story_id"] = documents.doc_id
    documents["n_chars"] = documents.text.str.len()
    documents["n_tokens"] = analysis.count_tokens(documents)
    days = pd.to_timedelta(np.arange(n) * 3, unit="D")
    documents["date"] = pd.Timestamp("2022-01-01", tz="UTC") + days
    documents["title"] = documents["path"] = "x"
    return documents


@pytest.fixture(scope="module", params=[1, 30])
def shown(request):
    """Every exhibit of the notebook, over one document and over thirty."""
    documents = make_documents(request.param)
    choice = {"stop_words": analysis.stop_list(), "numbers": False}
    many = request.param > 1
    found = analysis.frequencies(documents, **choice)
    target = {"target": "Land"} if many else {}
    compared = analysis.compare(documents, **target, **choice)
    terms = figures.chosen_terms(found, compared, top=8)
    spans = analysis.term_spans(documents, only=terms, **choice)
    rates = analysis.term_rates(documents, found.term[:8], **choice)
    over_time = analysis.trends(documents, found.term[:4], by="week", **choice)
    sentences = analysis.split_sentences(documents)
    pairs = analysis.collocations(sentences, min_count=1, **choice).head(5)
    places = analysis.term_spans(sentences, only=pairs.collocation, ngrams=2, **choice)
    lines = analysis.kwic(documents, "hunt")
    return Corpus(documents), {
        "frequencies": figures.show_frequencies(found, rates, spans, top=8),
        "dispersion": figures.show_dispersion(found, spans, documents, top=8),
        "keyness": figures.show_keyness(compared, spans, top=8),
        "keyness-map": figures.show_keyness_map(compared, spans, top=8),
        "collocations": figures.show_collocations(pairs, places),
        "trends": figures.show_trends(over_time, spans, documents, by="week"),
        "concordance": figures.show_concordance(lines, "hunt", top=9),
        "answer": figures.answer_terms(found, compared, documents),
    }


def test_every_exhibit_bears_out_its_counts(shown):
    corpus, exhibits = shown
    for name, parts in exhibits.items():
        if name != "answer":
            n = len(corpus.documents)
            made = analysis.exhibit(name, **parts, unit="documents", n=n, corpus=corpus)
            assert made.slug == name


def test_one_article_has_no_trend_and_no_map(shown):
    corpus, exhibits = shown
    one = len(corpus.documents) == 1
    assert (exhibits["trends"]["table"] is None) == one
    assert (exhibits["keyness-map"]["table"] is None) == one
    assert exhibits["frequencies"]["table"].low.isna().all() or not one
    if one:
        assert "Not within one article" in exhibits["trends"]["caption"]
        assert "One document gives no interval" in exhibits["frequencies"]["caption"]


def test_titles_and_answers_name_what_was_found(shown):
    corpus, exhibits = shown
    if len(corpus.documents) > 1:
        assert exhibits["answer"].startswith("30 documents of 390 tokens: above all")
        assert (
            "More than Sea, Land has foxes, hunt, red, dawn and hills."
            in (exhibits["answer"])
        )
        assert "Land: foxes, hunt and red; Sea: " in exhibits["keyness"]["title"]
    else:
        assert "More than general use, this corpus has foxes" in exhibits["answer"]


def test_figures_are_the_same_bytes_on_every_run():
    documents = make_documents(12)
    found = analysis.frequencies(documents)
    spans = analysis.term_spans(documents)
    over_time = analysis.trends(documents, found.term[:4], n_resamples=50)
    for show, *tables in (
        (figures.show_dispersion, found, spans, documents),
        (figures.show_trends, over_time, spans, documents),
    ):
        option = {"by": "month"} if show is figures.show_trends else {"top": 5}
        runs = [show(*tables, **option)["figure"] for _ in range(2)]
        assert save_svg(runs[0]) == save_svg(runs[1])


def test_labels_of_the_map_do_not_overlap():
    terms = [f"placeword{i:02}" for i in range(60)]
    rng = np.random.default_rng(4)
    table = pd.DataFrame({"term": terms, "flag": ""})
    table["n_target"] = rng.integers(20, 400, 60)
    table["n_reference"] = rng.integers(20, 400, 60)
    table["lrc"] = np.where(table.index < 15, 1.0, np.where(table.index > 44, -1.0, 0))
    side = pd.DataFrame({"doc_id": ["a"]})
    compared = analysis.terms.references.Comparison(table, side, side, "A", "B")
    spans = pd.DataFrame({"term": [], "doc_id": []})
    runs = [figures.show_keyness_map(compared, spans, top=15) for _ in range(2)]
    drawings = [save_svg(run["figure"]) for run in runs]
    assert drawings[0] == drawings[1]
    figure = runs[0]["figure"]
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    texts = [t for t in figure.axes[0].texts if t.get_text().startswith("placeword")]
    assert len(texts) == 30
    boxes = [text.get_window_extent(renderer) for text in texts]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


def test_an_infinite_ratio_is_drawn_as_a_triangle_within_the_figure():
    table = pd.DataFrame({"term": ["a", "b"], "flag": "", "lrc": [2.0, -2.0]})
    table["n_target"], table["n_reference"] = [9, 1], [0, 9]
    table["log_ratio"], table["low"] = [np.inf, -3.0], [2.5, -6.0]
    table["high"] = [np.inf, -1.0]
    side = pd.DataFrame({"doc_id": ["a"]})
    compared = analysis.terms.references.Comparison(table, side, side, "A", "B")
    spans = pd.DataFrame({"term": [], "doc_id": []})
    figure = figures.show_keyness(compared, spans, top=5)["figure"]
    markers = [line.get_marker() for line in figure.axes[0].lines]
    assert markers.count(">") == 1
    assert all(np.isfinite(line.get_xdata()).all() for line in figure.axes[0].lines)


def test_gaps_of_a_trend_are_not_drawn_over():
    dates = pd.to_datetime(["2022-01-05", "2022-03-05", "2022-04-05"], utc=True)
    documents = pd.DataFrame(
        {"doc_id": list("abc"), "date": dates, "text": ["x y", "x", "x z"]}
    )
    over_time = analysis.trends(documents, ["x"])
    spans = analysis.term_spans(documents, only=["x"])
    figure = figures.show_trends(over_time, spans, documents, by="month")["figure"]
    drawn = figure.axes[0].lines[0].get_ydata()
    assert np.isnan(drawn[1])
    assert np.allclose(drawn[[0, 2, 3]], [500, 1000, 500])
