"""The explorer: widgets around the views, for JupyterLab and Notebook 7.

Every tab calls one view and shows what it returns; a line that is chosen opens
its document. In a run or a test, where no one can click, the explorer is its text.
"""

import os
from html import escape

import ipywidgets as w
import itables
from IPython.display import HTML, Javascript, display

from analysis.explore import saving, views
from analysis.explore.desk import find_actor, open_desk
from overture.names import TYPES

_REPEATED = "SOURCE_DATE_EPOCH"  # set by runs and tests, the same bytes each time
_WIDE = {"width": "auto"}
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
        self.said = w.HTML()
        self.title = w.HTML()
        self.lines = w.Select(rows=10, layout=_WIDE, description="Lines")
        self.text = w.HTML()
        self.tables = w.Output()
        self.lines.observe(self._open, "value")
        ready = w.Output()  # of its own: tables are cleared, maybe before it has run
        with ready:
            itables.init_notebook_mode(connected=False)
        slug = _field("Name", placeholder="small-letters-and-hyphens")
        keep = w.Button(description="Add to report")
        keep.on_click(lambda _: self._try(self._keep, slug.value))
        tabs = w.Tab([self._search(), self._actor(), self._pair(), self._compare()])
        tabs.children = (*tabs.children, self._names())
        tabs.titles = ("Search", "Actor", "Pair", "Compare", "Names")
        found = (self.title, self.lines, self.text, self.tables)
        row = w.HBox([slug, keep])
        return w.VBox([self._choice(), tabs, self.said, *found, row, ready])

    def _choice(self) -> w.Widget:
        corpus = _field("Corpus", value=self.path)
        since = _field("Since", placeholder="2022-02-24")
        until = _field("Until", placeholder="2022-03-31")
        known = sorted(self.desk.documents["source"].dropna().unique())
        sources = w.SelectMultiple(options=known, description="Sources", rows=3)
        button = w.Button(description="Open")

        def choose():
            choice = {"since": since.value or None, "until": until.value or None}
            choice["sources"] = list(sources.value)
            self.path = corpus.value
            self._reopen(**choice)
            sources.options = sorted(self.desk.documents["source"].dropna().unique())

        button.on_click(lambda _: self._try(choose))
        return w.HBox([corpus, since, until, sources, button], layout=_ROW)

    def _reopen(self, **choice) -> None:
        self.desk = open_desk(self.path, actors=self.actors, store=self.store, **choice)
        for box in self._boxes:
            box.options = list(map(str, self.desk.names))
        self._tell(f"{self.desk} is open")

    def _search(self) -> w.Widget:
        box = w.Text(description="Search", placeholder="word, phrase or actor:NAME")
        box.observe(
            lambda change: self._try(self._show, views.search, change["new"]), "value"
        )
        self.search_box = box
        return box

    def _actor_box(self, label: str) -> w.Combobox:
        self._boxes = [*getattr(self, "_boxes", []), _field(label, w.Combobox)]
        self._boxes[-1].options = list(map(str, self.desk.names))
        return self._boxes[-1]

    def _actor(self) -> w.Widget:
        return self._asked(views.show_actor, self._actor_box("Actor"))

    def _pair(self) -> w.Widget:
        boxes = self._actor_box("Actor"), self._actor_box("and")
        return self._asked(views.show_pair, *boxes)

    def _asked(self, view, *boxes) -> w.Widget:
        """Return boxes and a button that shows a view of their values."""
        button = w.Button(description="Show")
        button.on_click(
            lambda _: self._try(self._show, view, *(box.value for box in boxes))
        )
        return w.HBox([*boxes, button], layout=_ROW)

    def _compare(self) -> w.Widget:
        names = ("source", "since", "until")
        sides = [
            [_field(f"{side} {name}") for name in names] for side in ("One", "Other")
        ]
        button = w.Button(description="Compare")

        def groups():
            return [
                {name: box.value for name, box in zip(names, side, strict=True)}
                for side in sides
            ]

        def given():
            return [{k: v for k, v in side.items() if v} for side in groups()]

        button.on_click(lambda _: self._try(self._show, views.compare, *given()))
        return w.VBox([*(w.HBox(side, layout=_ROW) for side in sides), button])

    def _names(self) -> w.Widget:
        button = w.Button(description="Show names")
        button.on_click(lambda _: self._try(self._show, views.show_names))
        alias = _field("Alias")
        actor = self._actor_box("is actor")
        kind = w.Dropdown(options=TYPES, description="if new, a")
        add = w.Button(description="Add to actors.yaml")

        def write():
            name = actor.value.strip()
            try:
                known = find_actor(self.desk, name)
            except ValueError:
                known = "-".join(name.lower().split())
            saving.add_alias(
                self.actors, alias.value.strip(), known, name=name, type=kind.value
            )
            self._reopen(**self.desk.options)
            self._tell(f"{alias.value} now counts as {name}")

        add.on_click(lambda _: self._try(write))
        return w.VBox([button, w.HBox([alias, actor, kind, add], layout=_ROW)])

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
