import hashlib
import json
import re
import subprocess
import sys

import pandas as pd
import pytest

from overture.press.build import build_report
from overture.press.publish import verify_files
from tests.overture.press.synthetic import HOSTILE, TEXTS, make_run, make_work


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = make_work(tmp_path_factory.mktemp("work"), TEXTS | HOSTILE)
    build_report(folder, folder / "report", run=make_run())
    return folder / "report"


def page_of(report):
    return (report / "report.html").read_text(encoding="utf-8")


def evidence_of(page):
    found = re.search(r'id="evidence-data">(.*?)</script>', page, re.DOTALL)
    return json.loads(found.group(1))


def test_report_has_its_parts(report):
    names = {path.name for path in report.iterdir()}
    assert names == {
        "datapackage.json",
        "evidence",
        "figures",
        "manifest.json",
        "notebooks",
        "report.docx",
        "report.html",
        "report.pdf",
        "ro-crate-metadata.json",
        "tables",
    }


def test_every_file_is_in_the_manifest_and_nothing_differs(report):
    assert verify_files(report) == []


def test_page_refers_to_nothing_outside(report):
    page = page_of(report).replace("http://www.w3.org/", "")
    page = re.sub(r'src="data:[^"]*"', "", page)
    assert not re.search(r"https?://|//[a-z]+\.|url\(|@import", page)


def test_no_text_of_a_document_becomes_markup(report):
    page = page_of(report)
    assert page.count("<script") == 2
    assert "<img src=x" not in page
    assert "onerror=window" not in re.sub(r'"[^"]*"', "", page.split("<main")[1])


def test_mark_places_are_those_of_the_counted_words(report):
    evidence = evidence_of(page_of(report))
    checked = 0
    for row, name in ((0, "Norland"), (1, "Ostia")):
        for number, *places in evidence["exhibits"]["actors"][str(row)][1]:
            # The script counts in UTF-16 units.
            text = evidence["texts"][number][0].encode("utf-16-le")
            for start, end in zip(places[::2], places[1::2], strict=True):
                assert text[2 * start : 2 * end].decode("utf-16-le") == name
                checked += 1
    assert checked > 15


def test_csv_has_no_formula(tmp_path):
    from overture.press.cells import to_csv

    cells = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "plain"]
    lines = to_csv(pd.DataFrame({"term": cells})).replace("\r", "R").splitlines()
    assert all(line.lstrip('"').startswith(("'", "plain")) for line in lines[1:])


def test_same_bytes_in_another_folder_and_process(report, tmp_path):
    script = (
        "import sys; from pathlib import Path;"
        "from tests.overture.press.synthetic import *;"
        "from overture.press.build import build_report;"
        "w = make_work(Path(sys.argv[1]), TEXTS | HOSTILE);"
        "build_report(w, w / 'report', run=make_run())"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "elsewhere")],
        check=True,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": ".", "PATH": "/usr/bin:/bin"},
    )
    manifest = (tmp_path / "elsewhere" / "report" / "manifest.json").read_bytes()
    assert manifest == (report / "manifest.json").read_bytes()


def test_manifest_hashes_are_those_of_the_files(report):
    told = json.loads((report / "manifest.json").read_text())["files"]
    for name, entry in told.items():
        data = (report / name).read_bytes()
        assert entry == {
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }


def test_pdf_is_tagged_and_names_its_language(report):
    from pypdf import PdfReader

    pdf = PdfReader(report / "report.pdf")
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "pdfuaid" in str(root["/Metadata"].get_object().get_data())
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "Which words carry the story?" in text
    assert "not within one article" in text


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Return the report on texts that were counted by hand, with a ledger."""
    folder = make_work(tmp_path_factory.mktemp("plain"), TEXTS)
    intake = pd.DataFrame(
        {
            "path": ["a.txt", "=b.txt"],
            "record": [0, 0],
            "status": ["parsed", "rejected"],
            "reason": [None, "<empty>"],
        }
    )
    build_report(folder, folder / "report", run=make_run(intake=intake))
    return folder / "report"


def test_docx_has_headings_tables_and_described_figures(report):
    from docx import Document

    document = Document(report / "report.docx")
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[:3] == [
        "Summary",
        "Which words carry the story?",
        "Who acts, and with whom?",
    ]
    assert len(document.tables) == 4
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described[0].startswith("Bar chart: ")
    assert all(described)


def test_summary_states_each_finding_with_its_basis(plain):
    summary = page_of(plain).split('id="summary"')[1].split("</section>")[0]
    # By hand: 8 + 8 + 7 names; 6 + 6 + 4 sentences, titles included.
    assert re.findall(r"n = ([\d,]+ \w+)", summary)[1:] == [
        "23 mentions",
        "16 sentences",
        "16 sentences",
    ]
    assert summary.count('data-rows="0"') == 4


def test_intake_puts_the_rejected_first(plain):
    page = page_of(plain)
    assert "2 records found: 1 parsed, 1 rejected, 0 copy." in page
    assert page.index("=b.txt") < page.index("<bdi>a.txt")
    assert "&lt;empty&gt;" in page
    assert "'=b.txt" in (plain / "tables" / "intake.csv").read_text()


def test_large_evidence_is_sampled_until_the_page_fits(plain, monkeypatch):
    from overture.press import html
    from overture.press.build import describe
    from overture.press.sections import read_sections

    sections = read_sections(plain.parent / "exhibits", plain.parent / "notebooks")
    exhibits = [exhibit for section in sections for exhibit in section.exhibits]
    about = describe(sections, make_run())
    whole = html.to_html(exhibits, about)
    limit = len(whole.encode()) - 200
    monkeypatch.setattr(html, "LARGEST", limit)
    page = html.to_html(exhibits, about)
    assert len(page.encode()) < limit
    total, items = evidence_of(page)["exhibits"]["actors"]["0"]
    assert len(items) < total == 7
