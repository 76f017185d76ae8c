"""The review that the book follows: named here once, for all its chapters."""

AUTHORS = ("Menon", "Jimenez")
YEAR = 2024
TITLE = (
    "Unlocking healthcare's potential: a comprehensive review of deep learning "
    "methodologies and their diverse applications"
)
URL = "https://parthenonfrontiers.com/index.php/ejedsml/article/view/129"
# The copy that was read prints volume, issue and pages, but neither a DOI nor
# the journal's name; EJEDSML is its short name in the address.
CITATION = (
    f"{' and '.join(AUTHORS)} {YEAR}. {TITLE}. EJEDSML 1(1), 81-96 (Parthenon "
    f"Frontiers). <{URL}>"
)
# What a master writes in its list of references; the build fills it in.
PLACE = "{review}"
