from medkeras.book.site.settings import FILES, settings


def test_nothing_is_run_fetched_or_copied_by_sphinx():
    found = settings({"1": "chapters/1_introduction"})
    assert found["nb_execution_mode"] == "off"
    assert found["html_math_renderer"] == "mathml"
    assert found["html_copy_source"] is False
    assert "suppress_warnings" not in found


def test_the_files_named_are_there():
    found = settings({})
    named = [*found["html_css_files"], "icon.svg"]
    named += [name for name, _ in found["html_js_files"]]
    for name in named:
        assert (FILES / "static" / name).is_file()
    start = found["html_theme_options"]["article_header_start"]
    for name in start:
        assert (FILES / "templates" / name).is_file()


def test_what_the_theme_changes_is_not_there_the_next_time():
    settings({})["html_theme_options"]["navbar_persistent"] = "changed"
    settings({})["myst_enable_extensions"].append("changed")
    assert "changed" not in str(settings({}))
