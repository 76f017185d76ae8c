"""The look at a chapter's outputs sees what is wrong with them."""

import base64
import io
import json
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.image import imsave

ALT = "A line that rises from 0 to 1 m."


def png(pixels):
    buffer = io.BytesIO()
    imsave(
        buffer, np.kron(pixels, np.ones((20, 20))), cmap="gray", vmin=0, vmax=1
    )
    return buffer.getvalue()


FIGURE = png(np.array([[0.0, 1.0], [1.0, 0.5]]))
WHITE = png(np.ones((2, 2)))
DOT = png(np.pad([[0.0]], 10, constant_values=1))


def cell(*outputs, graded=False):
    metadata = {"nbgrader": {"grade": graded}}
    source = SimpleNamespace(metadata=metadata, source="check()")
    return SimpleNamespace(
        name="Cell 3", cell=source, test_outputs=list(outputs)
    )


def stream(name, text):
    return {"output_type": "stream", "name": name, "text": text}


def test_pictures_are_found_with_their_alt_texts(chapter_outputs):
    output = {
        "data": {"image/png": base64.b64encode(FIGURE).decode()},
        "metadata": {"image/png": {"alt": ALT}},
    }
    found = chapter_outputs.pictures([cell(stream("stdout", "x"), output)])
    assert list(found) == [(FIGURE, {"alt": ALT})]


def test_sound_figures_pass(chapter_outputs):
    chapter_outputs.check_figures([(FIGURE, {"alt": ALT})] * 5)


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ([(FIGURE, {"alt": ALT})] * 4, "4"),
        ([(FIGURE, {"alt": ALT})] * 12, "12"),
        ([(FIGURE, {"alt": ALT})] * 4 + [(FIGURE, {})], "no alt text"),
        ([(FIGURE, {"alt": ALT})] * 4 + [(WHITE, {"alt": ALT})], "pale"),
        ([(FIGURE, {"alt": ALT})] * 4 + [(DOT, {"alt": ALT})], "blank"),
    ],
)
def test_a_bad_figure_is_seen(chapter_outputs, figures, reason):
    with pytest.raises(AssertionError, match=reason):
        chapter_outputs.check_figures(figures)


@pytest.mark.parametrize(
    "text", ["WARNING:tensorflow: retracing\n", "a.py:3: UserWarning: inputs\n"]
)
def test_a_warning_on_the_page_is_seen(chapter_outputs, text):
    notice = "I0000 00:00:17.2 9 port.cc:153] oneDNN\n"
    sound = cell(stream("stderr", notice), stream("stdout", "WARNING: mine"))
    chapter_outputs.check_text([sound])
    loud = cell(stream("stderr", text))
    with pytest.raises(AssertionError, match=f"Cell 3: {text[:-1]}"):
        chapter_outputs.check_text([sound, loud])


def test_each_check_must_say_not_attempted(chapter_outputs):
    said = cell(stream("stdout", "3.2.1-1: not attempted yet\n"), graded=True)
    chapter_outputs.check_exercises([said, said, said, cell()])
    with pytest.raises(AssertionError):
        chapter_outputs.check_exercises([said, said])
    with pytest.raises(AssertionError):
        chapter_outputs.check_exercises([said, said, cell(graded=True)])


@pytest.mark.parametrize("change", [{"chapter": "9_2"}, {"mode": "lesson"}])
def test_a_record_of_another_chapter_or_mode_is_seen(
    chapter_outputs, tmp_path, change
):
    path = tmp_path / "record.json"
    facts = {"chapter": "9_1_tiny", "mode": "smoke"}
    path.write_text(json.dumps(facts))
    chapter_outputs.check_record(path, "9_1_tiny")
    path.write_text(json.dumps(facts | change))
    with pytest.raises(AssertionError):
        chapter_outputs.check_record(path, "9_1_tiny")


def test_items_are_arranged(chapter_outputs, monkeypatch, tmp_path):
    """A look after each chapter's cells; a reader's notebook is left out."""
    monkeypatch.setattr(chapter_outputs, "ROOT", tmp_path)
    master = tmp_path / "solutions" / "9_tiny" / "9_1_tiny.py"
    master.parent.mkdir(parents=True)
    master.touch()

    class IPyNbCell(SimpleNamespace):
        pass

    def cells(folder, name):
        path = tmp_path / folder / "9_tiny" / name
        parent = SimpleNamespace(path=path)
        return [IPyNbCell(parent=parent, path=path, name=n) for n in "ab"]

    class Look(SimpleNamespace):
        @classmethod
        def from_parent(cls, parent, name):
            return cls(parent=parent, name=name)

    monkeypatch.setattr(chapter_outputs, "Outputs", Look)
    left_out = []
    hook = SimpleNamespace(
        pytest_deselected=lambda items: left_out.extend(items)
    )
    config = SimpleNamespace(hook=hook)
    other = SimpleNamespace(name="a test", parent=None)
    items = [
        other,
        *cells("chapters", "9_1_tiny.ipynb"),
        *cells("chapters", "notes.ipynb"),
        *cells("solutions", "9_1_tiny.ipynb"),
    ]
    chapter_outputs.pytest_collection_modifyitems(config, items)
    names = [item.name for item in items]
    assert names == ["a test", "a", "b", "outputs", "a", "b"]
    assert [cell.name for cell in items[3].parent.shown_cells] == ["a", "b"]
    assert {item.path.name for item in left_out} == {"notes.ipynb"}
