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


def failed(request):
    """Its address, unless it was given up because the page was left."""
    return [] if request.failure == "net::ERR_ABORTED" else [request.url]


@pytest.fixture
def visit(browser, address):
    """Open a page of the site; what failed on it fails the test."""
    contexts, errors = [], []

    def open_page(name, viewport=WIDE, **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("requestfailed", lambda each: errors.extend(failed(each)))
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


def test_nothing_reaches_beyond_a_narrow_screen(visit, small_site):
    over = (
        "document.documentElement.scrollWidth - "
        "document.documentElement.clientWidth"
    )
    too_wide = {}
    for path in sorted(small_site.html.rglob("*.html")):
        name = path.relative_to(small_site.html).as_posix()
        page = visit(name, NARROW)
        too_wide[name] = page.evaluate(over)
        title = page.locator("article h1").first
        if title.count():  # not under the bar above it
            bar = page.locator(".bd-header-article").bounding_box()
            assert title.bounding_box()["y"] > bar["y"] + bar["height"], name
    assert {name: n for name, n in too_wide.items() if n} == {}


def test_equations_stand_in_the_middle_and_can_be_reached(visit):
    """A wide one begins at the left edge of its box, and is scrolled."""
    places = """[...document.querySelectorAll("div.math")].map((box) => {
      const [own, all] = [box.firstElementChild.firstElementChild, box]
        .map((each) => each.getBoundingClientRect());
      return [own.left - all.left, all.right - own.right];
    })"""
    for viewport, size in ((WIDE, "1em"), (NARROW, "5em")):
        page = visit("chapters/2_0_1_learning.html", viewport)
        page.add_style_tag(content=f"div.math math {{ font-size: {size} }}")
        gaps = page.evaluate(places)
        assert gaps
        for left, right in gaps:
            assert left >= -1
            assert right < 0 if size == "5em" else abs(left - right) < 3


def test_each_claim_is_a_card_on_a_narrow_screen(visit):
    page = visit("ledger.html", NARROW)
    rows = page.locator(".mk-ledger tbody tr")
    assert rows.count() > 10
    first = rows.first.bounding_box()
    assert first["width"] <= 360 and first["height"] > 100
    page.locator(".mk-ledger summary").first.click()
    assert rows.first.locator("dd").first.is_visible()
    page.get_by_role("button", name="published").click()
    assert page.locator("[aria-sort]").inner_text() == "published"


def test_a_wide_screen_shows_the_whole_ledger_and_keeps_its_heads(visit):
    page = visit("ledger.html")
    table = page.locator(".mk-ledger")
    hidden = "each => each.scrollWidth - each.clientWidth"
    assert table.evaluate(hidden) <= 0
    assert table.locator("tbody tr").count() > 10
    page.locator(".mk-ledger tbody tr").nth(10).scroll_into_view_if_needed()
    page.mouse.wheel(0, 900)
    assert table.locator("thead th").first.is_visible()
    assert page.evaluate(
        "document.querySelector('.mk-ledger thead th')"
        ".getBoundingClientRect().top >= 0"
    )


def test_a_printed_ledger_shows_its_details(visit):
    page = visit("ledger.html")
    detail = page.locator(".mk-ledger dd").first
    assert not detail.is_visible()
    page.emulate_media(media="print")
    assert detail.is_visible()


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
