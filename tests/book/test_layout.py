import pytest

from medkeras.book import layout

TEXT = "seventy-nine words about hypertension, and (deliberately) few"


@pytest.mark.parametrize("width", [20, 33, 60, 80])
def test_no_word_is_cut(width):
    shown = layout.wrapped(TEXT, width, "* ", "  ")
    assert shown.replace("*", "").split() == TEXT.split()
    assert max(map(len, shown.split("\n"))) <= width


def test_a_word_longer_than_the_line_stays_whole():
    path = "/a/very/long/path/that/can/be/copied"
    assert path in layout.wrapped(f"see {path} there", 20).split("\n")


def test_a_block_leaves_out_what_is_empty():
    shown = layout.block("claim", {"ours": "0.5 of all", "note": ""}, 16)
    assert shown == "claim\n  ours  0.5 of\n        all"


def test_a_row_wraps_its_text_beside_the_figures():
    shown = layout.row("positive predictivity", ["0.5", "9"], [5, 1], 25)
    assert shown.split("\n") == [
        "  positive         0.5  9",
        "    predictivity",
    ]
    assert layout.row("predictivity", ["0.5"], [12], 20) is None


def test_the_width_is_the_terminals(monkeypatch):
    monkeypatch.setenv("COLUMNS", "61")
    assert layout.width() == 61
    monkeypatch.setenv("COLUMNS", "3")
    assert layout.width() == layout.NARROWEST
