"""Exploring in JupyterLab and Notebook 7, in a real browser: `make test-browser`."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

reason = "needs the browser's driver: make test-browser"
sync_api = pytest.importorskip("playwright.sync_api", reason=reason)

ROOT = Path(__file__).parents[2]
TOKEN = "for-this-test-only"
SHOTS = os.environ.get("WORKBOOK_SHOTS")  # a folder for pictures to look at


# The address of a notebook, and what says that its kernel is ready.
PROGRAMS = {
    "jupyterlab": ("lab/tree", "text=| Idle"),
    "notebook": ("notebooks", "[data-status=idle]"),
}


# What Notebook 7.6 itself says of any notebook, in an environment of its own too.
NOT_OURS = {"Cannot read properties of undefined (reading 'schema')"}


@pytest.fixture(scope="module", params=PROGRAMS)
def program(request):
    """Return the program in which all of the following is done."""
    return request.param


@pytest.fixture(scope="module")
def project(program, tmp_path_factory):
    """Return a copy of notebooks and seeds, with a hostile text beside the article."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("seeds", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "seeds" / "documents" / "hostile.txt").write_text(
        "<img src=x onerror=alert(1)>\n\nUkraine read <script>alert(2)</script> aloud. "
        "Freedonia answered Ukraine."
    )
    return folder


@pytest.fixture(scope="module")
def lab(program, project):
    """Return the address of the program's server in the project."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = project / "home"
    home.mkdir()
    environment = {
        name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"
    }
    environment |= {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "jupyter")}
    paths = [os.environ.get("PYTHONPATH"), str(ROOT)]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    environment["WORKBOOK_STORE"] = str(project / "store")
    environment |= {"JUPYTER_DATA_DIR": str(home / "data")}
    command = [sys.executable, "-m", program, "--no-browser", "--allow-root"]
    command += [f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    if program == "notebook":  # it stands beside the environment, its settings too
        import notebook

        for place in (Path(sys.prefix), Path(notebook.__file__).parents[1]):
            settings = place / "share" / "jupyter" / "lab"
            if settings.exists():
                shutil.copytree(settings, home / "lab", dirs_exist_ok=True)
        environment["JUPYTERLAB_DIR"] = str(home / "lab")
    else:
        command += ["--LabApp.news_url=", "--LabApp.check_for_updates_class="
                    "jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    with (project / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=project, env=environment, stdout=log, stderr=log
        )
        address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=5)
                break
            except OSError:
                assert server.poll() is None, (project / "lab.log").read_text()
                time.sleep(0.5)
        yield address
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def page(lab, program):
    """Return explore.ipynb, all its cells run; at the end the console was silent."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [path for path in map(shutil.which, names) if path]
    assert found, "no Chromium on this machine (Debian: apt-get install chromium)"
    said, asked = [], []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found[0], args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1400, "height": 1200})
        page.set_default_timeout(60_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "console",
            lambda message: message.type == "error" and said.append(message.text),
        )
        where, idle = PROGRAMS[program]
        page.goto(f"{lab}/{where}/notebooks/explore.ipynb?token={TOKEN}")
        page.locator(".jp-Notebook").wait_for()
        # without a kernel: the pages that the notebook was saved with
        saved = page.locator(".jp-OutputArea").get_by_text("Ukraine: 12 mentions")
        saved.first.wait_for()
        page.locator(idle).first.wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        try:
            page.get_by_role("textbox", name="Search").wait_for()
        except sync_api.Error:
            shoot(page, f"{program}-failed")
            raise
        page.program = program
        yield page
        browser.close()
    outside = [url for url in asked if not url.startswith((lab, "data:", "blob:"))]
    assert outside == []
    assert [line for line in said if line not in NOT_OURS] == []


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{page.program}-{name}.png")


def enter(box, text):
    """Fill a field as a person does, who is slower than what tells the kernel."""
    box.fill(text)
    box.press("Tab")
    box.page.wait_for_timeout(500)


def test_search_answers_as_one_types_and_a_line_opens_its_text(page):
    page.get_by_role("textbox", name="Search").press_sequentially("peace pl")
    page.get_by_text("1 sentence with “peace pl”").wait_for()
    page.get_by_role("listbox", name="Lines").select_option(index=0)
    mark = page.locator("article mark")
    mark.wait_for()
    assert mark.inner_text() == "peace pl"
    assert "Strategic Maneuver" in page.locator("article").inner_text()
    shoot(page, "search")


def test_the_keyboard_alone_opens_a_line_and_an_actor(page):
    page.get_by_role("textbox", name="Search").fill("peace pl")
    page.get_by_text("1 sentence with “peace pl”").wait_for()
    page.get_by_role("textbox", name="Search").press("Tab")
    page.wait_for_timeout(500)  # as a person would: the notebook has noticed
    page.keyboard.press("ArrowDown")
    page.locator("article mark").wait_for()
    page.get_by_role("tab", name="Search").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Actor").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type("Ukraine")
    page.keyboard.press("Tab")
    cells = page.locator(".jp-Cell").count()
    page.keyboard.type("a")  # on a button: the notebook's key for one more cell
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Ukraine: 14 mentions").wait_for()
    assert page.locator(".jp-Cell").count() == cells
    page.get_by_role("tab", name="Search").click()


def test_a_screen_reader_finds_names_and_is_told(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason=reason)
    page.locator("table.dataTable").last.wait_for()
    found = axe.Axe().run(page, context=".jp-OutputArea .widget-vbox").response
    grave = [
        (broken["id"], node["html"][:200])
        for broken in found["violations"]
        if broken["impact"] in ("serious", "critical")
        for node in broken["nodes"]
    ]
    assert grave == []
    status = page.get_by_role("status").filter(has_text="Ukraine: 14 mentions")
    assert status.count() == 1


def test_markup_in_a_text_stays_text(page):
    page.get_by_role("textbox", name="Search").fill("alert")
    page.get_by_text("2 sentences with “alert”").wait_for()
    page.get_by_role("listbox", name="Lines").select_option(index=0)
    page.locator("article mark").wait_for()
    assert page.locator("article img, article script").count() == 0


def test_a_view_is_kept_for_the_report(page, project):
    enter(page.get_by_role("textbox", name="Name"), "alerts")
    page.get_by_role("button", name="Add to report").click()
    page.get_by_text("alerts is in the report from its next run on").wait_for()
    assert 'slug: "alerts"' in (project / "seeds" / "exhibits.yaml").read_text()
    page.get_by_role("button", name="Add to report").click()
    page.get_by_text("slug 'alerts' is taken").wait_for()


def test_page_of_an_actor_and_of_a_pair(page):
    page.get_by_role("tab", name="Actor").click()
    enter(page.get_by_role("combobox", name="Actor").first, "Ukraine")
    page.get_by_role("button", name="Show", exact=True).first.click()
    page.get_by_role("heading", name="Ukraine: 14 mentions").wait_for()
    page.get_by_role("heading", name="In one sentence with").last.wait_for()
    page.locator("table.dataTable").first.wait_for()
    shoot(page, "actor")
    page.get_by_role("tab", name="Pair").click()
    boxes = page.get_by_role("combobox")
    enter(boxes.nth(1), "Russia")
    enter(boxes.nth(2), "Ukraine")
    page.get_by_role("button", name="Show", exact=True).last.click()
    page.get_by_text("Russia and Ukraine: 3 sentences with both").first.wait_for()
    shoot(page, "pair")


def test_an_alias_is_added_and_counts_at_once(page, project):
    page.get_by_role("tab", name="Names").click()
    page.get_by_role("button", name="Show names").click()
    enter(page.get_by_role("textbox", name="Alias"), "us")
    enter(page.get_by_role("combobox", name="is actor"), "Freedonia")
    page.get_by_role("button", name="Add to actors.yaml").click()
    page.get_by_text("actors.yaml:").wait_for()  # refused: a common word
    enter(page.get_by_role("textbox", name="Alias"), "Freedonia")
    page.get_by_role("combobox", name="if new, a").select_option("state")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Add to actors.yaml").click()
    page.get_by_text("Freedonia now counts as Freedonia").wait_for()
    assert "# How to add an actor" in (project / "seeds" / "actors.yaml").read_text()
    page.get_by_role("tab", name="Search").click()
    page.get_by_role("textbox", name="Search").fill("actor:Freedonia")
    page.get_by_text("1 sentence with “actor:Freedonia”").wait_for()
    shoot(page, "alias")
