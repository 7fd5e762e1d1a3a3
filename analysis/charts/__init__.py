"""Charts: a table in, a figure out, in one style, with marks and alternative text.

Each is drawn by seaborn and takes what it needs to know from the table's own story
(`overture.frame.tell`). What is said of a table in words is in `findings`.
"""

from analysis.charts.grid import matrix
from analysis.charts.panels import panels
from analysis.charts.plane import plane
from analysis.charts.rows import bars, dots, strips
from analysis.charts.ties import network

__all__ = ["bars", "dots", "matrix", "network", "panels", "plane", "strips"]
