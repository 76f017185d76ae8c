"""The diagnoses, and the trees that they hang on."""

# The seven of the release, in the order of its abbreviations.
CLASSES = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")
NAMES = {
    "akiec": "actinic keratosis or Bowen's disease",
    "bcc": "basal cell carcinoma",
    "bkl": "benign keratosis",
    "df": "dermatofibroma",
    "mel": "melanoma",
    "nv": "naevus (mole)",
    "vasc": "vascular lesion",
}
MALIGNANT = ("akiec", "bcc", "mel")
# Each node and the node above it; akiec is an early form of a carcinoma.
PARENTS = {
    "malignant": "lesion",
    "benign": "lesion",
    "mel": "malignant",
    "keratinocyte cancer": "malignant",
    "akiec": "keratinocyte cancer",
    "bcc": "keratinocyte cancer",
    "nv": "benign",
    "other benign": "benign",
    "bkl": "other benign",
    "df": "other benign",
    "vasc": "other benign",
}
# The phantom's 30 diseases: so many below each of the seven.
PHANTOM_COUNTS = {
    "akiec": 3, "bcc": 4, "bkl": 5, "df": 2, "mel": 5, "nv": 8, "vasc": 3,
}  # fmt: skip
PHANTOM_LEAVES = tuple(
    (above, f"{above} {number + 1}")
    for above, count in PHANTOM_COUNTS.items()
    for number in range(count)
)


def phantom_parents() -> dict[str, str]:
    """Tree of the phantom: the real one with diseases below its leaves."""
    return PARENTS | {leaf: above for above, leaf in PHANTOM_LEAVES}
