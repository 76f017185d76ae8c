"""Which cell begins a slide, and the deck in a browser without a network."""

import shutil

import pytest
from nbformat import v4

from medkeras.book.build import notebooks
from medkeras.book.chapters import find
from medkeras.book.slides import slides
from medkeras.book.slides.slides import slide_type

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (v4.new_markdown_cell("# Title"), "slide"),
        (v4.new_markdown_cell("## Part"), "slide"),
        (v4.new_markdown_cell("### Detail"), "subslide"),
        (v4.new_markdown_cell("text"), "-"),
        (v4.new_code_cell("# a comment"), "-"),
        (v4.new_code_cell("1", metadata={"nbgrader": {}}), "skip"),
        (v4.new_code_cell("1", metadata={"tags": ["slide-skip"]}), "skip"),
        (v4.new_code_cell("1", metadata={"tags": ["slide-slide"]}), "slide"),
    ],
)
def test_headings_begin_slides_and_tags_decide(cell, kind):
    assert slide_type(cell) == kind


@pytest.fixture(scope="module")
def page():
    chapter = find("2.1.1")
    return slides.html(notebooks(chapter)[1], chapter.name)


def test_without_reveal_slides_scroll(monkeypatch):
    monkeypatch.setattr(slides, "CARRIER", "no_such_package")
    slides.reveal.cache_clear()
    chapter = find("1")
    text = slides.html(notebooks(chapter)[1], chapter.name)
    slides.reveal.cache_clear()
    assert "Reveal." not in text and text.count("<section") > 20
    assert "break-after: page" in text


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_no_slide_is_too_high_or_asks_the_network(page, tmp_path):
    from playwright.sync_api import sync_playwright

    place = tmp_path / "deck.html"
    place.write_text(page, "utf-8")
    asked, errors, heights = [], [], []
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        tab = chromium.new_page(viewport={"width": 1280, "height": 720})
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto(place.as_uri())
        tab.wait_for_function("window.Reveal && Reveal.isReady()")
        number = tab.evaluate("Reveal.getTotalSlides()")
        for _ in range(number):
            now = "(slide => [slide.scrollHeight, slide.style.fontSize, "
            now += "slide.getBoundingClientRect().width])"
            heights.append(
                tab.evaluate(f"() => {now}(Reveal.getCurrentSlide())")
            )
            tab.evaluate("Reveal.next()")
        last = tab.evaluate("Reveal.isLastSlide()")
        chromium.close()
    assert errors == [] and last and number > 50
    assert [each for each in asked if not each.startswith("file:")] == []
    assert max(height for height, _, _ in heights) <= 720
    assert {size for _, size, _ in heights} == {"100%"}  # nothing had to shrink
    assert min(width for _, _, width in heights) > 600
