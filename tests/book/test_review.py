from pathlib import Path

from medkeras.book import review
from medkeras.book.build import worked_notebook
from medkeras.book.chapters import find

ROOT = Path(__file__).parents[2]


def test_the_citation_names_who_what_when_and_where():
    named = (*review.AUTHORS, str(review.YEAR), review.TITLE, review.URL)
    assert all(part in review.CITATION for part in named)


def test_the_readme_cites_it_in_full():
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert review.CITATION in readme


def test_the_build_fills_it_in_where_a_master_leaves_a_place(mini, add_cells):
    add_cells(f"# %% [markdown]\n# ## References\n#\n# - {review.PLACE}\n")
    last = worked_notebook(find("tiny")).cells[-1].source
    assert last.endswith(f"- {review.CITATION}")
