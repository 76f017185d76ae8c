"""What data sets read of the package, and what that reads itself."""

import runpy
from pathlib import Path

architecture = runpy.run_path(Path(__file__).with_name("test_architecture.py"))
ROOT, MODULES = architecture["ROOT"], architecture["MODULES"]
name_of, read_by = architecture["name_of"], architecture["read_by"]

# What builders and readers of data sets may import, their phantoms nothing;
# and what that reads itself: nothing that could read a data set.
FOR_DATA_SETS = {
    "medkeras.data.building", "medkeras.data.download",
    "medkeras.data.marked_abstracts", "medkeras.data.sources",
    "medkeras.ehr.simulator", "medkeras.imaging.contours",
    "medkeras.genome.jaspar", "medkeras.genome.motif_simulator",
    "medkeras.imaging.dicom", "medkeras.imaging.image_files",
    "medkeras.imaging.nifti", "medkeras.imaging.volumes",
    "medkeras.molecules.assembly", "medkeras.molecules.reading",
    "medkeras.signal.activity_simulator",
    "medkeras.signal.beat_annotations", "medkeras.signal.beat_simulator",
    "medkeras.signal.ecg_simulator", "medkeras.text.abstracts_simulator",
    "medkeras.text.claims_simulator", "medkeras.text.pubtator",
    "medkeras.utils.errors",
}  # fmt: skip
BELOW_DATA_SETS = {
    "medkeras.utils.errors", "medkeras.text.pubtator", "medkeras.utils.arrays",
    "medkeras.utils.sizes", "medkeras.utils.unfinished",
    "medkeras.by_hand.dinucleotide_shuffle", "medkeras.genome.sequences",
    "medkeras.molecules.reading", "medkeras.utils.texts",
    "medkeras.data.building", "medkeras.data.sources",
    "medkeras.text.abstracts_simulator",
}  # fmt: skip


def test_data_sets_read_of_the_package_what_is_made_for_them():
    """Which reads nothing that could read a data set: no circle."""
    package = {name_of(path): path.read_text() for path in MODULES}
    for path in (ROOT / "datasets").rglob("*.py"):
        allowed = set() if path.stem == "phantom" else FOR_DATA_SETS
        assert read_by(path.read_text(), set(package)) <= allowed, path
    for name in FOR_DATA_SETS:
        assert read_by(package[name], set(package)) <= BELOW_DATA_SETS, name
    assert not (ROOT / "datasets" / "__init__.py").exists()
