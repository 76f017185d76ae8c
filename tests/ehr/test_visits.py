"""Tables put in order, and everything that is odd about them said."""

import numpy as np
import pandas as pd
import pytest

from medkeras.ehr.visits import visits_from_lists, visits_from_tables
from medkeras.utils.errors import DataError

DAYS = pd.to_datetime(["2024-03-01", "2024-01-01", "2024-01-05", "2024-01-20"])


def tables():
    admissions = pd.DataFrame(
        {
            "encounter": [30, 10, 11, 20],
            "patient": ["b", "a", "a", "b"],
            "start": DAYS,
            "end": DAYS + pd.to_timedelta([1, 2, 3, 4], "D"),
            "method": [1, 2, 1, 1],
        }
    )
    codes = pd.DataFrame(
        {
            "encounter": [20, 10, 20, 11, 30],
            "code": ["428", "250", "401", "V57", "428"],
        }
    )
    return admissions, {"diagnosis": codes}


def test_visits_stand_by_patient_and_time():
    visits = visits_from_tables(*tables())
    assert visits.encounter.tolist() == [10, 11, 20, 30]
    assert visits.patient.tolist() == ["a", "a", "b", "b"]
    assert visits.start.tolist() == [0, 4, 0, 41]
    assert visits.stay.tolist() == [2, 3, 4, 1]
    assert visits.method.tolist() == [2, 1, 1, 1]
    assert [row.tolist() for row in visits.codes["diagnosis"]] == [
        ["250"], ["V57"], ["428", "401"], ["428"],
    ]  # fmt: skip
    assert visits.notes == ()


def test_times_between_visits_begin_anew_with_each_patient():
    visits = visits_from_tables(*tables())
    assert visits.gap.tolist() == [0, 2, 0, 37]
    assert visits.elapsed.tolist() == [0, 4, 0, 41]
    assert visits.first.tolist() == [0, 2] and visits.counts.tolist() == [2, 2]
    assert visits.person.tolist() == [0, 0, 1, 1]


def test_overlapping_visits_have_no_negative_gap():
    visits = visits_from_lists([[(0, 10, 1, {}), (4, 1, 1, {})]])
    assert visits.gap.tolist() == [0, 0] and visits.elapsed.tolist() == [0, 4]


def test_without_dates_the_order_counts():
    admissions, codes = tables()
    admissions[["start", "end"]] = pd.NaT
    visits = visits_from_tables(admissions, codes)
    assert not visits.dated
    assert visits.encounter.tolist() == [10, 11, 20, 30]
    assert visits.start.tolist() == [0, 1, 0, 1]
    assert np.isnan(visits.stay).all()
    assert np.isnan(visits.gap[[1, 3]]).all()


def spoiled(change, line):
    admissions, codes = tables()
    admissions, codes = change(admissions, codes)
    visits = visits_from_tables(admissions, codes)
    assert visits.notes.count(line) == 1, visits.notes
    return visits


def test_an_end_before_the_start():
    def change(admissions, codes):
        admissions.loc[0, "end"] = DAYS[0] - pd.Timedelta(days=1)
        return admissions, codes

    visits = spoiled(change, "1 encounters end before they start: left out")
    assert 30 not in visits.encounter
    assert "1 rows of diagnosis lack a code or encounter" in visits.notes
    assert "1 of 2 patients have one visit only" in visits.notes


def test_a_second_row_of_an_encounter():
    visits = spoiled(
        lambda admissions, codes: (
            pd.concat([admissions, admissions[:1]], ignore_index=True), codes
        ),
        "1 encounters stand there a second time: left out",
    )  # fmt: skip
    assert len(visits) == 4


def test_an_encounter_without_a_diagnosis_stays():
    visits = spoiled(
        lambda admissions, codes: (
            admissions, {"diagnosis": codes["diagnosis"][1:4]},
        ),
        "1 of 4 visits have no diagnosis",
    )  # fmt: skip
    assert len(visits) == 4


def test_one_without_a_date_among_dated_ones():
    def change(admissions, codes):
        admissions.loc[1, "start"] = pd.NaT
        return admissions, codes

    spoiled(change, "1 encounters have no start though others do: left out")


def test_one_without_an_end():
    def change(admissions, codes):
        admissions.loc[1, "end"] = pd.NaT
        return admissions, codes

    visits = spoiled(change, "1 encounters have no end: how long is unknown")
    assert np.isnan(visits.stay).tolist() == [True, False, False, False]


@pytest.mark.parametrize("name", ["encounter", "patient"])
def test_an_encounter_that_names_nobody(name):
    def change(admissions, codes):
        admissions[name] = admissions[name].astype(object)
        admissions.loc[[0, 3], name] = None
        return admissions, codes

    visits = spoiled(change, "2 encounters name nobody: left out")
    assert visits.patient.tolist() == ["a", "a"]


def test_times_as_texts_and_what_is_none():
    def change(admissions, codes):
        for column in ("start", "end"):
            admissions[column] = admissions[column].astype(str)
        admissions.loc[0, "start"] = "soon"
        admissions.loc[1, "start"] += "T00:00:00Z"
        return admissions, codes

    visits = spoiled(change, "1 cells of start are no times: unknown")
    assert visits.encounter.tolist() == [10, 11, 20]
    assert visits.start.tolist() == [0, 4, 0]


def test_numbers_are_no_times():
    admissions, codes = tables()
    with pytest.raises(DataError, match="expected times in end; found numbers"):
        visits_from_tables(admissions.assign(end=[1, 2, 3, 4]), codes)


def test_a_method_that_is_none():
    def change(admissions, codes):
        admissions.loc[1, "method"] = 9
        return admissions, codes

    line = "1 encounters with a method that is none: unknown"
    assert spoiled(change, line).method.tolist() == [0, 1, 1, 1]


def test_a_renamed_column_is_named():
    admissions, codes = tables()
    with pytest.raises(DataError, match="found none named method"):
        visits_from_tables(admissions.rename(columns={"method": "how"}), codes)
    renamed = {"diagnosis": codes["diagnosis"].rename(columns={"code": "c"})}
    with pytest.raises(DataError, match=r"codes\['diagnosis'\].*named code"):
        visits_from_tables(admissions, renamed)


def test_no_usable_encounter():
    admissions, codes = tables()
    with pytest.raises(DataError, match="found none to use"):
        visits_from_tables(admissions[:0], codes)


def test_a_part_of_the_visits():
    visits = visits_from_tables(*tables())
    part = visits.take([False, True, True, True])
    assert part.encounter.tolist() == [11, 20, 30]
    assert part.codes["diagnosis"][1].tolist() == ["428", "401"]
    assert part.counts.tolist() == [1, 2]
