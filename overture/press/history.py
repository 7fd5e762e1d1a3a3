"""History: a page that lists the reports of a folder, the newest first."""

import json
from pathlib import Path

from overture.press.manifest import replace_text


def list_reports(reports: Path) -> list[dict]:
    """Return name, title, key, time and number of input files of each report.

    The newest comes first.
    """
    found = []
    for folder in sorted((reports / "history").glob("*/")):
        try:
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            run = json.loads((folder / "run.json").read_text("utf-8"))
        except (OSError, ValueError):
            continue  # half removed: it is no longer a report
        found.append(
            {
                "name": folder.name,
                "title": manifest.get("title") or folder.name,
                "key": manifest.get("key", ""),
                "started": run.get("started", ""),
                "number": run.get("number", 0),
                "files": len(manifest.get("data", {}).get("corpus", {})),
            }
        )
    return sorted(found, key=lambda report: (-report["number"], report["name"]))


def number_report(built: Path, reports: Path) -> None:
    """Give a report that is about to be published the next number, in run.json.

    Reports are ordered by it, since a clock may be set back.
    """
    newest = max((report["number"] for report in list_reports(reports)), default=0)
    file = built / "run.json"
    run = json.loads(file.read_text("utf-8")) if file.exists() else {}
    file.write_text(json.dumps(run | {"number": newest + 1}, indent=1) + "\n", "utf-8")


def write_index(reports: Path) -> None:
    """Write index.html beside the reports, in one step."""
    import jinja2

    text = (Path(__file__).parent / "history.html").read_text(encoding="utf-8")
    page = jinja2.Template(text, autoescape=True, trim_blocks=True)
    replace_text(reports / "index.html", page.render(reports=list_reports(reports)))
