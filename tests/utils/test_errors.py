"""Errors that offer a way out."""

from medkeras.utils.errors import DataError, UsageError, nearest, one_line


def test_nearest_offers_what_was_meant_and_nothing_else():
    assert nearest("lessen", ["smoke", "lesson"]) == ". Did you mean: lesson?"
    assert nearest("xyz", ["smoke", "lesson"]) == ""


def test_a_data_error_is_a_usage_error():
    assert issubclass(DataError, UsageError)


def test_long_things_are_shown_on_one_short_line():
    assert one_line("a\n  b") == "a b"
    assert len(one_line("x" * 99)) == 60
