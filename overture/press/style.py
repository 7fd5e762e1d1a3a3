"""One look for every figure, saved to the same bytes on every run.

A figure is made by `new_figure`, drawn on with the colours below, and saved by
`save_svg` and `save_png`. Marks (`mark_area`, `mark_line`, `mark_point`) say
which row of the exhibit's table a place in the figure shows, so that a reader
of the report can open the evidence behind it.
"""

import io
import re
from html import escape

import matplotlib as mpl
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

ACCENT = "#0173b2"  # of seaborn's colorblind palette the one with 4.5:1 on white
INK = "#1f2328"
MUTED = "#57606a"  # 6.4:1 on white
FAINT = "#d0d7de"  # rules and grid, never text
HATCHES = ("", "////", "....", "xxxx", "----", "\\\\\\\\", "oo", "++", "||||")
MARKERS = ("o", "s", "D", "^", "v", "P", "X", "<", ">")
HEAT = "cividis"

# What matplotlib writes about a figure of itself; None leaves it out.
_SVG_METADATA = ("Date", "Creator", "Format", "Type")

SETTINGS = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.prop_cycle": mpl.cycler(color=[ACCENT]),
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.8,
    "image.cmap": HEAT,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "text.color": INK,
    "text.parse_math": False,  # "$" in a name is a dollar
    "svg.hashsalt": "overture",
    "svg.fonttype": "path",
}


def styled():
    """Return the style as a context manager, for artists made after the figure.

    Also a decorator, `@styled()`. The user's own matplotlibrc has no effect
    inside.
    """
    return mpl.style.context(["default", SETTINGS])


def new_figure(width: float = 7.2, height: float = 4.0, **layout):
    """Return a figure in the workbook's style, and its axes.

    Parameters
    ----------
    width, height : float
        Inches. 7.2 is the width of the report's text.
    **layout
        As for `Figure.subplots`: nrows, ncols, sharex, width_ratios, ...

    Returns
    -------
    (Figure, Axes or array of Axes)
        Not known to pyplot: nothing global changes, nothing needs closing.
    """
    with styled():
        figure = Figure(figsize=(width, height), layout="constrained")
        figure.set_facecolor("white")
        return figure, figure.subplots(**layout)


def mark_area(ax: Axes, key, *, x=None, y=None) -> None:
    """Say that a rectangle shows the row named by `key`.

    Parameters
    ----------
    ax : Axes
    key : str or sequence
        Values of the exhibit's key columns. One value where the key has
        several columns stands for every row with it in any of them (a node
        among pairs).
    x, y : (float, float), optional
        Data coordinates; the whole axis by default, so `y=(i - 0.4, i + 0.4)`
        is the row of a bar chart with its label.
    """
    _add_mark(ax, key, "area", [x, y])


def mark_point(ax: Axes, key, x: float, y: float) -> None:
    """Say that the place (x, y) shows the row named by `key`."""
    _add_mark(ax, key, "point", [x, y])


def mark_line(ax: Axes, key, x: tuple, y: tuple) -> None:
    """Say that the line from (x[0], y[0]) to (x[1], y[1]) shows a row."""
    _add_mark(ax, key, "line", [x, y])


def _add_mark(ax: Axes, key, kind: str, place: list) -> None:
    """Keep a mark with its figure until the layout is known."""
    key = [key] if isinstance(key, str | int | float) else list(key)
    marks = ax.figure.__dict__.setdefault("_workbook_marks", [])
    marks.append((ax, [str(value) for value in key], kind, place))


def blank(text: str = "Nothing to show.") -> Figure:
    """Return a figure that says there is nothing to show."""
    figure, ax = new_figure(7.2, 1.2)
    ax.set_axis_off()
    ax.text(0, 0.5, text, color=MUTED)
    return describe(figure, text)


def describe(figure: Figure, text: str) -> Figure:
    """Give a figure its alternative text, for those who do not see it."""
    figure.__dict__["_workbook_alternative"] = text
    return figure


def alternative(figure: Figure) -> str:
    """Return the alternative text of a figure, "" where it has none."""
    return figure.__dict__.get("_workbook_alternative", "")


def find_marks(figure: Figure) -> list[dict]:
    """Return the figure's marks with their places, in the order they were made.

    Returns
    -------
    list of dict
        `key` (list of str), `kind` (area, line or point) and `box`
        (left, top, right, bottom; of a line its two ends) in thousandths of
        the figure's width and height from the top left.
    """
    with styled():
        figure.draw_without_rendering()
    width, height = figure.bbox.width, figure.bbox.height
    found = []
    marks = figure.__dict__.get("_workbook_marks", [])
    edges = {ax: ax.get_tightbbox().x0 for ax in dict.fromkeys(m[0] for m in marks)}
    for ax, key, kind, (x, y) in marks:
        left, top = edges[ax], ax.bbox.y1
        right, bottom = ax.bbox.x1, ax.bbox.y0
        xs, ys = (x, x) if kind == "point" else x, (y, y) if kind == "point" else y
        ends = [
            ax.transData.transform((xs[i] if xs else 0, ys[i] if ys else 0))
            for i in (0, 1)
        ]
        if xs:
            left, right = ends[0][0], ends[1][0]
        if ys:
            top, bottom = ends[0][1], ends[1][1]
        if kind == "area":
            left, right = min(left, right), max(left, right)
            top, bottom = max(top, bottom), min(top, bottom)
        box = (left / width, 1 - top / height, right / width, 1 - bottom / height)
        box = [int(round(1000 * float(value))) for value in box]
        found.append({"key": key, "kind": kind, "box": box})
    return found


def save_svg(figure: Figure, alt: str = "") -> bytes:
    """Return the figure as SVG, with its alternative text inside."""
    buffer = io.BytesIO()
    with styled():
        figure.savefig(buffer, format="svg", metadata=dict.fromkeys(_SVG_METADATA))
    # Without the reference to a document type, which no viewer needs.
    svg = re.sub(rb"<!DOCTYPE[^>]*>\s*", b"", buffer.getvalue(), count=1)
    described = rf'\1 role="img"><title>{_literal(alt)}</title>'
    return re.sub(rb"(<svg [^>]*)>", described.encode(), svg, count=1)


def _literal(text: str) -> str:
    """Return text for an SVG title, and for a replacement in a pattern."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    return escape(text).replace("\\", "\\\\")


def save_png(figure: Figure, *, dpi: int = 200) -> bytes:
    """Return the figure as PNG."""
    buffer = io.BytesIO()
    with styled():
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()
