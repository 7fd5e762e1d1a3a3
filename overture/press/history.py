"""History: a page that lists the reports of a folder, the newest first."""

import json
import os
from html import escape
from pathlib import Path

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Reports</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto;
  padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid }}
</style>
<main>
<h1>Reports</h1>
<p><a href="current/report.html">The current report</a></p>
<table>
<caption>All reports that are kept, the newest first</caption>
<thead><tr><th scope="col">Made</th><th scope="col">Title</th>
<th scope="col">Documents</th><th scope="col">Key</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</main>
</html>
"""


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
    rows = [
        f"<tr><td>{escape(report['started'])}</td>"
        f'<td><a href="history/{escape(report["name"])}/report.html">'
        f"{escape(report['title'])}</a></td><td>{report['files']}</td>"
        f"<td><code>{escape(report['key'][:12])}</code></td></tr>"
        for report in list_reports(reports)
    ]
    temporary = reports / ".index.html"
    temporary.write_text(_PAGE.format(rows="\n".join(rows)), encoding="utf-8")
    os.replace(temporary, reports / "index.html")
