"""Every chart draws every table, marks its rows and says its numbers."""

import hashlib
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.actors.network import network as make_network
from analysis.charts import bars, dots, matrix, network, panels, plane, strips
from overture.frame import tell
from overture.press import style

NUMBERS = st.one_of(
    st.floats(-5, 5),
    st.sampled_from([np.nan, np.inf, -np.inf, 0.0, 1e15]),
    st.integers(0, 10**9).map(float),
)
WORDS = st.one_of(
    st.sampled_from(["Ukraine", "$x$ & <b>", "a" * 300, "", "\x00\n", "\u202eevil"]),
    st.text(max_size=8),
)
PERIODS = st.one_of(
    st.sampled_from(["2022-01", "2022-03", "2022-12-31", "2022-W09", "2022-Q4"]),
    st.sampled_from(["2022", "undated", "not known", "0000", "2022-99"]),
)
NAMES = pd.Series({"Ukraine": "The Republic", "a": "The Republic"})


def rows_of(*columns):
    return st.lists(st.tuples(*columns), max_size=6)


def make(rows, key, columns):
    table = pd.DataFrame(rows, columns=[*key, *columns])
    table = table.drop_duplicates(key).reset_index(drop=True)
    number = table[columns].astype(float)
    return tell(table.assign(**number), key=key, counts=columns[0], unit="x", n=1)


def check(figure, table):
    """A figure has an alternative text and a mark for each row."""
    assert style.alternative(figure).strip()
    marks = style.find_marks(figure)
    wanted = {tuple(map(str, k)) for k in table[table.attrs["key"]].to_numpy()}
    assert {tuple(mark["key"]) for mark in marks} == wanted
    assert style.save_svg(figure, "x").startswith(b"<?xml")


few = settings(max_examples=25, deadline=None)


@few
@given(rows_of(WORDS, NUMBERS, NUMBERS, NUMBERS), st.sampled_from([dots, bars]))
def test_rows_of_any_table_are_drawn(rows, chart):
    table = make(rows, ["term"], ["value", "low", "high"])
    check(chart(table, "value", names=NAMES), table)


@few
@given(
    rows_of(WORDS, st.sampled_from("abc"), NUMBERS, NUMBERS, NUMBERS),
    st.sampled_from([dots, bars]),
    st.booleans(),
)
def test_rows_by_a_second_key_are_drawn(rows, chart, counted):
    table = make(rows, ["actor_id", "voice"], ["value", "low", "high"])
    table = tell(table, counts="value" if counted else None)
    check(chart(table, "value", by="voice"), table)


@few
@given(
    rows_of(PERIODS, WORDS, NUMBERS, NUMBERS, NUMBERS),
    st.sampled_from(["line", "dots", "bars"]),
)
def test_panels_of_any_table_are_drawn(rows, kind):
    table = make(rows, ["period", "term"], ["value", "low", "high"])
    shown = table[table["period"] != "undated"]
    flag = table["value"] > 0
    check(panels(table, "value", by="term", kind=kind, flag=flag), shown)


@few
@given(rows_of(st.integers(-3, 9), NUMBERS), st.sampled_from(["line", "dots", "bars"]))
def test_panels_of_numbered_rows_are_drawn(rows, kind):
    table = make(rows, ["sentence_id"], ["value"])
    check(panels(table, "value", kind=kind), table)


@few
@given(rows_of(WORDS, st.lists(st.integers(0, 999), max_size=120)))
def test_strips_of_any_table_are_drawn(rows):
    table = make([(term, len(at)) for term, at in rows], ["term"], ["n"])
    spans = [(term, "d", x) for term, at in rows for x in at]
    spans = pd.DataFrame(spans, columns=["term", "doc_id", "start"])
    documents = {"doc_id": ["d"], "date": [pd.NaT], "n_chars": [1000]}
    check(strips(table, spans, pd.DataFrame(documents)), table)


@few
@given(rows_of(WORDS, NUMBERS, NUMBERS), st.booleans())
def test_points_of_any_table_are_drawn(rows, log):
    table = make(rows, ["term"], ["x", "y"])
    figure = plane(table, "x", "y", log=log, rest=table)
    assert style.alternative(figure)
    style.save_svg(figure, "x")


@few
@given(rows_of(st.sampled_from("abcdef"), st.sampled_from("abcdef"), NUMBERS))
def test_a_matrix_of_any_pairs_is_drawn(rows):
    table = make(rows, ["actor_a", "actor_b"], ["observed"])
    two = [frozenset(pair) for pair in table[["actor_a", "actor_b"]].to_numpy()]
    table = table[~pd.Series(two, dtype=object).duplicated()]
    check(matrix(table, "observed", names=NAMES, bold=table["observed"] > 1), table)


@few
@given(rows_of(WORDS, WORDS, NUMBERS))
def test_a_matrix_of_any_two_keys_is_drawn(rows):
    table = make(rows, ["source", "term"], ["value"])
    check(matrix(table, "value"), table)


PAIRS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")).filter(
        lambda pair: pair[0] < pair[1]
    ),
    unique=True,
    max_size=8,
)


@few
@given(PAIRS, st.booleans())
def test_a_network_of_any_forest_is_drawn(pairs, tested):
    edges = pd.DataFrame(pairs, columns=["actor_a", "actor_b"], dtype="str")
    edges = edges.assign(observed=2, ratio=1.5, npmi=0.1, q=0.01 if tested else np.nan)
    edges = edges.astype({"q": float})
    units = sorted({actor for pair in pairs for actor in pair})
    units = pd.DataFrame({"actor_id": units, "mentions": 1, "units": 1})
    net = make_network(edges, units.astype({"actor_id": "str"}))
    figure = network(net, names=NAMES)
    assert len(style.find_marks(figure)) == len(net.edges) + len(net.nodes)
    assert style.alternative(figure)


def test_pairs_that_do_not_hang_together_all_have_a_cell():
    rows = [("china", "norway", 1), ("brazil", "japan", 1), ("russia", "ukraine", 1)]
    table = make(rows, ["actor_a", "actor_b"], ["observed"])
    figure = matrix(table, "observed")
    assert [text.get_text() for text in figure.axes[0].texts] == ["1.00"] * 3


@pytest.fixture
def rates():
    table = pd.DataFrame({"term": ["war", "peace"], "per_thousand": [2.5, 1.0]})
    return tell(table.assign(low=[2.0, np.nan], high=[3.0, np.nan]), key=["term"])


@pytest.mark.parametrize("chart", [dots, bars])
def test_a_wrong_column_is_named_with_the_nearest(rates, chart):
    message = r"no column 'per_thousnd' among term, .*did you mean 'per_thousand'\?"
    with pytest.raises(ValueError, match=message):
        chart(rates, "per_thousnd")
    with pytest.raises(ValueError, match="'term' holds no numbers; try per_thousand"):
        chart(rates, "term")
    with pytest.raises(ValueError, match="no column 'voice' among"):
        chart(rates, "per_thousand", by="voice")


def test_a_kind_of_panels_is_one_of_three(rates):
    with pytest.raises(ValueError, match="one of line, dots, bars, not 'lines'"):
        panels(rates, "per_thousand", kind="lines")


@pytest.mark.parametrize("chart", [dots, bars])
def test_the_same_table_gives_the_same_bytes(rates, chart):
    figures = [chart(rates, "per_thousand") for _ in range(2)]
    hashes = {hashlib.sha256(style.save_svg(f, "x")).hexdigest() for f in figures}
    assert len(hashes) == 1


def test_dots_stand_at_their_values_with_their_intervals(rates):
    axes = dots(rates, "per_thousand").axes[0]
    drawn = [c.get_offsets() for c in axes.collections]
    points = [tuple(at[0]) for at in drawn if at.any()]
    assert points[0] == (2.5, 0.0)
    assert style.alternative(dots(rates, "per_thousand")).endswith(
        "war 2.50; peace 1.00."
    )


def test_bars_are_as_long_as_their_values(rates):
    widths = [bar.get_width() for bar in bars(rates, "per_thousand").axes[0].patches]
    assert widths == [2.5, 1.0]


def test_bars_of_counts_are_stacked_others_side_by_side():
    rows = [("a", "name", 3.0), ("a", "capital", 2.0)]
    table = make(rows, ["actor_id", "alias_kind"], ["mentions"])
    first, second = bars(table, "mentions", by="alias_kind").axes[0].patches[:3:2]
    assert (second.get_x(), second.get_y()) == (3.0, first.get_y())
    mean = tell(table, counts=None)
    first, second = bars(mean, "mentions", by="alias_kind").axes[0].patches[:3:2]
    assert second.get_x() == 0
    assert second.get_y() > first.get_y()


def test_a_line_is_broken_where_a_period_has_no_row():
    rows = [("2022-01", 1.0), ("2022-02", 2.0), ("2022-05", 3.0)]
    axes = panels(make(rows, ["period"], ["value"]), "value").axes[0]
    assert sorted(len(line.get_xdata()) for line in axes.lines[1:]) == [1, 2]
    assert axes.get_xlim() == (-0.6, 4.6)


def test_names_that_are_equal_keep_their_rows():
    table = make([("a", 2.0), ("Ukraine", 1.0)], ["actor_id"], ["mentions"])
    axes = bars(table, "mentions", names=NAMES).axes[0]
    assert [t.get_text() for t in axes.get_yticklabels()] == ["The Republic"] * 2
    assert len(axes.patches) == 2


def test_nothing_is_drawn_of_nothing():
    empty = SimpleNamespace(nodes=pd.DataFrame(), edges=pd.DataFrame())
    for figure in (dots(pd.DataFrame(), "x"), network(empty)):
        assert style.alternative(figure) == "Nothing to show."
