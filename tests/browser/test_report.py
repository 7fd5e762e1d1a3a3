"""The report in a real browser, opened from the disk: `make test-browser`."""

import json
import os
import shutil

import pytest

reason = "needs the browser's driver: make test-browser"
sync_api = pytest.importorskip("playwright.sync_api", reason=reason)
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason=reason)

from overture.press.build import build_report  # noqa: E402 (after the skip)
from tests.overture.press.synthetic import HOSTILE, TEXTS, make_run, make_work  # noqa: E402

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    """Return the address of a report on friendly and hostile texts."""
    folder = make_work(tmp_path_factory.mktemp("work"), TEXTS | HOSTILE)
    build_report(folder, folder / "report", run=make_run())
    return str(folder / "report" / "report.html")


@pytest.fixture(scope="session")
def browser():
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [path for path in map(shutil.which, names) if path]
    assert found, "no Chromium on this machine (Debian: apt-get install chromium)"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found[0], args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, report):
    """Open the report; at the end nothing was logged, and nothing was asked for."""
    said, asked, contexts = [], [], []

    def open_page(place="", *, width=1280, height=900, **options):
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"file://{report}{place}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    outside = [
        url for url in asked if not url.startswith((f"file://{report}", "data:"))
    ]
    assert outside == []


def panel_of(page):
    return page.locator("#evidence")


def find_violations(page):
    found = axe.Axe().run(page).response["violations"]
    return [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found]


def test_cell_opens_its_sentences_by_mouse(open_page):
    page = open_page()
    number = page.locator("#actors-table button.open").first
    number.click()
    panel = panel_of(page)
    assert panel.is_visible()
    name = page.locator("#actors-table tbody th").first.inner_text()
    assert page.locator("#evidence-title").inner_text() == name
    marks = panel.locator("mark").all_inner_texts()
    assert marks
    assert set(marks) == {name}
    assert len(marks) == int(number.inner_text().split()[0])


def test_whole_row_opens_and_another_replaces_it(open_page):
    page = open_page()
    page.locator("#actors-table tbody tr").nth(1).locator("td").last.click()
    first = page.locator("#evidence-title").inner_text()
    page.locator("#actors-table tbody tr").nth(2).locator("td").first.click()
    assert page.locator("#evidence-title").inner_text() != first
    assert page.locator("tr.chosen").count() == 1


def test_cell_opens_by_keyboard_and_focus_returns(open_page):
    page = open_page()
    number = page.locator("#actors-table button.open").first
    number.focus()
    page.keyboard.press("Enter")
    assert panel_of(page).is_visible()
    assert page.evaluate("document.activeElement.id") == "evidence-title"
    page.keyboard.press("Escape")
    assert not panel_of(page).is_visible()
    assert number.evaluate("element => element === document.activeElement")


@pytest.mark.parametrize(("exhibit", "kind"), [("matrix", "rect"), ("network", "line")])
def test_mark_opens_its_sentences_by_mouse(open_page, exhibit, kind):
    page = open_page()
    mark = page.locator(f"#{exhibit} .marks {kind}").first
    name = mark.get_attribute("aria-label").split(":")[0]
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator("#evidence-title").inner_text().startswith(name)
    assert set(panel_of(page).locator("mark").all_inner_texts()) == set(
        name.split(", ")
    )


@pytest.mark.parametrize(
    ("exhibit", "kind"),
    [("matrix", "rect"), ("network", "line"), ("network", "circle")],
)
def test_mark_opens_its_sentences_by_keyboard(open_page, exhibit, kind):
    page = open_page()
    marks = page.locator(f"#{exhibit} .marks > *")
    assert page.locator(f"#{exhibit} .marks [tabindex='0']").count() == 1
    marks.first.focus()
    for _ in range(marks.count()):
        tag, name = page.evaluate(
            "(e => [e.tagName, e.getAttribute('aria-label')])(document.activeElement)"
        )
        if tag == kind:
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator("#evidence-title").inner_text() == name
    assert panel_of(page).locator("mark").count() > 0
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == kind


def test_neighbours_show_on_demand(open_page):
    page = open_page()
    page.locator("#actors-table button.open").first.click()
    panel = panel_of(page)
    assert panel.locator(".near").count() == 0
    panel.locator("li button").first.click()
    assert panel.locator(".near").count() in (1, 2)
    assert panel.locator("li button").first.get_attribute("aria-expanded") == "true"
    panel.locator("li button").first.click()
    assert panel.locator(".near").count() == 0


def test_evidence_is_announced(open_page):
    page = open_page()
    page.locator("#actors-table button.open").first.click()
    live = page.locator("#live")
    assert live.get_attribute("role") == "status"
    assert "sentences" in live.inner_text()


def test_filter_keeps_rows_that_contain_it(open_page):
    page = open_page()
    page.locator("#actors input").fill("mara")
    rows = page.locator("#actors-table tbody tr:visible")
    assert rows.count() == 1
    assert "Mara Lind" in rows.first.inner_text()
    assert page.locator("#actors .count").inner_text() == "1 of 6 rows"
    page.locator("#actors input").fill("")
    assert page.locator("#actors-table tbody tr:visible").count() == 6


def test_sort_is_numeric_and_what_is_undefined_is_last(open_page):
    page = open_page()
    head = page.locator("#actors-table thead th").nth(2)
    cells = page.locator("#actors-table tbody tr td:nth-child(3)")
    for direction, reverse in (("descending", True), ("ascending", False)):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == direction
        values = [cell.get_attribute("data-v") for cell in cells.all()]
        assert values[-1] == "nan"
        numbers = [float(value) for value in values[:-1]]
        assert numbers == sorted(numbers, reverse=reverse)


def test_long_tables_open_on_demand(open_page):
    page = open_page()
    rows = page.locator("#terms-table tbody tr:visible")
    assert rows.count() == 12
    page.locator("#terms .all").click()
    assert rows.count() == 40


def test_permalinks_lead_to_exhibit_and_evidence(open_page):
    page = open_page()
    page.locator("#network .permalink").click()
    assert page.url.endswith("#network")
    page.locator("#network-table button.open").nth(2).click()
    place = "#" + page.url.partition("#")[2]
    title = page.locator("#evidence-title").inner_text()
    again = open_page(place)
    assert panel_of(again).is_visible()
    assert again.locator("#evidence-title").inner_text() == title


def test_summary_opens_the_evidence_of_its_finding(open_page):
    page = open_page()
    page.locator(".findings .more").nth(1).click()
    name = page.locator("#actors-table tbody th").first.inner_text()
    assert page.locator("#evidence-title").inner_text() == name


def test_download_is_the_table(open_page, report):
    page = open_page()
    with page.expect_download() as waiting:
        page.locator("#actors .download").click()
    download = waiting.value
    assert download.suggested_filename == "actors.csv"
    with open(download.path(), encoding="utf-8", newline="") as file:
        found = file.read()
    beside = os.path.join(os.path.dirname(report), "tables", "actors.csv")
    with open(beside, encoding="utf-8", newline="") as file:
        assert found == file.read()


def test_hostile_texts_are_shown_and_nothing_runs(open_page):
    page = open_page()
    shown = ""
    for number in range(2):
        page.locator("#actors-table button.open").nth(number).click()
        for more in panel_of(page).locator("li button").all():
            more.click()
        shown += panel_of(page).inner_text()
    assert page.evaluate("window.broken") is None
    assert "Norland </script><script>window." in shown
    assert "<img src=x onerror=window." in shown
    assert "{{ 7 * 7 }}" in shown
    assert "␀null␛[31m" in shown
    assert "\U0001f468\u200d\U0001f469" in shown
    assert panel_of(page).locator("img, script").count() == 0
    assert page.evaluate("document.scripts.length") == 2


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_window(open_page, width):
    page = open_page(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for number in range(page.locator("#actors-table button.open").count()):
        page.locator("#actors-table button.open").nth(number).click()
        wide = "document.getElementById('evidence')"
        assert page.evaluate(f"{wide}.scrollWidth - {wide}.clientWidth") == 0
        page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["closed", "open", "evidence", "narrow"])
def test_axe_finds_no_violation(open_page, scheme, state):
    page = open_page(width=360 if state == "narrow" else 1280, color_scheme=scheme)
    if state in ("open", "narrow"):
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => d.open = true)"
        )
    if state == "evidence":
        page.locator("#actors-table button.open").first.click()
        panel_of(page).locator("li button").first.click()
    assert find_violations(page) == []


def test_paper_has_open_details_and_no_controls(open_page, tmp_path):
    from pypdf import PdfReader

    page = open_page()
    page.pdf(path=tmp_path / "page.pdf")
    text = "".join(
        page.extract_text() for page in PdfReader(tmp_path / "page.pdf").pages
    )
    assert "Words of four to twelve letters" in text
    assert "Download CSV" not in text
    assert "Filter" not in text
    assert page.locator("details[open]").count() == 0


def test_reduced_motion_is_respected(open_page):
    page = open_page(reduced_motion="reduce")
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert page.evaluate(behaviour) == "auto"


def test_without_script_tables_are_whole(open_page):
    page = open_page(java_script_enabled=False)
    assert page.locator("#terms-table tbody tr:visible").count() == 40
    assert page.locator(".tools input:visible").count() == 0


def test_policy_stops_what_is_not_ours(browser, report):
    context = browser.new_context()
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"file://{report}")
    page.evaluate(
        "() => { const s = document.createElement('script');"
        "s.textContent = 'window.broken = 1'; document.body.append(s);"
        "const i = new Image(); i.src = 'https://example.org/x.png';"
        "document.body.append(i); }"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.broken") is None
    assert len([line for line in said if "Content Security Policy" in line]) == 2
    context.close()


def test_page_answers_within_a_second(open_page):
    page = open_page()
    timing = "JSON.stringify(performance.getEntriesByType('navigation')[0])"
    assert json.loads(page.evaluate(timing))["domInteractive"] < 1000
