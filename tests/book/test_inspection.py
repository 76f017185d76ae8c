import pytest

from medkeras.book.site.inspection import problems
from medkeras.book.site.memory import Memory

GOOD = """
<link rel="stylesheet" href="a.css?v=1"><h1 id="top">A</h1>
<img src="data:image/png;base64,x" alt=""><a href="#top">here</a>
<a href="sub/b.html#x%20y">there</a><a href="https://example.org">far</a>
<a href="mailto:a@example.org">write</a><a href="sub/">a folder</a>
"""


@pytest.fixture
def html(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.css").touch()
    (tmp_path / "a.html").write_text(GOOD)
    (tmp_path / "sub" / "b.html").write_text("<p id='x y'>b</p>")
    (tmp_path / "sub" / "index.html").touch()
    return tmp_path


def test_good_pages_have_no_problem(html):
    assert problems(html) == []


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ('<a href="c.html">', "a link to c.html, which is not there"),
        ('<a href="sub/b.html#z">', "a place that the page does not have"),
        ('<a href="#bottom">', "a link to #bottom, a place"),
        ('<a href="../../etc/passwd">', "which is not there"),
        ('<img src="a.css">', "a picture without alt text, a.css"),
        ('<img src="gone.png" alt="gone">', "gone.png, which is not there"),
        ('<script src="https://far.org/a.js">', "fetches https://far.org/a.js"),
        ('<script src="//far.org/a.js">', "fetches //far.org/a.js"),
        ("<link href='https://far.org/a.css'>", "fetches https://far.org"),
    ],
)
def test_each_fault_is_told_with_its_page(html, tag, words):
    (html / "a.html").write_text(GOOD + tag)
    (line,) = problems(html)
    assert line.startswith("a.html: ") and words in line


def test_a_page_that_stayed_is_at_fault_when_others_changed(html, tmp_path):
    """What is known of it says where its links lead, not that they do."""

    def look():
        memory = Memory(tmp_path / "memory.json")
        found = problems(html, memory)
        memory.save()
        return found

    assert look() == look() == []
    (html / "sub" / "b.html").write_text("<p id='x'>b</p>")
    (line,) = look()
    assert "sub/b.html#x%20y, a place that the page does not have" in line
    (html / "sub" / "b.html").unlink()
    (line,) = look()
    assert "sub/b.html#x%20y, which is not there" in line
    assert look() == [line]
