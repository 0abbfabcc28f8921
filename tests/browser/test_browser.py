"""JupyterLab as `make lab` starts it, in a real browser: `make test-browser`."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="make test-browser brings it along"
)

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "browser"
MINUTES = 10  # for a lesson
COMMAND = ["make", "-o", ".venv/.ready", "lab"]  # in the environment as it is
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course, for JupyterLab saves what it runs."""
    folder = tmp_path_factory.mktemp("lab") / "course"
    leave = shutil.ignore_patterns(".*", "build", "outputs", "tests", "*.egg-info")
    shutil.copytree(ROOT, folder, ignore=leave)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    for path in folder.glob("notebooks/*.ipynb"):  # what is read afterwards is new
        notebook = nbformat.read(path, 4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, path)
    return folder


@pytest.fixture(scope="module")
def address(course):
    """Runs `make lab`; yields where it listens, and its token."""
    log = course / "lab.log"
    with open(log, "w") as file:
        process = subprocess.Popen(
            [*COMMAND, "LAB=--no-browser --ServerApp.port=0"],
            cwd=course, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip
    try:
        for _ in range(240):
            found = re.search(r"http://(\S+?:\d+)/\S*\?token=(\w+)", log.read_text())
            if found or process.poll() is not None:
                break
            time.sleep(0.5)
        assert found, log.read_text()
        yield found.groups()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


@pytest.fixture(scope="module")
def browser():
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, "Chromium is missing; on Debian: apt-get install chromium"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def status(address, path):
    try:
        return urllib.request.urlopen(f"http://{address}{path}").status
    except urllib.error.HTTPError as error:
        return error.code


def test_only_this_machine_and_only_with_the_token(address):
    place, token = address
    host, port = place.split(":")
    assert host in ("localhost", "127.0.0.1")
    lines = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    places = re.findall(rf"\d: (\w+):{int(port):04X} \S+ 0A", lines)  # who listens
    this_machine = {"0100007F", "00000000000000000000000001000000"}  # 127.0.0.1, ::1
    assert places and set(places) <= this_machine, places
    assert status(place, "/api/contents") == 403
    assert status(place, f"/api/contents?token={token}") == 200


@pytest.mark.parametrize("lesson", ["00_start_here", "02_first_gan"])
def test_run_all(lesson, course, address, browser):
    """Opens a lesson, runs all of it by the menu, and looks at every output."""
    place, token = address
    page = browser.new_page(viewport={"width": 1200, "height": 1600})
    page.goto(f"http://{place}/lab/tree/notebooks/{lesson}.ipynb?token={token}&reset")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=120_000)
    wait_for_kernel(page)
    path = course / "notebooks" / f"{lesson}.ipynb"
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    for _ in range(MINUTES * 20):  # between two cells a kernel is idle, too
        page.wait_for_timeout(3_000)
        page.keyboard.press("Control+s")
        try:
            notebook = nbformat.read(path, 4)
        except nbformat.reader.NotJSONError:  # it is being written
            continue
        cells = [c for c in notebook.cells if c.cell_type == "code"]
        outputs = [output for cell in cells for output in cell.outputs]
        failed = any(output.output_type == "error" for output in outputs)
        counts = [cell.execution_count for cell in cells]
        if failed or counts == list(range(1, len(cells) + 1)):
            break
    questions = page.locator("dialog, .Toastify__toast").all()
    asked = [question.inner_text() for question in questions]
    assert not asked, asked
    for output in outputs:
        assert output.output_type != "error", output
        assert output.get("name") != "stderr", output
    assert counts == list(range(1, len(cells) + 1))
    committed = nbformat.read(ROOT / "notebooks" / path.name, 4).cells
    look_at_pictures(page, lesson, expected=sum(map(pictures, committed)))
    page.close()


SLIDERS = """
from gan_course import plotting
import numpy as np

def draw(tone=0.0, other=0.0):
    return np.full((4, 28, 28, 1), tone)

plotting.sliders(draw, {"tone": (-1.0, 1.0), "other": (0.0, 2.0)})
"""
GREY = """image => {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    return pen.getImageData(20, 10, 1, 1).data[0];
}"""


def test_a_slider_moves_the_picture(course, address, browser):
    """The sliders of lesson 09, by keyboard."""
    place, token = address
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SLIDERS)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, course / "notebooks" / "sliders.ipynb")
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(f"http://{place}/lab/tree/notebooks/sliders.ipynb?token={token}&reset")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=120_000)
    wait_for_kernel(page)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    handle = page.locator(".widget-slider .noUi-handle").first
    handle.wait_for(timeout=MINUTES * 60_000)
    picture = page.locator("img.widget-image")
    assert picture.evaluate(GREY) == 128  # the middle of black and white
    handle.focus()
    for _ in range(5):  # of twenty steps
        page.keyboard.press("ArrowRight")
    for _ in range(100):
        page.wait_for_timeout(200)
        if picture.evaluate(GREY) != 128:
            break
    page.wait_for_timeout(1_000)
    assert picture.evaluate(GREY) == 191, "half way from the middle to white"
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / "sliders.png")
    page.close()


def wait_for_kernel(page):
    """Waits until the status bar says that the kernel is idle, and still is."""
    idle = page.locator(".jp-StatusBar-TextItem", has_text="| Idle")
    for _ in range(2):
        idle.first.wait_for(timeout=MINUTES * 60_000)
        page.wait_for_timeout(1_000)


def pictures(cell):
    data = [output.get("data", {}) for output in cell.get("outputs", ())]
    return sum("image/png" in d or "image/gif" in d for d in data)


def look_at_pictures(page, lesson, expected):
    """Scrolls through a notebook, sees that each picture is drawn, keeps them."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    seen = set()
    page.locator(".jp-Notebook .jp-Cell").first.click()
    scroller = page.locator(".jp-NotebookPanel:visible .jp-WindowedPanel-outer").first
    for screen in range(60):
        for image in page.locator(".jp-RenderedImage img:visible").all():
            size = image.evaluate("i => [i.complete, i.naturalWidth, i.width]")
            assert all(size), f"a picture that is not shown: {size}"
            seen.add(image.get_attribute("src")[:4000])
        page.screenshot(path=PICTURES / f"{lesson}_{screen:02d}.png")
        bottom = scroller.evaluate(
            "p => { const b = p.scrollTop; p.scrollTop += 1200;"
            " return p.scrollTop <= b + 1; }"
        )
        page.wait_for_timeout(300)
        if bottom:
            break
    assert len(seen) == expected, f"{len(seen)} of {expected} pictures were shown"
