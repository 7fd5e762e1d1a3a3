"""PDF: the report for print, tagged (PDF/UA-1), set by typst.

Texts reach typst as data, never as markup. Fonts are those that come with
matplotlib and typst, so that no machine sets it differently.
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from overture.press.view import on_paper

ROWS = 15  # rows of a table on paper; its CSV has all
_HERE = Path(__file__).parent
_TOLD = ("name", "title", "caption", "method", "banner", "alt", "basis")


def to_pdf(page: dict[str, Any], *, epoch: int = 0) -> bytes:
    """Return the report as PDF.

    Parameters
    ----------
    page : dict
        What is shown, as `overture.press.build.describe` returns it.
    epoch : int
        Time of creation that the file states, seconds since 1970.
    """
    import matplotlib as mpl
    import typst

    fonts = Path(mpl.get_data_path(), "fonts", "ttf")
    with tempfile.TemporaryDirectory(prefix="workbook-pdf-") as folder:
        root = Path(folder)
        shutil.copyfile(_HERE / "report.typ", root / "report.typ")
        sections = [
            section
            | {"exhibits": [_show(shown, root) for shown in section["exhibits"]]}
            for section in page["sections"]
        ]
        text = json.dumps(page | {"sections": sections}, ensure_ascii=False)
        (root / "report.json").write_text(text, encoding="utf-8")
        return typst.compile(
            str(root / "report.typ"),
            root=str(root),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=epoch,
        )


def _show(shown: dict[str, Any], root: Path) -> dict[str, Any]:
    """Return what the template shows of an exhibit, its figure put in place."""
    told = {name: shown[name] for name in _TOLD} | on_paper(shown, ROWS)
    figure, told["image"] = shown["folder"] / "figure.svg", ""
    if figure.exists():
        told["image"] = f"{shown['name']}.svg"
        shutil.copyfile(figure, root / told["image"])
    return told
