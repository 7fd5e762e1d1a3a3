"""Views of a corpus that answer at once: search, actor, pair, comparison, names.

Each is one call on a `Desk` and returns a `View`: tables with the spans behind
them, which show themselves in a notebook with or without a kernel.
"""

import re
from functools import partial

import pandas as pd

from analysis.explore.desk import Desk, count, find_actor
from analysis.explore.view import LINE, Part, View, to_text
from analysis.terms.keyness import keyness
from overture.voice import direction

_OF = "SELECT DISTINCT sid FROM named WHERE actor_id = "


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
        One part, "lines": line, doc_id, sentence_id, start, end, date, source, left,
        keyword, right. Its title says how many sentences match in all.

    Examples
    --------
    >>> from analysis.explore.desk import open_desk
    >>> desk = open_desk("seeds/documents")
    >>> found = search(desk, "Peace  Plan")
    >>> found.title
    '1 sentence with “Peace Plan”'
    >>> found.parts[0].table["keyword"].tolist()
    ['peace plan']
    """
    query = " ".join(query.split())
    if not query:
        return View("search", {"query": ""}, "Type a word, a phrase or actor:NAME", [])
    if query.lower().startswith("actor:"):
        actor = find_actor(desk, query[6:])
        pattern = None
        rows, values = f"lines WHERE sid IN ({_OF}?)", (actor,)
    else:
        edge = r"\b" if query[0].isascii() and query[0].isalnum() else ""
        pattern = re.compile(edge + re.escape(query), re.IGNORECASE)
        rows = "sentences JOIN lines USING (sid) WHERE text ILIKE ? ESCAPE '$' "
        rows += "AND regexp_matches(text, ?)"
        like = "%" + re.sub(r"([%_$])", r"$\1", query) + "%"
        values = like, "(?i)" + pattern.pattern
    found = desk.query(
        f"SELECT sid, count(*) OVER () AS n FROM {rows} ORDER BY place LIMIT ?",
        *(*values, top),
    )
    near = _sentences(desk, found["sid"])
    spans = _matches(near, pattern) if pattern else _spans(desk, near["sid"], actor)
    total = int(found["n"].iloc[0]) if len(found) else 0
    what = f"{count(total, 'sentence')} with “{query}”"
    if total > top:
        what += f", the newest {top}"
    lines = _list("lines", "Concordance", _lines(near, spans))
    return View("search", {"query": query, "top": top}, what, [lines])


def _spans(desk: Desk, sids, *actors: str) -> pd.DataFrame:
    """Return the mentions of actors in some sentences."""
    return desk.query(
        'SELECT sid, actor_id, start, "end" FROM named WHERE actor_id IN (SELECT '
        "unnest(?)) AND sid IN (SELECT unnest(?)) ORDER BY sid, start",
        *(list(actors), list(sids)),
    )


def _matches(sentences: pd.DataFrame, pattern: re.Pattern) -> pd.DataFrame:
    """Return where a pattern stands in sentences."""
    found = [
        (row.sid, row.start + match.start(), row.start + match.end())
        for row in sentences.itertuples()
        for match in pattern.finditer(row.text)
    ]
    return pd.DataFrame(found, columns=["sid", "start", "end"])


def _lines(sentences: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Return a concordance line for each span in some sentences."""
    lines = sentences.rename(columns={"start": "at", "end": "_"}).merge(spans, on="sid")
    lines = lines.sort_values(["place", "start", "end"], ignore_index=True)
    parts = [
        (text[: start - at][-80:], text[start - at : end - at], text[end - at :][:80])
        for text, at, start, end in lines[["text", "at", "start", "end"]].to_numpy()
    ]
    cut = pd.DataFrame(parts, columns=["left", "keyword", "right"], dtype="str")
    return lines[[*LINE, "date", "source"]].join(cut)


def _list(name: str, title: str, table: pd.DataFrame) -> Part:
    """Return a part whose rows are spans, numbered: their key in an exhibit."""
    table = table.reset_index(drop=True)
    table.insert(0, "line", range(1, len(table) + 1))
    return Part(name, title, table, ["line"], table)


def _sentences(desk: Desk, sids) -> pd.DataFrame:
    """Return sentences with what is known of them, newest first."""
    return desk.query(
        'SELECT sid, place, doc_id, sentence_id, start, "end", voice, valence, date, '
        "source, text FROM sentences JOIN lines USING (sid) JOIN documents USING (d) "
        "WHERE sid IN (SELECT unnest(?)) ORDER BY place",
        list(sids),
    )


def read_text(desk: Desk, doc_id: str, start: int = 0, end: int = 0) -> str:
    """Return a document as HTML, with a span marked."""
    text = desk.corpus.read_text(doc_id)
    about = desk.query("FROM documents WHERE doc_id = ?", doc_id).iloc[0]
    head = " · ".join(map(str, about[["source", "date", "path"]].dropna()))
    before, marked, after = (
        "<br>".join(map(to_text, piece.split("\n")))
        for piece in (text[:start], text[start:end], text[end:])
    )
    body = f"{before}<mark>{marked}</mark>{after}"
    return f"<article><p>{to_text(head)}</p><p>{body}</p></article>"


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

    Examples
    --------
    >>> from analysis.explore.desk import open_desk
    >>> page = show_actor(open_desk("seeds/documents"), "Ukraine")
    >>> [part.title for part in page.parts[:3]]
    ['Found as', 'Over time', 'In one sentence with']
    """
    actor = find_actor(desk, actor)
    names = desk.query(
        "SELECT surface, alias_kind, count(*) AS mentions FROM named WHERE "
        "actor_id = ? GROUP BY ALL ORDER BY mentions DESC, surface, alias_kind",
        actor,
    )
    company = desk.query(
        f"WITH mine AS ({_OF}$1), n AS (SELECT (SELECT count(*) FROM mine) / (SELECT "
        "count(*) FROM lines) AS share) SELECT actor_id, count(DISTINCT sid) AS "
        "observed, any_value(sentences * share) AS expected, observed / expected AS "
        "ratio FROM named SEMI JOIN mine USING (sid) JOIN totals USING (actor_id), n "
        "WHERE actor_id <> $1 GROUP BY actor_id ORDER BY observed DESC, actor_id",
        actor,
    )
    scored = f"FROM lines WHERE sid IN ({_OF}?) AND NOT isnan(valence)"
    tone = desk.query(
        "SELECT voice, count(*) AS scored, avg(valence) AS mean "
        f"{scored} GROUP BY voice ORDER BY voice",
        actor,
    )
    ends = desk.query(
        f"{scored} QUALIFY row_number() OVER (ORDER BY valence, place) <= 3 OR "
        "row_number() OVER (ORDER BY valence DESC, place) <= 3",
        actor,
    )["sid"]
    told = _sentences(desk, ends).sort_values("valence", kind="stable")
    told = told[[*LINE, "valence", "voice", "source", "text"]]
    timeline = _timeline(desk, f"{_OF}?", actor)
    evidence = partial(
        desk.query,
        'SELECT doc_id, surface, alias_kind, start, "end" FROM named JOIN lines USING '
        "(sid) JOIN documents USING (d) WHERE actor_id = ? ORDER BY doc_id, start",
        actor,
    )
    key = ["surface", "alias_kind"]
    parts = [
        Part("names", "Found as", names, key, evidence, "mentions"),
        Part("timeline", "Over time", timeline, ["month"]),
        Part("company", "In one sentence with", company, ["actor_id"]),
        Part("tone", "Tone by voice (VADER, not validated)", tone, ["voice"]),
        _list("sentences", "Most negative and most positive", told),
    ]
    title = f"{desk.names[actor]}: {count(names['mentions'].sum(), 'mention')} in "
    title += count(timeline["sentences"].sum(), "sentence")
    return View("actor", {"actor": actor}, title, parts)


def _timeline(desk: Desk, sids: str, *values) -> pd.DataFrame:
    """Count sentences and documents by month; "undated" comes last."""
    return desk.query(
        "SELECT coalesce(strftime(date, '%Y-%m'), 'undated') AS month, count(*) AS "
        "sentences, count(DISTINCT d) AS documents FROM lines JOIN documents USING (d) "
        f"WHERE sid IN ({sids}) GROUP BY 1 ORDER BY 1",
        *values,
    )


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

    Examples
    --------
    >>> from analysis.explore.desk import open_desk
    >>> desk = open_desk("seeds/documents")
    >>> [part.name for part in show_pair(desk, "Russia", "Ukraine").parts]
    ['timeline', 'verbs', 'lines']
    """
    a, b = sorted((find_actor(desk, a), find_actor(desk, b)))
    both = f"{_OF}$1 INTERSECT {_OF}$2"
    rows = desk.query(f"FROM lines WHERE sid IN ({both}) ORDER BY place", a, b)
    margins = desk.query("FROM totals WHERE actor_id IN (?, ?)", a, b)["sentences"]
    expected = margins.prod() / desk.query("SELECT count(*) AS n FROM lines")["n"][0]
    near = _sentences(desk, rows["sid"].head(20 * top))
    spans = _spans(desk, near["sid"], a, b)
    places = near[["sid", "doc_id", "sentence_id"]]
    verbs = direction(near, spans.merge(places, on="sid"))
    title = (
        f"{desk.names[a]} and {desk.names[b]}: {count(len(rows), 'sentence')} with "
        f"both, {expected:,.1f} expected"
    )
    parts = [
        Part("timeline", "Over time", _timeline(desk, both, a, b), ["month"]),
        _list("verbs", "Who does what", verbs),
        _list("lines", "Sentences", _lines(near.head(top), spans)),
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

    Examples
    --------
    >>> from analysis.explore.desk import open_desk
    >>> desk = open_desk("seeds/documents")
    >>> compare(desk, {"since": "2022-02-24"}, {"until": "2022-02-23"}).title
    'since 2022-02-24 against until 2022-02-23'
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
    part = Part("terms", "Most typical terms of either side", ends[columns], ["term"])
    options = {"target": target, "reference": reference, "top": top}
    return View("compare", options, title, [part])


def _group(side: dict) -> str:
    """Say which documents a group has."""
    return ", ".join(f"{name} {value}" for name, value in side.items()) or "all"


def show_names(desk: Desk, *, top: int = 50) -> View:
    """Show the names in doubt; `analysis.explore.saving.add_alias` decides one.

    Examples
    --------
    >>> from analysis.explore.desk import open_desk
    >>> show_names(open_desk("seeds/documents")).parts[0].title
    'Not resolved'
    """
    table = desk.corpus.unresolved.head(top)
    title = f"{len(desk.corpus.unresolved):,} names in doubt"
    part = Part("names", "Not resolved", table, ["surface", "reason", "candidates"])
    return View("names", {"top": top}, title, [part])
