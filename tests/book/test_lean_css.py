import pytest

from medkeras.book.site.lean_css import lean, words_of


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


def test_classes_of_pages_and_of_scripts_are_words(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.html").write_text('<p class="one two-three">')
    (tmp_path / "b.js").write_text('e.classList.add("four")')
    assert {"one", "two-three", "four"} <= words_of(tmp_path)
