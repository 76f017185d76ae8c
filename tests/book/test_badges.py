import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from medkeras.book.badges import badge_links, badges, repository
from medkeras.book.build import build
from medkeras.book.chapters import chapters, find
from medkeras.utils.errors import UsageError


def address(root, text):
    text = f'[project]\nname = "a"\n[project.urls]\nRepository = "{text}"\n'
    (root / "pyproject.toml").write_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/a-b/c.d",
        "https://github.com/a-b/c.d/",
        "https://github.com/a-b/c.d.git",
    ],
)
def test_each_badge_leads_to_the_notebook(mini, text):
    address(mini, text)
    links = badge_links(find("tiny"))
    path = "chapters/9_tiny/9_1_tiny.ipynb"
    assert list(links) == [
        "Open in Colab", "Open in Kaggle", "Open in Binder", "Download",
    ]  # fmt: skip
    colab, kaggle, binder, download = links.values()
    assert colab == (
        f"https://colab.research.google.com/github/a-b/c.d/blob/main/{path}"
    )
    source = f"https://github.com/a-b/c.d/blob/main/{path}"
    assert parse_qs(urlsplit(kaggle).query) == {"src": [source]}
    assert urlsplit(binder).path == "/v2/gh/a-b/c.d/main"
    assert parse_qs(urlsplit(binder).query) == {"labpath": [path]}
    assert download.endswith(f"/a-b/c.d/main/{path}")


def test_the_books_own_badges_name_notebooks_that_exist(root):
    """None while pyproject.toml gives no address."""
    for chapter in chapters(root):
        for url in badge_links(chapter).values():
            place = re.search(r"chapters/[\w/]+\.ipynb$", unquote(url))
            assert (root / place[0]).is_file()
    assert bool(badges(chapter)) is bool(repository(root))


def test_they_stand_below_the_title_once_there_is_an_address(mini):
    build()
    assert "](" not in find("tiny").student.read_text("utf-8")
    assert badges(find("tiny")) == ""
    address(mini, "https://github.com/a/b")
    build()
    for path in (find("tiny").student, find("tiny").worked):
        text = path.read_text("utf-8")
        assert r'"# 9.1 Tiny\n",' in text
        assert text.count("[Open in Colab](https://colab.") == 1
        assert text.count("The root of $x^2 = 2$") == 1


@pytest.mark.parametrize(
    "text", ["", "github.com/a/b", "https://example.org/a/b", "https://x y"]
)
def test_an_address_that_nothing_opens_is_refused(mini, text):
    address(mini, text)
    with pytest.raises(UsageError, match="OWNER/NAME") as error:
        build()
    assert "\n" not in str(error.value)
    assert not find("tiny").student.exists()


def test_a_broken_project_file_is_one_line(mini):
    (mini / "pyproject.toml").write_text("[project\n")
    with pytest.raises(UsageError, match="expected TOML") as error:
        badges(find("tiny"))
    assert "\n" not in str(error.value)
