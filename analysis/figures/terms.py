"""Terms as exhibits: frequencies, dispersion, keyness, collocations, trends.

Each `show_*` takes tables and returns what `analysis.exhibit` needs. Evidence
is the table of `analysis.terms`: the spans that were counted.
"""

import numpy as np
import pandas as pd
import textalloc
from matplotlib.backends.backend_agg import FigureCanvasAgg

from analysis.terms.frequencies import name_periods
from analysis.terms.references import Comparison
from overture.press.style import (
    ACCENT,
    FAINT,
    INK,
    MUTED,
    mark_area,
    mark_point,
    new_figure,
    styled,
)

_ONE = "Not within one article"
_RATE = "per 1,000 tokens"
_SHOWN = 600  # points of the keyness map; more could not be told apart
_LINES = 100  # occurrences up to which each is drawn as a line


def answer_terms(frequencies: pd.DataFrame, comparison: Comparison, documents) -> str:
    """Say in one paragraph what it is about and what is different, with n."""
    n = len(documents)
    tokens = int(documents["n_tokens"].sum())
    text = f"{_count(n, 'document')} of {tokens:,} tokens"
    if frequencies.empty:
        return f"{text} hold no term that counts."
    text += f": above all {_list(frequencies.term[:5])}. "
    for side, sign in ((comparison.target_name, 1), (comparison.reference_name, -1)):
        found = _leading(comparison.table, 5, sign)
        if len(found) and (sign > 0 or len(comparison.reference)):
            other = (comparison.reference_name, comparison.target_name)[sign < 0]
            text += f"More than {other}, {side} has {_list(found.term)}. "
    return text.strip()


def chosen_terms(
    frequencies: pd.DataFrame, comparison: Comparison, *, top: int
) -> list[str]:
    """Return the terms that the exhibits show, so that only these are looked up."""
    key = [_leading(comparison.table, top, sign).term for sign in (1, -1)]
    return sorted(set(pd.concat([frequencies.term[:top], *key])))


def show_frequencies(
    frequencies: pd.DataFrame, rates: pd.DataFrame, spans: pd.DataFrame, *, top: int
) -> dict:
    """Show the most frequent terms; rates has their intervals (`term_rates`)."""
    table = frequencies.head(top).drop(columns="group")
    table = table.merge(rates[["term", "low", "high"]], on="term", how="left")
    if table.empty:
        return _nothing("No term is left to count.")
    first = table.iloc[0]
    figure, ax = _rows(table.term)
    _dots(ax, table.per_thousand, table.low, table.high)
    ax.set_xlim(left=0)
    ax.set_xlabel(f"occurrences {_RATE}")
    known = table.low.notna().any()
    return {
        "table": table,
        "title": f"“{first.term}” is the most frequent term: {first.frequency:,} times",
        "caption": "Most frequent terms, with the documents that have them (docfreq) "
        "and how evenly they are spread (dp, 0 even). "
        + ("Lines: 95 % intervals over stories." if known else _NO_INTERVAL),
        "method": "Occurrences per 1,000 tokens of the text, stop words included; "
        "unless names are kept as words, a name of several words is one token. "
        "Intervals by studentised bootstrap over stories. DP of Gries (2008), "
        "over documents, or over sentences of a single one.",
        "figure": figure,
        "alt": f"Dot plot of {len(table)} terms, occurrences {_RATE}: "
        + _values(table.term, table.per_thousand),
        "key": ["term"],
        "evidence": spans[spans.term.isin(table.term)],
        "counts": "frequency",
    }


_NO_INTERVAL = "One document gives no interval between documents."


def show_dispersion(
    frequencies: pd.DataFrame, spans: pd.DataFrame, documents, *, top: int
) -> dict:
    """Show where in the text, or in the course of the documents, terms stand."""
    columns = ["term", "frequency", "docfreq", "dp", "dp_norm"]
    table = frequencies.head(top)[columns].reset_index(drop=True)
    if table.empty:
        return _nothing("No term is left to count.")
    order = documents.sort_values(["date", "doc_id"], kind="stable")
    first = (order.n_chars.cumsum() - order.n_chars).set_axis(order.doc_id)
    place = (spans.doc_id.map(first) + spans.start) / max(order.n_chars.sum(), 1)
    figure, ax = _rows(table.term)
    _strips(ax, [place[spans.term == term] * 100 for term in table.term])
    one = len(documents) == 1
    what = "the article" if one else "all documents, in the order of their dates"
    ax.set_xlabel(f"% of {what}")
    even = table.sort_values(["dp_norm", "term"]).iloc[[0, -1]].term.tolist()
    known = table.dp_norm.notna().all() and len(table) > 1
    return {
        "table": table,
        "title": f"“{even[0]}” is spread most evenly, “{even[1]}” least"
        if known
        else "Where the terms stand",
        "caption": f"Lines, or lighter shades, are places in {what}. dp_norm is 0 "
        "where a term is spread as evenly as can be, 1 where it is all in one part.",
        "method": "DPnorm (Gries 2008; Lijffijt & Gries 2012) over "
        + ("sentences." if one else "documents."),
        "figure": figure,
        "alt": f"Strips of {len(table)} terms through {what}. DPnorm: "
        + _values(table.term, table.dp_norm),
        "key": ["term"],
        "evidence": spans[spans.term.isin(table.term)],
        "counts": "frequency",
    }


def show_keyness(comparison: Comparison, spans: pd.DataFrame, *, top: int) -> dict:
    """Show the key terms of each side with the interval of their log ratio."""
    names = comparison.target_name, comparison.reference_name
    sides = [_leading(comparison.table, top, sign) for sign in (1, -1)]
    inside = len(comparison.reference) > 0
    chosen = pd.concat([sides[0], sides[1].iloc[::-1]] if inside else sides[:1])
    if chosen.empty:
        text = f"No term sets {names[0]} apart from {names[1]}"
        return _nothing(text)
    table = chosen.reset_index(drop=True)
    table["occurrences"] = table.n_target + (table.n_reference if inside else 0)
    figure, ax = _rows(table.term)
    _dots(ax, table.log_ratio, table.low, table.high)
    ax.axvline(0, color=MUTED, lw=0.8)
    ax.set_xlabel(f"log ratio: + more in {names[0]}, − more in {names[1]}; 1 = twice")
    leading = [_list(side.term[:3]) for side in sides]
    title = f"{_capital(names[0])}: {leading[0]}"
    if inside and len(sides[1]):
        title += f"; {names[1]}: {leading[1]}"
    documents = pd.concat([comparison.target, comparison.reference]).doc_id
    found = spans.term.isin(table.term) & spans.doc_id.isin(documents)
    return {
        "table": table,
        "title": title,
        "caption": f"Terms that {names[0]} uses more than {names[1]}"
        + (", and the reverse" if inside else "")
        + ": log ratio with its 95 % interval; a triangle where one side never has "
        "the term. Order: conservative log ratio (lrc).",
        "method": "G2, log ratio (Hardie 2014) and conservative log ratio (Evert "
        "2022), on counts divided by their design effect over stories, of 10 or "
        "more; q by Benjamini-Hochberg. Terms that one document repeats are "
        "flagged and left out here.",
        "figure": figure,
        "alt": f"Dot plot of {len(table)} terms by log ratio: "
        + _values(table.term, table.log_ratio),
        "key": ["term"],
        "evidence": spans[found],
        "counts": "occurrences",
    }


def show_keyness_map(comparison: Comparison, spans: pd.DataFrame, *, top: int) -> dict:
    """Show frequency against log ratio, the key terms of both sides named."""
    names = comparison.target_name, comparison.reference_name
    if not len(comparison.reference):
        return _nothing("A map needs two groups of documents", "Only one is given.")
    table = comparison.table.query("flag == ''").assign(
        occurrences=lambda t: t.n_target + t.n_reference
    )
    # Terms are placed with 0.5 for a count of 0, which has no logarithm.
    sizes = table.n_target.sum(), table.n_reference.sum()
    rates = [table[n].clip(lower=0.5) / s for n, s in zip(_SIDES, sizes, strict=True)]
    table["x"] = np.log10((rates[0] + rates[1]) / 2 * 1000)
    table["y"] = np.log2(rates[0] / rates[1])
    key = pd.concat([_leading(table, top, sign) for sign in (1, -1)])
    order = ["occurrences", "term"]
    rest = table.drop(key.index).sort_values(order, ascending=[False, True])
    rest = rest.head(_SHOWN)
    figure, ax = new_figure(7.2, 5.4)
    ax.scatter(rest.x, rest.y, s=5, color=FAINT, zorder=1)
    ax.scatter(key.x, key.y, s=14, color=ACCENT, zorder=2)
    ax.axhline(0, color=MUTED, lw=0.8)
    ax.set_xlabel(f"occurrences {_RATE}, mean of both")
    ax.set_ylabel(f"log ratio: + {names[0]}, − {names[1]}")
    _label(ax, key, pd.concat([key, rest]))
    ticks = np.arange(np.floor(ax.get_xlim()[0]), np.ceil(ax.get_xlim()[1]) + 1)
    ticks = ticks[(ticks >= ax.get_xlim()[0]) & (ticks <= ax.get_xlim()[1])]
    ax.set_xticks(ticks, [f"{10.0**tick:g}" for tick in ticks])
    for row in key.itertuples():
        mark_point(ax, row.term, row.x, row.y)
    shown = key.drop(columns=["x", "y"]).reset_index(drop=True)
    documents = pd.concat([comparison.target, comparison.reference]).doc_id
    found = spans.term.isin(shown.term) & spans.doc_id.isin(documents)
    return {
        "table": shown,
        "title": f"{len(key)} terms part {names[0]} from {names[1]}",
        "caption": f"Right: frequent; up: more in {names[0]}; down: more in "
        f"{names[1]}. Named: the key terms of each side; grey: the {len(rest)} most "
        "frequent others. A term that one side lacks is placed as if it had half an "
        "occurrence there.",
        "method": "As for the key terms.",
        "figure": figure,
        "alt": f"Scatter of {len(key) + len(rest)} terms, frequency against log ratio. "
        + _values(key.term, key.y),
        "key": ["term"],
        "evidence": spans[found],
        "counts": "occurrences",
    }


_SIDES = ("n_target", "n_reference")


def show_collocations(collocations: pd.DataFrame, *spans: pd.DataFrame) -> dict:
    """Show sequences of words that belong together; spans per length."""
    table = collocations.reset_index(drop=True)
    if table.empty:
        return _nothing("No sequence of words stands together twice")
    found = pd.concat(spans).rename(columns={"term": "collocation"})
    first = table.iloc[0]
    return {
        "table": table,
        "title": f"“{first.collocation}” belongs together most surely: "
        f"{first['count']:,} times",
        "caption": "Sequences of words that stand together more than their "
        "frequencies explain, by z. They may serve as compounds.",
        "method": "Within sentences. lambda and Wald z of the saturated log-linear "
        "model (Blaheta & Johnson 2001); pmi in bits; g2 against independence.",
        "key": ["collocation"],
        "evidence": found,
        "counts": "count",
    }


def show_trends(trends: pd.DataFrame, spans: pd.DataFrame, documents, *, by: str):
    """Show small multiples of rates over time; gaps stay gaps."""
    if trends.empty:
        return _nothing("No trend over one date", f"{_ONE}: documents of two dates.")
    names = list(trends.term.unique())
    columns = min(len(names), 3)
    rows = -(-len(names) // columns)
    figure, axes = new_figure(
        7.2, 1.7 * rows + 0.4, nrows=rows, ncols=columns, sharex=True, squeeze=False
    )
    for ax in axes.flat[len(names) :]:
        ax.set_axis_off()
    with styled():
        for ax, name in zip(axes.flat, names, strict=False):
            _line(ax, trends[trends.term == name].reset_index(drop=True))
            ax.set_title(name)
    figure.supylabel(_RATE, fontsize=9)
    bursts = trends[trends.burst]
    said = "; ".join(
        f"“{term}” in {_list(rows.period)}"
        for term, rows in bursts.groupby("term", sort=False)
    )
    tested = trends.q.notna().any()
    none = (
        "No burst survives correction" if tested else "Too few stories to test bursts"
    )
    period = name_periods(documents.set_index("doc_id").date, by)
    found = spans[spans.term.isin(names)].assign(period=lambda t: t.doc_id.map(period))
    return {
        "table": trends,
        "title": f"More than at other times: {said}" if said else none,
        "caption": "Rates per period with 95 % intervals over stories; an interruption "
        "is a period without documents; a filled square is a burst.",
        "method": "Bootstrap over stories. A burst differs from all other periods with "
        "q < 0.05 (t of the log rates over stories, Benjamini-Hochberg over all terms "
        "and periods).",
        "figure": figure,
        "alt": f"Lines of {len(names)} terms from {trends.period.iloc[0]} to "
        f"{trends.period.iloc[-1]}. " + (f"Bursts: {said}." if said else f"{none}."),
        "key": ["term", "period"],
        "evidence": found.dropna(subset=["period"]),
        "counts": "frequency",
    }


def show_concordance(lines: pd.DataFrame, pattern: str, *, top: int) -> dict:
    """Show a word in its contexts."""
    if lines.empty:
        return _nothing(f"“{pattern}” does not occur")
    table = lines.head(top).reset_index(drop=True)
    table["line"] = np.arange(1, len(table) + 1)
    return {
        "table": table[["line", "left", "keyword", "right", "doc_id"]],
        "title": f"“{pattern}” stands in {_count(len(lines), 'place')}",
        "caption": f"{_count(len(table), 'place')} with the words around it.",
        "method": "Keyword in context; * and ? are wildcards.",
        "key": ["line"],
        "evidence": table[["line", "doc_id", "start", "end"]],
    }


def _nothing(title: str, caption: str = "There is nothing to show.") -> dict:
    """Return an exhibit that says why there is none."""
    return {"table": None, "title": title, "caption": caption, "method": ""}


def _leading(table: pd.DataFrame, top: int, sign: int) -> pd.DataFrame:
    """Return the key terms of one side, the surest first."""
    table = table[table.flag == ""] if sign > 0 else table[table.flag == ""].iloc[::-1]
    return table[np.sign(table.lrc) == sign].head(top)


@styled()
def _rows(labels: pd.Series):
    """Return a figure with one row per label, the first on top."""
    figure, ax = new_figure(7.2, 0.9 + 0.22 * len(labels))
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y")
    for i, label in enumerate(labels):
        mark_area(ax, label, y=(i - 0.5, i + 0.5))
    return figure, ax


@styled()
def _dots(ax, value: pd.Series, low: pd.Series, high: pd.Series) -> None:
    """Draw values with their intervals; a triangle points to what is infinite."""
    finite = [x[np.isfinite(x)] for x in (value, low, high)]
    edge = max((x.abs().max() for x in finite if len(x)), default=1) * 1.08
    rows = zip(value, low, high, strict=True)
    for i, (x, left, right) in enumerate(rows):
        if not np.isnan(left):
            ax.hlines(i, max(left, -edge), min(right, edge), color=ACCENT, lw=1.2)
        marker = "o" if np.isfinite(x) else ">" if x > 0 else "<"
        ax.plot(np.clip(x, -edge, edge), i, marker, color=ACCENT, ms=5, clip_on=False)


@styled()
def _strips(ax, places: list[pd.Series]) -> None:
    """Draw where terms stand, in percent: lines, or shades where they are many."""
    bins = np.linspace(0, 100, _LINES + 1)
    for i, place in enumerate(places):
        if len(place) <= _LINES:
            ax.vlines(place, i - 0.35, i + 0.35, color=ACCENT, lw=0.8)
        else:
            count = np.histogram(place, bins)[0][None]
            area = (0, 100, i + 0.4, i - 0.4)
            ax.imshow(count, extent=area, aspect="auto", interpolation="none")
    ax.set_xlim(0, 100)
    ax.set_ylim(len(places) - 0.4, -0.6)
    ax.grid(visible=False)


def _label(ax, named: pd.DataFrame, points: pd.DataFrame) -> None:
    """Write names beside points, over no other name."""
    if named.empty:
        return
    figure = ax.figure
    FigureCanvasAgg(figure).draw()
    figure.set_layout_engine("none")
    with styled():
        textalloc.allocate(
            ax,
            named.x.tolist(),
            named.y.tolist(),
            named.term.tolist(),
            x_scatter=points.x.tolist(),
            y_scatter=points.y.tolist(),
            textsize=8,
            textcolor=INK,
            linecolor=MUTED,
            linewidth=0.5,
        )


def _line(ax, table: pd.DataFrame) -> None:
    """Draw the rate of one term over time with its interval and bursts."""
    at = np.arange(len(table))
    ax.fill_between(at, table.low, table.high, color=ACCENT, alpha=0.2, lw=0)
    ax.plot(at, table.per_thousand, "-o", color=ACCENT, ms=2.5, lw=1.2)
    burst = at[table.burst]
    ax.plot(burst, table.per_thousand[burst], "s", color=INK, ms=5)
    step = -(-len(table) // 4)
    ax.set_xticks(at[::step], table.period[::step], rotation=30, ha="right")
    ax.set_ylim(bottom=0)
    for i, row in enumerate(table.itertuples()):
        mark_area(ax, (row.term, row.period), x=(i - 0.5, i + 0.5))


def _count(n: int, noun: str) -> str:
    """Return "1 place" or "2 places"."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _list(words) -> str:
    """Return "a, b and c"."""
    words = [str(word) for word in words]
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), *words[-1:]])


def _values(names, values) -> str:
    """Say the first ten values."""
    pairs = zip(names, values, strict=True)
    said = [f"{name} {value:.2f}" for name, value in list(pairs)[:10]]
    return "; ".join(said) + "."


def _capital(text: str) -> str:
    """Start a sentence."""
    return text[:1].upper() + text[1:]
