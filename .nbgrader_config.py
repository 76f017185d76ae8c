"""Settings of nbgrader: an assignment is a part of the book.

    C=--NbGrader.config_file=.nbgrader_config.py
    nbgrader generate_assignment 3_applications $C
    MEDKERAS_MODE=smoke nbgrader autograde 3_applications $C

Run in the book's folder, in its environment, after `medkeras build`. A
submission goes to submitted/<student>/3_applications/<chapter>.ipynb. The
gradebook is gradebook.db; it, submitted/, autograded/ and feedback/ are
git-ignored.
"""

c = get_config()  # noqa: F821  (nbgrader provides it)

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "chapters"
# The masters hold the answers: students get notebooks only.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "*.py",
]
c.CourseDirectory.db_url = "sqlite:///gradebook.db"
# chapters/ is there already, made by `medkeras build`; nbgrader writes the
# same bytes and fills its gradebook on the way.
c.GenerateAssignment.force = True
# Seconds a cell may take: in lesson mode a cell may train a network.
c.ExecutePreprocessor.timeout = 600
