"""Losses: exhibits that could not be made, while the rest of a notebook is.

A cell that fails after the notebook has loaded its data costs the exhibits that
it shows. What it did not get to assign is forgotten, so that no later cell shows
a value of before as if it were the new one; a cell that wants such a name is
lost by the same cause. The page gets one plain line, a log the traceback.
"""

import ast
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

TITLE = "This exhibit could not be made"
_SHOWS = re.compile(r"\b(?:show|exhibit)\w*\(")
_NAMED = re.compile(r"\b(?:show|exhibit)\(\s*[\"']([a-z0-9-]+)[\"']")
_IMPORTS = (ast.Import, ast.ImportFrom)
_LONGEST = 200  # characters of an error's message that a page shows
# What would differ on another machine, and what to write for it.
_PLACES = (
    (re.compile(r"\x1b\[[0-9;]*m"), ""),  # colours of a terminal
    (re.compile(r"(?<![\w.])(?:/[^\s/'\":,)]+)+/([^\s/'\":,)]+)"), r"\1"),
    (re.compile(r" at 0x[0-9a-f]+"), ""),
)


@dataclass
class Losses:
    """What a notebook lost, noted while it runs.

    Attributes
    ----------
    folder : Path
        Where the notebook writes its exhibits.
    labels : dict
        What to write for paths of this machine.
    missing : list of str
        Each exhibit that could not be made, with the reason.
    log : list of str
        The errors with their tracebacks.
    causes : dict
        The reason why a name is not there, by name.
    """

    folder: Path
    labels: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    causes: dict[str, str] = field(default_factory=dict)

    def note(self, cells: list, index: int, error) -> tuple[str, list[str]]:
        """Note that a cell failed; return why, and the names it did not assign.

        The exhibits that it would have shown are put into `folder` as exhibits
        without table, in the order in which they would have been made.
        """
        source, heading = cells[index].source, find_heading(cells, index)
        reason = self._explain(error.ename, error.evalue)
        lost = names_from(source, error.traceback)
        cause = reason if "under “" in reason else f"{reason}, under “{heading}”"
        self.causes |= dict.fromkeys(lost, cause)
        line = f"“{heading}”: {reason}"
        self.log.append(f"cell {index + 1}, {line}\n{error.traceback}")
        made = {path.parent.name for path in self.folder.glob("*/exhibit.json")}
        named = [slug for slug in _NAMED.findall(source) if slug not in made]
        if not named and _SHOWS.search(source):
            named = [f"not-made-{index + 1}"]
        for slug in named:
            self.missing.append(f"{slug}: {reason}")
            self._leave_word(slug, line, len(made))
            made.add(slug)
        return line, lost

    def everything(self) -> bool:
        """Tell whether no exhibit is left of those that there should have been."""
        made = len(list(self.folder.glob("*/exhibit.json"))) - len(self.missing)
        return bool(self.log) and made == 0

    def _explain(self, ename: str, evalue: str) -> str:
        """Return an error in one line, the first cause where a name is missing."""
        wanted = re.match(r"name '(\w+)' is not defined", evalue)
        if ename == "NameError" and wanted and wanted[1] in self.causes:
            return self.causes[wanted[1]]
        text = (evalue.strip().splitlines() or [""])[0]
        for path, label in self.labels.items():
            text = text.replace(path, label)
        for pattern, plain in _PLACES:
            text = pattern.sub(plain, text)
        if len(text) > _LONGEST:
            text = text[: _LONGEST - 1] + "…"
        return f"{ename}: {text}" if text else ename

    def _leave_word(self, slug: str, caption: str, order: int) -> None:
        """Write an exhibit that says that there is none."""
        about = dict.fromkeys(("unit", "method", "alt"), "")
        about |= dict.fromkeys(("key", "columns", "size", "marks"), [])
        about |= {"slug": slug, "title": TITLE, "caption": caption, "order": order}
        about |= {"n": 0, "rows": 0, "names": {}, "meanings": {}, "missing": True}
        about |= {"banner": None, "counts": None, "evidence_unit": "span"}
        place = self.folder / slug
        place.mkdir(parents=True, exist_ok=True)
        text = json.dumps(about, sort_keys=True)
        (place / "exhibit.json").write_text(text, encoding="utf-8")


def last_needed(cells: list) -> int:
    """Return the index of the last cell without which no exhibit can be made.

    The first cell after the parameters that does more than import loads the
    data; cells that follow it belong to it until one shows or text comes.
    """
    loads = -1
    for index, cell in enumerate(cells):
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" and loads >= 0:
            break
        if cell.cell_type != "code" or {"parameters", "injected-parameters"} & {*tags}:
            continue
        if loads >= 0 and _SHOWS.search(cell.source):
            break
        if loads >= 0 or not all(isinstance(s, _IMPORTS) for s in _parse(cell.source)):
            loads = index
    return loads if loads >= 0 else len(cells)


def find_heading(cells: list, index: int) -> str:
    """Return the heading that a cell stands under, as plain text."""
    for cell in reversed(cells[:index]):
        if cell.cell_type == "markdown":
            headings = re.findall(r"^#+ +(.+)$", cell.source, flags=re.MULTILINE)
            if headings:
                return re.sub(r"[*_`]", "", headings[-1]).strip()
    return f"cell {index + 1}"


def names_from(source: str, trace: str) -> list[str]:
    """Return the names that a cell assigns from the statement that failed on.

    Examples
    --------
    >>> names_from("a = 1\\nb, c = 1 / 0, 2\\nd = 3", "Cell In[3], line 2")
    ['b', 'c', 'd']
    """
    # IPython tells the line of the cell first, then those of what it called.
    found = re.search(r"Cell In\[\d+\], line (\d+)", _PLACES[0][0].sub("", trace))
    line = int(found[1]) if found else 0
    statements = [s for s in _parse(source) if (s.end_lineno or 0) >= line]
    names: dict[str, None] = {}  # in order, each once
    for node in (node for statement in statements for node in ast.walk(statement)):
        if isinstance(getattr(node, "ctx", None), ast.Store):
            while isinstance(node, ast.Subscript | ast.Attribute):
                node = node.value  # table["n"] = ... changes table
            if isinstance(node, ast.Name):
                names[node.id] = None
    return list(names)


def _parse(source: str) -> list[ast.stmt]:
    """Return the statements of a cell; none where it is not Python."""
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []
