"""The page that goes back to a student."""

from nbconvert.preprocessors import Preprocessor
from nbformat import from_dict, v4

from medkeras.book.grading.feedback import FeedbackExporter, with_points


def graded(source, **facts):
    cell = v4.new_code_cell(source)
    cell.metadata.nbgrader = from_dict(facts)
    return cell


def notebook():
    cells = [
        v4.new_markdown_cell("# A chapter with $a_1$"),
        graded("f = 1", grade=False, grade_id="exercise-1", comment="Nice."),
        graded("check", grade=True, grade_id="check-1", score=1.5, points=2.0),
        graded("check", grade=True, grade_id="check-2", score=None, points=1),
    ]
    return v4.new_notebook(cells=cells)


FACTS = {"notebook": "2_1", "score": 1.5, "max_score": 3.0, "late_penalty": 0.5}


def test_points_and_comments_stand_where_they_belong():
    told = [cell.source for cell in with_points(notebook(), FACTS).cells]
    assert told == [
        "# 2_1: 1.5 of 3 points\n\n- check-1: 1.5 of 2 points\n"
        "- check-2: 0 of 1 points\n- handed in late: -0.5 points",
        "# A chapter with $a_1$",
        "> **Comment: Nice.**",
        "f = 1",
        "> **check-1: 1.5 of 2 points**",
        "check",
        "> **check-2: 0 of 1 points**",
        "check",
    ]


def test_the_page_is_made_after_nbgraders_own_steps():
    class Late(Preprocessor):
        enabled = True

        def preprocess(self, nb, resources):
            resources["nbgrader"] = FACTS
            return nb, resources

    exporter = FeedbackExporter()
    exporter.register_preprocessor(Late, enabled=True)
    text, resources = exporter.from_notebook_node(notebook())
    assert "<msub>" in text and "1.5 of 3 points" in text
    assert resources["nbgrader"] == FACTS
    assert exporter.file_extension == ".html"
