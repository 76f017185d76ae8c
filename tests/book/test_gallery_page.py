"""The gallery: a small picture a figure, its alt text, its cell."""

import base64
import io

import nbformat
import pytest
from PIL import Image

from medkeras.book.site.pages import gallery_page
from medkeras.utils.errors import DataError


def write(shown):
    root, source, executed = shown
    assert gallery_page.write(source, root, executed) == ["gallery"]
    return (source / "gallery.md").read_text()


def change(shown, change_output):
    (path,) = shown[2].values()
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            change_output(output)
    nbformat.write(notebook, path)


def test_a_figure_is_small_and_leads_to_its_cell(shown):
    text = write(shown)
    (picture,) = (shown[1] / gallery_page.FOLDER).glob("*.webp")
    with Image.open(picture) as small:
        assert small.size == (360, 180)
    assert text.count("<img ") == 1
    place = picture.stem.removesuffix("-0")
    assert f"](#{place})" in text and f'{picture.name}"' in text
    assert 'width="360" height="180" loading="lazy"' in text
    assert 'alt="Two &lt;lines&gt; that &quot;cross&quot; &amp; part."' in text
    assert "\n## 9.1 Tiny\n" in text


def test_a_figure_without_a_text_says_so(shown):
    change(shown, lambda output: output.update(metadata={}))
    assert f'alt="{gallery_page.NO_TEXT}"' in write(shown)


def test_a_book_without_figures(shown):
    root, source, _ = shown
    text = write((root, source, {}))
    assert "No chapter has a figure yet." in text and "<img" not in text


@pytest.mark.parametrize("png", ["", "!", "AAAA", "iVBORw0KGgo="])
def test_what_is_no_picture_is_named_in_a_line(png):
    with pytest.raises(DataError, match="9_1, a cell: expected a PNG"):
        gallery_page.preview(png, "9_1, a cell")


def test_a_picture_cut_off_is_named_too():
    buffer = io.BytesIO()
    Image.effect_noise((300, 300), 50).save(buffer, format="PNG")
    half = base64.b64encode(buffer.getvalue()[:5000]).decode()
    with pytest.raises(DataError, match="expected a PNG"):
        gallery_page.preview(half, "9_1, a cell")
