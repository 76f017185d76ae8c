"""A small tree in the official layout, written by a program.

python tests/datasets/sunnybrook_tree.py datasets/sunnybrook/dummy_data
"""

import sys
from pathlib import Path

import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

SIZE = 24
TABLE = "PatientID,OriginalID,Gender,Age,Pathology\r\n"


def write_slice(path, number, location, size=SIZE, **changes):
    """A DICOM slice whose pixels all hold its number."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.4"
    meta.MediaStorageSOPInstanceUID = "1.2.3"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    facts = FileDataset(path.name, {}, file_meta=meta, preamble=b"\0" * 128)
    attributes = dict(
        Rows=size, Columns=size, BitsAllocated=16, BitsStored=16, HighBit=15,
        PixelRepresentation=1, SamplesPerPixel=1, InstanceNumber=number,
        PhotometricInterpretation="MONOCHROME2", PatientID="SCD",
        PixelSpacing=[1.5, 1.5], SliceThickness=8, SliceLocation=location,
        CardiacNumberOfImages=20,
        PixelData=np.full((size, size), number, np.int16).tobytes(),
    )  # fmt: skip
    for key, value in (attributes | changes).items():
        if value is not None:
            setattr(facts, key, value)
    path.parent.mkdir(parents=True, exist_ok=True)
    facts.save_as(path, enforce_file_format=True)


def write_contour(path, radius, kind="i", points=40):
    """A circle around the middle, x and y in a line, CRLF."""
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    x, y = SIZE / 2 + radius * np.array([np.cos(turn), np.sin(turn)])
    lines = [f"{a:.2f} {b:.2f}" for a, b in zip(x, y, strict=True)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\r\n".join(lines), newline="")


def contour_path(root, folder, number, kind="i"):
    name = f"IM-0001-{number:04d}-{kind}contour-manual.txt"
    place = root / "SCD_ManualContours" / folder / "contours-manual"
    return place / "IRCCI-expert" / name


def write_patient(root, name, folder, contours, prefix="0003"):
    """Three places, each drawn full (image 0 of 20) and emptied (image 7)."""
    series = root / "SCD_IMAGES_01" / folder / "CINESAX_300"
    for place in range(3):
        for moment, shrunk in ((0, 1.0), (7, 0.7)):
            number = 20 * (place + 1) + moment
            path = series / f"IM-{prefix}-{number:04d}.dcm"
            write_slice(path, number, 8.0 * place)
            radius = (4 + 2 * place) * shrunk
            write_contour(contour_path(root, contours, number), radius)
    return f"{folder},{name},Male,50,Any\r\n"


def write_tree(root):
    """One patient of training, one of validation; both spellings."""
    root = Path(root)
    rows = write_patient(root, "SC-HF-I-1", "SCD0000101", "SC-HF-I-01")
    rows += write_patient(root, "SC-N-05", "SCD0003901", "SC-N-5", "0101")
    (root / "scd_patientdata.csv").write_text(TABLE + rows, newline="")
    return root


if __name__ == "__main__":
    write_tree(sys.argv[1])
