"""The explorer: widgets around the views, for JupyterLab and Notebook 7.

Every tab calls one view and shows what it returns; a line that is chosen opens
its document. In a run or a test, where no one can click, the explorer is its text.
"""

import os
from functools import partial
from html import escape

import ipywidgets as w
import itables
from IPython.display import HTML, Javascript, display

from analysis.explore import saving, views
from analysis.explore.desk import find_actor, open_desk
from overture.names import TYPES

_REPEATED = "SOURCE_DATE_EPOCH"  # set by runs and tests, the same bytes each time
_ROW = {"flex_flow": "row wrap"}
# Otherwise the notebook takes arrows from lists and tabs, and letters from buttons.
_OWN_KEYS = """\
const claim = (tries) => {
  const area = element.closest(".jp-OutputArea");  // not yet, while it is drawn
  if (!area && tries) setTimeout(claim, 100, tries - 1);
  area?.addEventListener("focusin", (event) =>
    event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
};
claim(600);
"""


class Explorer:
    """Widgets for one corpus, which display themselves.

    `desk` is for views called by hand (``views.search(explorer.desk, "peace")``);
    `view` is the present one, or None.
    """

    def __init__(self, path, *, actors, exhibits="seeds/exhibits.yaml", store=None):
        self.path, self.actors, self.exhibits = str(path), actors, exhibits
        self.store = store
        self.desk = open_desk(path, actors=actors, store=store)
        self.view: views.View | None = None

    def _ipython_display_(self) -> None:
        if _REPEATED in os.environ:
            text = f"{self.desk}: run this notebook in JupyterLab to explore it."
            display(HTML(f"<p>{escape(text)}</p>"))
        else:
            display(self.build(), Javascript(_OWN_KEYS))

    def build(self) -> w.Widget:
        """Return the widgets: choice, tabs, what was found, and what to do with it."""
        self.said, self.title, self.text = w.HTML(), w.HTML(), w.HTML()
        self.lines = w.Select(rows=10, layout={"width": "auto"}, description="Lines")
        self.lines.observe(self._open, "value")
        self.tables = w.Output()
        ready = w.Output()  # of its own: tables are cleared, maybe before it has run
        with ready:
            itables.init_notebook_mode(connected=False)
        self._actor_boxes: list[w.Combobox] = []
        actor, pair = (
            partial(self._show, v) for v in (views.show_actor, views.show_pair)
        )
        tabs = {
            "Search": self._search(),
            "Actor": self._form("Show", actor, self._actor("Actor")),
            "Pair": self._form("Show", pair, self._actor("Actor"), self._actor("and")),
            "Compare": self._compare(),
            "Names": self._names(),
        }
        slug = _field("Name", placeholder="small-letters-and-hyphens")
        keep = self._form("Add to report", self._keep, slug)
        found = (self.said, self.title, self.lines, self.text, self.tables)
        tabs = w.Tab(list(tabs.values()), titles=list(tabs))
        return w.VBox([self._choice(), tabs, *found, keep, ready])

    def _form(self, label: str, call, *boxes) -> w.Widget:
        """Return boxes and a button that calls with their values."""
        button = w.Button(description=label)
        button.on_click(lambda _: self._try(call, *(box.value for box in boxes)))
        return w.HBox([*boxes, button], layout=_ROW)

    def _actor(self, label: str) -> w.Combobox:
        """Return a box that proposes the actors that are mentioned."""
        box = _field(label, w.Combobox, options=list(map(str, self.desk.names)))
        self._actor_boxes.append(box)
        return box

    def _choice(self) -> w.Widget:
        sources = w.SelectMultiple(
            options=self._sources(), description="Sources", rows=3
        )

        def choose(path, since, until, chosen):
            self.path = path
            self._reopen(since=since or None, until=until or None, sources=list(chosen))
            sources.options = self._sources()

        since = _field("Since", placeholder="2022-02-24")
        until = _field("Until", placeholder="2022-03-31")
        corpus = _field("Corpus", value=self.path)
        return self._form("Open", choose, corpus, since, until, sources)

    def _sources(self) -> list[str]:
        return sorted(self.desk.documents["source"].dropna().unique())

    def _reopen(self, **choice) -> None:
        self.desk = open_desk(self.path, actors=self.actors, store=self.store, **choice)
        for box in self._actor_boxes:
            box.options = list(map(str, self.desk.names))
        self._tell(f"{self.desk} is open")

    def _search(self) -> w.Widget:
        box = w.Text(description="Search", placeholder="word, phrase or actor:NAME")
        box.observe(
            lambda change: self._try(self._show, views.search, change["new"]), "value"
        )
        self.search_box = box
        return box

    def _compare(self) -> w.Widget:
        names = ("source", "since", "until")
        one, other = (
            [_field(f"{side} {name}") for name in names] for side in ("One", "Other")
        )

        def show(*values):
            self._show(
                views.compare,
                *(
                    {k: v for k, v in zip(names, side, strict=True) if v}
                    for side in (values[:3], values[3:])
                ),
            )

        form = self._form("Compare", show, *one, *other)
        rows = (one, other, form.children[-1:])
        return w.VBox([w.HBox(row, layout=_ROW) for row in rows])

    def _names(self) -> w.Widget:
        kind = w.Dropdown(options=TYPES, description="if new, a")

        def write(alias, name, kind):
            name = name.strip()
            try:
                known = find_actor(self.desk, name)
            except ValueError:
                known = "-".join(name.lower().split())
            saving.add_alias(self.actors, alias.strip(), known, name=name, type=kind)
            self._reopen(**self.desk.options)
            self._tell(f"{alias} now counts as {name}")

        boxes = _field("Alias"), self._actor("is actor"), kind
        show = self._form("Show names", partial(self._show, views.show_names))
        return w.VBox([show, self._form("Add to actors.yaml", write, *boxes)])

    def _try(self, call, *arguments) -> None:
        """Call, and say what was wrong instead of a traceback."""
        try:
            call(*arguments)
        except (ValueError, OSError) as error:
            self._tell(str(error))

    def _tell(self, text: str) -> None:
        """Show a line that a screen reader says at once."""
        self.said.value = f'<p role="alert"><strong>{escape(text)}</strong></p>'

    def _show(self, view, *arguments) -> None:
        """Show a view: lines to open, and its other tables."""
        self.view = view(self.desk, *arguments)
        self.said.value = self.text.value = ""
        title = escape(self.view.title)
        self.title.value = f'<div role="status"><h3>{title}</h3></div>'
        lines = [part.table for part in self.view.parts if part.name == "lines"]
        self._spans = lines[0] if lines else None
        self.lines.options = [
            (f"{row.left}[{row.keyword}]{row.right}", i)
            for i, row in enumerate(lines[0].itertuples() if lines else ())
        ]
        self.lines.value = None
        self.lines.layout.display = "" if lines else "none"
        self.tables.outputs = ()
        with self.tables:
            for part in self.view.parts:
                if part.name != "lines":
                    display(HTML(f"<h4>{escape(part.title)}</h4>"))
                    itables.show(part.table, display_logo_when_loading=False)

    def _open(self, change) -> None:
        """Show the document of the line that was chosen."""
        if change["new"] is not None:
            line = self._spans.iloc[change["new"]]
            place = line["doc_id"], int(line["start"]), int(line["end"])
            self.text.value = views.read_text(self.desk, *place)

    def _keep(self, slug: str) -> None:
        """Put the present view into the report."""
        if self.view is None:
            message = "there is no view to keep; search or show something first"
            raise ValueError(message)
        saving.add_to_report(self.view, slug, self.exhibits)
        self._tell(f"{slug} is in the report from its next run on")


def _field(label: str, kind=w.Text, **options) -> w.Widget:
    """Return a field that sends what was typed at once, before a click can."""
    return kind(description=label, continuous_update=False, **options)


def explore(path, *, actors, exhibits="seeds/exhibits.yaml", store=None) -> Explorer:
    """Open a corpus on the desk; the last line of a cell shows it.

    Parameters
    ----------
    path, actors, store
        As for `analysis.open_corpus`.
    exhibits : str
        The file of views that the report keeps.

    Examples
    --------
    >>> explore("seeds/documents", actors="seeds/actors.yaml").desk
    Desk('documents', 1 document)
    """
    return Explorer(path, actors=actors, exhibits=exhibits, store=store)
