"""Where a chapter's notebook can be opened with one click.

The address of the book stands in one place, `Repository` under
`[project.urls]` in pyproject.toml. Without it nothing leads anywhere.
"""

import re
import tomllib
from pathlib import Path
from urllib.parse import quote

from medkeras.book.chapters import Chapter
from medkeras.utils.errors import UsageError

REPOSITORY = re.compile(r"https://github\.com/([\w-]+/[\w.-]+?)(?:\.git)?/?")
BRANCH = "main"


def badges(chapter: Chapter) -> str:
    """A line of Markdown that opens a notebook elsewhere; "" without address.

    Links of text, not pictures: those would come over the network.
    """
    links = badge_links(chapter)
    return " · ".join(f"[{text}]({url})" for text, url in links.items())


def badge_links(chapter: Chapter) -> dict[str, str]:
    """Address by text: Colab, Kaggle, Binder, download; empty without one."""
    root = chapter.student.parents[2]
    address = repository(root)
    if address is None:
        return {}
    path = quote(chapter.student.relative_to(root).as_posix())
    name = REPOSITORY.fullmatch(address)[1]
    page = f"https://github.com/{name}/blob/{BRANCH}/{path}"
    return {
        "Open in Colab": f"https://colab.research.google.com/github/{name}"
        f"/blob/{BRANCH}/{path}",
        "Open in Kaggle": f"https://kaggle.com/kernels/welcome?src={page}",
        "Open in Binder": f"https://mybinder.org/v2/gh/{name}/{BRANCH}"
        f"?labpath={quote(path, safe='')}",
        "Download": f"https://raw.githubusercontent.com/{name}/{BRANCH}/{path}",
    }


def repository(root: Path) -> str | None:
    """Address of the book's repository, None where pyproject.toml has none."""
    path = root / "pyproject.toml"
    if not path.is_file():
        return None
    try:
        project = tomllib.loads(path.read_text("utf-8")).get("project", {})
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: expected TOML. Received: {error}") from error
    address = project.get("urls", {}).get("Repository")
    if address is not None and not REPOSITORY.fullmatch(str(address)):
        raise UsageError(
            "pyproject.toml: Repository in [project.urls] must be as "
            "https://github.com/OWNER/NAME, which Colab, Kaggle and Binder "
            f"open. Received: {address!r}"
        )
    return address
