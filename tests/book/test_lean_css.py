import pytest

from medkeras.book.site.lean_css import classes_of, lean, make_sheets_lean
from medkeras.book.site.memory import Memory


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".used{color:red}", ".used{color:red}"),
        (".gone{color:red}", ""),
        (".used,.gone{color:red}", ".used{color:red}"),
        (".used .gone{color:red}", ""),
        ("p{color:red}", "p{color:red}"),
        ("p:not(.gone){color:red}", "p:not(.gone){color:red}"),
        ("p:is(.gone,.used) a{}", "p:is(.gone,.used) a{}"),
        (".sm\\:used{}", ""),
        ("@media print{.gone{a:b}}", ""),
        ("@media print{.used{a:b}.gone{a:b}}", "@media print{.used{a:b}}"),
        ("@font-face{font-family:x}", ""),
        ("@keyframes x{from{a:b}}", "@keyframes x{from{a:b}}"),
        ("/*! licence */", "/*! licence */"),
        (".used{background:url('a,b')}", ".used{background:url('a,b')}"),
    ],
)
def test_only_rules_that_a_page_may_need_stay(css, kept):
    found = lean(css, {"used"})
    assert found.replace('"', "'") == kept


def test_classes_of_pages_and_of_scripts_are_used(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.html").write_text('<p class="one two-three">')
    (tmp_path / "b.js").write_text('e.classList.add("four")')
    wanted = {"one", "two-three", "four", "five"}
    assert classes_of(tmp_path, wanted, Memory()) == wanted - {"five"}


def test_a_class_that_comes_to_be_used_brings_its_rules_back(tmp_path):
    """What is known of an earlier build does not hide a change."""
    for words in ("one", "one", "two"):
        html = tmp_path / "html"
        (html / "_static").mkdir(parents=True, exist_ok=True)
        (html / "a.html").write_text(f'<p class="{words}">')
        sheet = html / "_static" / "basic.css"
        sheet.write_text(".one{a:b}.two{a:b}")
        memory = Memory(tmp_path / "memory.json")
        make_sheets_lean(html, memory)
        memory.save()
        assert sheet.read_text() == f".{words}{{a:b}}"
