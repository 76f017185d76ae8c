from pathlib import Path

from medkeras.data import Card, card


def test_the_phantom_is_called_synthetic():
    phantom = card("vein_reflux")
    assert phantom.provenance == "synthetic"
    assert "say nothing about patients" in phantom.text


def test_a_stand_in_for_a_real_set_is_called_synthetic():
    facts = {"provenance": "real", "sample_provenance": "synthetic"}
    both = Card("both", facts, "", Path())
    assert both.provenance_of("sample") == "synthetic"
    assert both.provenance_of("full") == "real"
    assert card("pima_diabetes").provenance_of("sample") == "real"
    assert card("vein_reflux").provenance_of("sample") == "synthetic"
