"""The small site as its readers meet it: in Chromium, from Debian's package."""

import shutil
import threading

import pytest

from medkeras.book.site.serving import server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None,
    reason="no Chromium here; Debian has it: apt-get install chromium",
)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
PAGES = (
    "index.html",
    "chapters/2_0_1_learning.html",
    "search.html?q=leakage",
    "genindex.html",
    "ledger.html",
    "gallery.html",
    "glossary.html",
    "api/index.html",
    "api/losses.html",
    "data_sets/index.html",
    "data_sets/pima_diabetes.html",
    "status.html",
    "citation.html",
)
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def address(small_site):
    running = server(small_site.html, port=0)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM, args=list(FLAGS)
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, address):
    """Open a page of the site; what failed on it fails the test."""
    contexts, errors = [], []

    def open_page(name, viewport=WIDE, **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("requestfailed", lambda each: errors.append(each.url))
        page.on("pageerror", lambda each: errors.append(str(each)))
        page.on(
            "request",
            lambda each: (
                None
                if each.url.startswith((address, "data:"))
                else errors.append(f"fetched {each.url}")
            ),
        )
        page.goto(f"{address}/{name}", wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(visit, name):
    from axe_playwright_python.sync_playwright import Axe

    is_even = PAGES.index(name) % 2 == 0
    viewport, colours = (WIDE, "light") if is_even else (NARROW, "dark")
    page = visit(name, viewport, color_scheme=colours)
    found = Axe().run(page).response["violations"]
    told = [
        (each["id"], each["nodes"][0]["target"], each["nodes"][0]["html"])
        for each in found
    ]
    assert told == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_narrow_screen_and_needs_no_script(visit, name):
    for scripts in (True, False):
        page = visit(name, NARROW, java_script_enabled=scripts)
        assert page.locator("article h1, main h1").last.is_visible()
        home = page.locator("a.mk-home")
        assert home.is_visible()
        width = page.locator("main").bounding_box()["width"]
        assert width <= 360
        if scripts:
            too_wide = (
                "document.documentElement.scrollWidth - "
                "document.documentElement.clientWidth"
            )
            assert page.evaluate(too_wide) == 0


def test_search_finds_leakage(visit):
    page = visit("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("leakage")
    page.keyboard.press("Enter")
    first = page.locator("#search-results li a").first
    first.wait_for()
    names = page.locator("#search-results li a").all_inner_texts()
    assert any("Introduction" in name for name in names)


def test_the_ledger_sorts(visit):
    page = visit("ledger.html")
    button = page.locator("table th button").nth(1)
    cells = page.locator("table tbody tr td:nth-child(2)")
    before = cells.all_inner_texts()
    button.click()
    rising = cells.all_inner_texts()
    button.click()
    falling = cells.all_inner_texts()
    assert len(before) > 10
    assert sorted(rising) == sorted(before)
    assert rising != falling


def test_a_badge_leads_to_a_notebook(visit, address):
    page = visit("chapters/2_0_1_learning.html")
    link = page.locator("a.mk-badge").first.get_attribute("href")
    answer = page.request.get(f"{address}/chapters/{link}")
    assert answer.ok
    assert answer.json()["nbformat"] == 4


def test_the_reader_chooses_dark_and_it_stays(visit):
    page = visit("index.html", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Colours").click()
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    again = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert again == dark


def test_a_keyboard_is_enough(visit):
    page = visit("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == (
        "Skip to main content"
    )
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "mk-button":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/1_introduction.html")
    assert page.locator("h1").first.inner_text().startswith("1 Introduction")


def test_a_narrow_screen_opens_the_list_of_pages(visit):
    page = visit("index.html", NARROW)
    page.locator("button.primary-toggle").click()
    page.locator("dialog[open] a", has_text="2.0.1").click()
    page.wait_for_url("**/2_0_1_learning.html")
