import io

from fontTools.ttLib import TTFont

from medkeras.book.site.math_font import ITALICS, NAME, subset, write_font
from medkeras.book.site.memory import Memory


def signs(data):
    return set(TTFont(io.BytesIO(data)).getBestCmap())


def test_the_font_has_the_signs_of_the_pages_and_few_others(tmp_path):
    (tmp_path / "_static").mkdir()
    page = "<p>Q</p><math><mi>x</mi><mo>∑</mo><mo>&lt;</mo></math>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    path = write_font(tmp_path)
    assert path == tmp_path / "_static" / NAME
    found = signs(path.read_bytes())
    assert {ord("x"), ord("∑"), ord("("), ITALICS[0]} <= found
    assert ord("Q") not in found


def test_it_knows_how_brackets_grow_and_is_always_the_same():
    data = subset({ord("("), ord("∑")})
    assert data == subset({ord("∑"), ord("(")})
    grows = TTFont(io.BytesIO(data))["MATH"].table.MathVariants
    assert "parenleft" in grows.VertGlyphCoverage.glyphs
    assert len(data) < 30_000


def test_a_new_sign_is_cut_in_whatever_was_kept(tmp_path):
    (tmp_path / "_static").mkdir()
    for sign in "∑∑∫":
        (tmp_path / "a.html").write_text(f"<math>{sign}</math>", "utf-8")
        memory = Memory(tmp_path / "memory.json")
        path = write_font(tmp_path, memory)
        memory.save()
        known = signs(path.read_bytes())
        assert known & {ord("∑"), ord("∫")} == {ord(sign)}
