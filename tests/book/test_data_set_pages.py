"""Pages of data sets: facts of the card, the chapters that use it."""

from medkeras.book.site.pages import data_set_pages
from medkeras.data import card, catalog


def write(shown, executed=None):
    root, source, own = shown
    own = own if executed is None else executed
    assert data_set_pages.write(source, root, own) == ["data_sets/index"]
    return {path.stem: path.read_text() for path in source.rglob("*.md")}


def test_a_page_for_each_card_with_what_the_card_says(shown):
    made = write(shown)
    assert set(made) == {"index", *(each.name for each in catalog())}
    for each in catalog():
        text = made[each.name]
        assert text.startswith(f"(data-{each.name})=\n# ")
        assert text.count("\n# ") == 1
        for section in ("Known traps", "How to load it", "BibTeX"):
            assert text.count(f"\n## {section}\n") == 1, each.name
        assert each.citation.strip() in text
        assert f"(#data-{each.name})" in made["index"]
        assert f"\n{each.name}\n" in made["index"]


def test_the_facts_of_a_card(shown):
    made = write(shown)
    pima, adni = made["pima_diabetes"], made["adni"]
    assert "| provenance | real, in both variants |" in pima
    assert "| size of `full` | train 768 |" in pima
    assert "| positives | 268 |" in pima
    assert "| source | <https://www.openml.org/d/37> |" in pima
    assert "| provenance | `full`: real; `sample`: synthetic |" in adni
    assert "| positives |" not in adni  # the card does not know
    assert "`full` comes with the book." in pima
    assert "by hand" in adni
    assert "| size | train 600" in made["vein_reflux"]
    assert "no `full` variant" in made["vein_reflux"]


def test_chapters_that_use_a_set_are_linked(shown):
    link = "- {doc}`9.1 Tiny </chapters/9_1_tiny>`"
    assert link in write(shown)["pima_diabetes"]
    assert "No chapter reads it yet." in write(shown)["adni"]
    assert "\n- 9.1 Tiny\n" in write(shown, {})["pima_diabetes"]


def test_a_set_that_only_the_code_names_is_used_too(shown, add_cells):
    from medkeras.book.build import build

    add_cells(
        """
        # %%
        from medkeras.data import load

        people = load("adni")
        """
    )
    build()
    assert "\n- 9.1 Tiny\n" in write(shown, {})["adni"]


def test_how_to_get_each_kind_is_told():
    kinds = {str(each.facts["full"]) for each in catalog()}
    assert kinds <= set(data_set_pages.GET)
    for each in catalog():
        assert data_set_pages.GET[str(each.facts["full"])]
    assert card("pneumonia_xray").facts["full"] == "download"
