"""Pima Indians Diabetes: 768 women, eight measurements, one outcome each."""

from typing import ClassVar

import numpy as np
from medkeras_datasets.pima_diabetes import table

from medkeras.data.building import DatasetBuilder, number_patients

# Nobody alive has a glucose or a body mass index of 0: here 0 says "missing".
ZERO_IS_MISSING = (
    "glucose",
    "blood_pressure",
    "skin_thickness",
    "insulin",
    "bmi",
)


class Builder(DatasetBuilder):
    """Builder of the 768 rows; `sample` and `full` hold the same women."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {
        "1.0.0": "The published table, zeros turned into NaN."
    }
    VARIANTS: ClassVar = {
        "sample": "The 768 rows shipped with the book.",
        "full": "The 768 rows of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {table.FILE} (CSV, {table.NUM_ROWS} rows, header "
        f"{table.HEADER}) in this folder; it is also in the folder sample/ of "
        "this builder."
    )
    HOMEPAGE = "https://www.openml.org/d/37"
    FEATURES: ClassVar = {
        **{name: np.float32 for name in table.COLUMNS},
        "diabetes": np.int64,  # 1: onset seen at any later survey
        "patient": np.int64,  # row number in the published file
    }

    def read_sample(self, folder):
        """Read the table of a folder; it has no split but one."""
        (known,) = self.url_infos.values()
        values = table.read_table(
            folder / table.FILE, known.checksum, table.NUM_ROWS
        )
        columns = dict(zip(table.COLUMNS, values.T, strict=False))
        for name in ZERO_IS_MISSING:
            columns[name] = np.where(columns[name] == 0, np.nan, columns[name])
        columns["diabetes"] = values[:, -1].astype(np.int64)
        return number_patients({"train": columns})

    def read_full(self, dl_manager):
        """Read your own copy of the table."""
        return self.read_sample(dl_manager.manual_dir)
