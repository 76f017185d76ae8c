"""A small tree in the official layout, written by a program.

python tests/datasets/rider_neuro_tree.py datasets/rider_neuro/dummy_data
"""

import sys
from pathlib import Path

import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

SIZE = 100
SERIES = {
    "RIDER-MRI-0000000001": ("11.000-T1", "12.000-FLAIR"),
    "RIDER-MRI-0000000002": ("2.000-T1",),
}


def write_image(path, number, size=SIZE, **changes):
    """A DICOM image whose pixels all hold its number."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.4"
    meta.MediaStorageSOPInstanceUID = "1.2.3"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    facts = FileDataset(path.name, {}, file_meta=meta, preamble=b"\0" * 128)
    attributes = dict(
        Rows=size, Columns=size, BitsAllocated=16, BitsStored=16, HighBit=15,
        PixelRepresentation=1, SamplesPerPixel=1, InstanceNumber=number,
        PhotometricInterpretation="MONOCHROME2", PatientID="RIDER-1",
        PixelSpacing=[1.0, 1.0], SliceThickness=5, SliceLocation=-5.0 * number,
        PixelData=np.full((size, size), -number, np.int16).tobytes(),
    )  # fmt: skip
    for key, value in (attributes | changes).items():
        setattr(facts, key, value)
    path.parent.mkdir(parents=True, exist_ok=True)
    facts.save_as(path, enforce_file_format=True)


def write_tree(root):
    """Two patients, three series, three images each."""
    root = Path(root)
    for patient, names in SERIES.items():
        study = root / "RIDER NEURO MRI" / patient / "01-01-2000-BRAIN"
        for name in names:
            for number in (1, 2, 3):
                path = study / name / f"1-{number:02d}.dcm"
                write_image(path, number, PatientID=patient)
    return root


if __name__ == "__main__":
    write_tree(sys.argv[1])
