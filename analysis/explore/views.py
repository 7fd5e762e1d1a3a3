"""Views of a corpus that answer at once: search, actor, pair, comparison, names.

Each is one call on a `Desk` and returns a `View`: tables with the spans behind
them, which show themselves in a notebook with or without a kernel. The store is
read by DuckDB; no view loads the corpus.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from analysis.measures.corpus import Corpus, open_corpus
from analysis.measures.direction import direction
from analysis.measures.keyness import keyness
from analysis.report.cells import format_column, shorten, visible

_TABLES = ("sentences", "mentions", "term_counts", "sentence_valence")
_LINE = ["doc_id", "sentence_id", "start", "end"]
_SHOWN = 12  # rows of a table on a page


class Part(NamedTuple):
    """A table of a view; `evidence` and `counts` are as for `analysis.exhibit`."""

    name: str
    title: str
    table: pd.DataFrame
    key: list[str] = []
    evidence: pd.DataFrame | None = None
    counts: str | None = None
    unit: str = "span"


@dataclass(frozen=True)
class View:
    """What a call found. `options` are the arguments that find it again."""

    kind: str
    options: dict[str, Any]
    title: str
    parts: list[Part] = field(repr=False)

    def _repr_html_(self) -> str:
        tables = "".join(
            f"<h5>{_text(part.title)}</h5>{to_html(part.table)}" for part in self.parts
        )
        return f"<section><h4>{_text(self.title)}</h4>{tables}</section>"


def to_html(table: pd.DataFrame) -> str:
    """Return the first rows of a table as HTML; texts are escaped."""
    if table.empty:
        return "<p>None.</p>"
    shown = table.drop(columns=[c for c in _LINE[1:] if c in table]).head(_SHOWN)
    cells = {
        str(name): [_text(shorten(cell)) for cell in format_column(shown[name])]
        for name in shown
    }
    rest = len(table) - len(shown)
    more = f"<p>{rest:,} more rows.</p>" if rest else ""
    return pd.DataFrame(cells).to_html(index=False, escape=False, border=0) + more


def _text(text: Any) -> str:
    """Escape untrusted text for HTML."""
    return escape(visible(str(text)))


@dataclass(frozen=True)
class Desk:
    """A corpus, or a period and some sources of it, ready for views."""

    corpus: Corpus
    options: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def connection(self):
        """Return DuckDB with the tables of the store; the texts stay on disk."""
        import duckdb

        connection = duckdb.connect()
        connection.execute("SET enable_progress_bar = false")
        connection.register("given", self.documents)
        connection.execute("CREATE TABLE documents AS SELECT * FROM given")
        for table, paths in self.corpus.annotate(_TABLES).items():
            files = ", ".join("'" + str(p).replace("'", "''") + "'" for p in paths)
            connection.execute(
                f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{files}]) "
                "SEMI JOIN documents USING (doc_id)"
            )
        connection.execute(
            "CREATE TABLE totals AS SELECT actor_id, count(*) AS sentences FROM "
            "(SELECT DISTINCT actor_id, doc_id, sentence_id FROM mentions) GROUP BY 1"
        )
        connection.execute("CREATE TABLE size AS SELECT count(*) AS n FROM sentences")
        return connection

    @cached_property
    def documents(self) -> pd.DataFrame:
        """What is known of each document, without its text."""
        return self.corpus.sql(
            "SELECT doc_id, date, source, title, path FROM documents"
        )

    @cached_property
    def names(self) -> pd.Series:
        """Display names of the actors that are mentioned, most mentioned first."""
        seen = self.query("FROM totals ORDER BY sentences DESC, actor_id")["actor_id"]
        names = self.corpus.registry.actors.set_index("actor_id")["name"]
        return seen.to_frame().set_index("actor_id").join(names)["name"]

    def query(self, sql: str, *values) -> pd.DataFrame:
        """Run a query with values for its question marks."""
        return self.connection.cursor().execute(sql, list(values)).df()

    def __repr__(self) -> str:
        return f"Desk({self.corpus.name!r}, {len(self.documents):,} documents)"


def open_desk(path, *, actors=None, store=None, **choice) -> Desk:
    """Open a corpus for exploring.

    Parameters
    ----------
    path, actors, store, **choice
        As for `analysis.open_corpus`; `choice` is since, until and sources.

    Examples
    --------
    ``desk = open_desk("seeds/documents"); search(desk, "peace plan")``
    """
    return Desk(open_corpus(path, actors=actors, store=store, **choice), choice)


def find_actor(desk: Desk, name: str) -> str:
    """Return the actor_id of an id or a display name, whatever its capitals.

    Raises
    ------
    ValueError
        If no actor of the corpus is called so; the message names the nearest.
    """
    wanted = name.strip().lower()
    for actor, display in desk.names.items():
        if wanted in (actor, str(display).lower()):
            return actor
    near = [str(n) for n in desk.names if wanted and wanted in str(n).lower()][:5]
    known = ", ".join(near or map(str, desk.names[:5]))
    message = f"no actor {name!r} is mentioned here; there are: {known}"
    raise ValueError(message)


def search(desk: Desk, query: str, *, top: int = 50) -> View:
    """Find a word, the beginning of one, a phrase or an actor.

    Parameters
    ----------
    desk : Desk
    query : str
        Words in sequence, whatever their capitals; ``actor:Ukraine`` for the
        mentions of an actor under all of its names.
    top : int
        Lines that are shown, newest first.

    Returns
    -------
    View
        One part, "lines": doc_id, sentence_id, start, end, date, source, left,
        keyword, right. Its title says how many sentences match in all.
    """
    query = " ".join(query.split())
    if not query:
        return View("search", {"query": ""}, "Type a word, a phrase or actor:NAME", [])
    if query.lower().startswith("actor:"):
        actor = find_actor(desk, query[6:])
        found = desk.query(
            "SELECT doc_id, sentence_id, min(start) AS at, count(*) OVER () AS n FROM "
            "mentions JOIN documents USING (doc_id) WHERE actor_id = ? GROUP BY "
            "doc_id, sentence_id, date ORDER BY date DESC NULLS LAST, doc_id, sentence_id LIMIT ?",
            *(actor, top),
        )
        spans = desk.query(
            'SELECT doc_id, sentence_id, start, "end" FROM mentions WHERE actor_id = ?'
            " AND doc_id IN (SELECT unnest(?))",
            *(actor, found["doc_id"].tolist()),
        )
        pattern = None
    else:
        edge = r"\b" if query[0].isascii() and query[0].isalnum() else ""
        expression = "(?i)" + edge + re.escape(query)
        like = re.sub(r"([%_$])", r"$\1", query)
        found = desk.query(
            "SELECT doc_id, sentence_id, count(*) OVER () AS n FROM sentences JOIN "
            "documents USING (doc_id) WHERE text ILIKE ? ESCAPE '$' AND "
            "regexp_matches(text, ?) "
            "ORDER BY date DESC NULLS LAST, doc_id, sentence_id LIMIT ?",
            *(f"%{like}%", expression, top),
        )
        spans, pattern = None, re.compile(edge + re.escape(query), re.IGNORECASE)
    total = int(found["n"].iloc[0]) if len(found) else 0
    lines = _lines(desk, found, spans, pattern)
    what = f"{total:,} sentences with “{query}”"
    if total > top:
        what += f", the newest {top}"
    part = Part("lines", "Concordance", lines, ["doc_id", "start", "end"], lines)
    return View("search", {"query": query, "top": top}, what, [part])


def _lines(desk: Desk, found, spans, pattern=None) -> pd.DataFrame:
    """Return a concordance line for each span in the sentences found."""
    columns = [*_LINE, "date", "source", "left", "keyword", "right"]
    texts = _sentences(desk, found)
    if spans is None:
        spans = [
            (row.doc_id, row.sentence_id, row.start + m.start(), row.start + m.end())
            for row in texts.itertuples()
            for m in pattern.finditer(row.text)
        ]
        spans = pd.DataFrame(spans, columns=_LINE)
    texts = texts.rename(columns={"start": "origin", "end": "_end"})
    lines = texts.merge(spans, on=_LINE[:2]).sort_values(
        ["rank", "start", "end"], kind="stable"
    )
    cut = [
        (r.text[: r.start - r.origin], r.text[r.start - r.origin : r.end - r.origin],
         r.text[r.end - r.origin :])
        for r in lines.itertuples()
    ]  # fmt: skip
    for i, name in enumerate(("left", "keyword", "right")):
        lines[name] = pd.Series([c[i] for c in cut], index=lines.index, dtype="str")
    lines["left"] = lines["left"].str[-80:]
    lines["right"] = lines["right"].str[:80]
    return lines[columns].reset_index(drop=True)


def _sentences(desk: Desk, found: pd.DataFrame) -> pd.DataFrame:
    """Return the text, date and source of sentences, in the order of `found`."""
    wanted = found[["doc_id", "sentence_id"]].assign(rank=range(len(found)))
    cursor = desk.connection.cursor()
    cursor.register("wanted", wanted)
    return cursor.execute(
        'SELECT doc_id, sentence_id, start, "end", text, voice, date, source, rank '
        "FROM sentences JOIN wanted USING (doc_id, sentence_id) "
        "JOIN documents USING (doc_id) ORDER BY rank"
    ).df()


def read_text(desk: Desk, doc_id: str, start: int = 0, end: int = 0) -> str:
    """Return a document as HTML, with a span marked."""
    text = desk.corpus.read_text(doc_id)
    about = desk.query("FROM documents WHERE doc_id = ?", doc_id).iloc[0]
    head = " · ".join(
        str(about[name]) for name in ("source", "date", "path") if pd.notna(about[name])
    )
    return (
        f"<article><p>{_text(head)}</p><p style='white-space: pre-wrap'>"
        f"{_text(text[:start])}<mark>{_text(text[start:end])}</mark>"
        f"{_text(text[end:])}</p></article>"
    )


def show_actor(desk: Desk, actor: str) -> View:
    """Show an actor: names found, timeline, company, tone by voice, sentences.

    Parameters
    ----------
    desk : Desk
    actor : str
        actor_id or display name.

    Returns
    -------
    View
        Parts: "names" (surface, alias_kind, mentions), "timeline" (month,
        sentences, documents), "company" (actor_id, observed, expected, ratio of
        sentences; not tested), "tone" (voice, sentences scored, mean valence;
        not validated), "sentences" (the most negative and most positive).
    """
    actor = find_actor(desk, actor)
    one = desk.query("SELECT * FROM mentions WHERE actor_id = ?", actor)
    names = (
        one.groupby(["surface", "alias_kind"]).size().rename("mentions").reset_index()
    )
    order = ["mentions", "surface", "alias_kind"]
    names = names.sort_values(order, ascending=[False, True, True], ignore_index=True)
    places = one[["doc_id", "sentence_id"]].drop_duplicates()
    cursor = desk.connection.cursor()
    cursor.register("places", places)
    company = cursor.execute(
        "SELECT actor_id, count(DISTINCT (doc_id, sentence_id)) AS observed, "
        "any_value(sentences) * ? / any_value(n) AS expected, "
        "observed / expected AS ratio FROM mentions SEMI JOIN places USING (doc_id, "
        "sentence_id) JOIN totals USING (actor_id), size WHERE actor_id <> ? "
        "GROUP BY actor_id ORDER BY observed DESC, actor_id",
        [len(places), actor],
    ).df()
    tone = cursor.execute(
        "SELECT voice, count(valence) AS scored, avg(valence) AS mean FROM places JOIN "
        "sentence_valence USING (doc_id, sentence_id) JOIN (SELECT doc_id, "
        "sentence_id, voice FROM sentences SEMI JOIN places USING (doc_id, "
        "sentence_id)) USING (doc_id, sentence_id) GROUP BY voice ORDER BY voice"
    ).df()
    ends = cursor.execute(
        "SELECT doc_id, sentence_id, valence FROM places JOIN sentence_valence USING "
        "(doc_id, sentence_id) WHERE valence IS NOT NULL AND NOT isnan(valence) "
        "ORDER BY valence, doc_id, sentence_id"
    ).df()
    ends = pd.concat([ends.head(3), ends.tail(3).iloc[::-1]]).drop_duplicates()
    told = _sentences(desk, ends).assign(valence=ends["valence"].to_numpy())
    told = told[[*_LINE, "valence", "voice", "source", "text"]]
    parts = [
        Part("names", "Found as", names, order[1:], one, "mentions"),
        Part("timeline", "Over time", _timeline(desk, places), ["month"]),
        Part("company", "In one sentence with", company, ["actor_id"]),
        Part("tone", "Tone by voice (VADER, not validated)", tone, ["voice"]),
        Part("sentences", "Most negative and most positive", told, _LINE, told),
    ]
    title = f"{desk.names[actor]}: {len(one):,} mentions in {len(places):,} sentences"
    return View("actor", {"actor": actor}, title, parts)


def _timeline(desk: Desk, places: pd.DataFrame) -> pd.DataFrame:
    """Count sentences and documents by month; "undated" comes last."""
    cursor = desk.connection.cursor()
    cursor.register("places", places)
    return cursor.execute(
        "SELECT coalesce(strftime(date, '%Y-%m'), 'undated') AS month, count(*) AS "
        "sentences, count(DISTINCT doc_id) AS documents FROM places JOIN documents "
        "USING (doc_id) GROUP BY 1 ORDER BY 1"
    ).df()


def show_pair(desk: Desk, a: str, b: str, *, top: int = 50) -> View:
    """Show two actors: how often in one sentence, when, and the sentences.

    Parameters
    ----------
    desk : Desk
    a, b : str
        actor_id or display name.
    top : int
        Sentences that are shown, newest first.

    Returns
    -------
    View
        Parts: "timeline", "verbs" (subject, verb, object ... of the sentences
        that say so) and "lines".
    """
    a, b = sorted((find_actor(desk, a), find_actor(desk, b)))
    spans = desk.query(
        "SELECT * FROM mentions WHERE actor_id IN (?, ?) QUALIFY min(actor_id) OVER "
        "(PARTITION BY doc_id, sentence_id) < max(actor_id) OVER (PARTITION BY "
        "doc_id, sentence_id) ORDER BY doc_id, start",
        *(a, b),
    )
    places = spans[["doc_id", "sentence_id"]].drop_duplicates()
    margins = desk.query("FROM totals WHERE actor_id IN (?, ?)", a, b)["sentences"]
    expected = margins.prod() / desk.query("FROM size")["n"].iloc[0]
    cursor = desk.connection.cursor()
    cursor.register("places", places)
    newest = cursor.execute(
        "SELECT doc_id, sentence_id FROM places JOIN documents USING (doc_id) ORDER BY "
        "date DESC NULLS LAST, doc_id, sentence_id"
    ).df()
    verbs = direction(_sentences(desk, newest.head(20 * top)), spans)
    lines = _lines(desk, newest.head(top), spans[[*_LINE, "actor_id"]])
    title = (
        f"{desk.names[a]} and {desk.names[b]}: {len(places):,} sentences with both, "
        f"{expected:,.1f} expected"
    )
    parts = [
        Part("timeline", "Over time", _timeline(desk, places), ["month"]),
        Part("verbs", "Who does what", verbs, ["doc_id", "start", "end"], verbs),
        Part("lines", "Sentences", lines, ["doc_id", "start", "end"], lines),
    ]
    return View("pair", {"a": a, "b": b, "top": top}, title, parts)


def compare(desk: Desk, target: dict, reference: dict, *, top: int = 30) -> View:
    """Compare the terms of two groups of documents.

    Parameters
    ----------
    desk : Desk
    target, reference : dict
        Any of source, since, until: ``{"source": "Wire"}``,
        ``{"since": "2022-02-24", "until": "2022-03-31"}``.
    top : int
        Terms of each side.

    Returns
    -------
    View
        One part, "terms": of `analysis.keyness` on the groups' sums, the terms
        most typical of each side. q is left out: between two groups of whole
        texts it would say only that they differ.
    """
    sides = [
        desk.query(
            "SELECT term, sum(n)::BIGINT AS n FROM term_counts SEMI JOIN (SELECT "
            "doc_id FROM documents WHERE ($1 IS NULL OR source = $1) AND ($2 IS NULL "
            "OR date >= $2::TIMESTAMPTZ) AND ($3 IS NULL OR date < $3::TIMESTAMPTZ + "
            "INTERVAL 1 DAY)) USING (doc_id) GROUP BY term ORDER BY term",
            *(side.get(name) for name in ("source", "since", "until")),
        )
        for side in (target, reference)
    ]
    table = keyness(*sides)
    columns = ["term", "n_target", "n_reference", "log_ratio", "low", "high", "lrc"]
    ends = pd.concat([table.head(top), table.tail(top)]).drop_duplicates("term")
    title = f"{_group(target)} against {_group(reference)}"
    options = {"target": target, "reference": reference, "top": top}
    part = Part("terms", "Most typical terms of either side", ends[columns], ["term"])
    return View("compare", options, title, [part])


def _group(side: dict) -> str:
    """Say which documents a group has."""
    return ", ".join(f"{name} {value}" for name, value in side.items()) or "all"


def show_names(desk: Desk, *, top: int = 50) -> View:
    """Show the names in doubt; `add_alias` decides one."""
    table = desk.corpus.unresolved.head(top)
    title = f"{len(desk.corpus.unresolved):,} names in doubt"
    part = Part("names", "Not resolved", table, ["surface", "reason", "candidates"])
    return View("names", {"top": top}, title, [part])
