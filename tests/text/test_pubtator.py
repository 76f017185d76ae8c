import pytest

from medkeras.text.abstracts_simulator import simulate_abstracts
from medkeras.text.pubtator import (
    Mention,
    apart,
    columns_of,
    lines_of,
    mentions_of,
    read_pubtator,
)
from medkeras.utils.errors import DataError, UsageError


def written(abstract):
    """An abstract in PubTator's form."""
    title, _, rest = abstract.text.partition(" ")
    lines = [f"{abstract.pmid}|t|{title}", f"{abstract.pmid}|a|{rest}"]
    for start, end, *named in abstract.mentions:
        letters = abstract.text[start:end]
        cells = [abstract.pmid, str(start), str(end), letters, *named]
        lines.append("\t".join(cells))
    for pair in abstract.relations:
        lines.append("\t".join([abstract.pmid, "CID", *pair]))
    return "\n".join(lines)


def test_what_is_written_is_read():
    made = simulate_abstracts(7, seed=3)
    found, notes = read_pubtator("\n\n".join(map(written, made)) + "\n\n\n")
    assert found == made and notes == []


def test_mentions_come_back_from_the_columns_of_a_data_set():
    made = simulate_abstracts(3, seed=1, kinds="four")
    columns = columns_of(made)
    for lines, abstract in zip(columns["mentions"], made, strict=True):
        assert mentions_of(lines) == abstract.mentions


def test_the_longer_of_two_mentions_that_overlap_stays():
    spans = [(0, 4), (2, 9), (8, 10), (12, 13), (12, 13)]
    mentions = [Mention(*span, "a", "-1") for span in spans]
    kept = [mention[:2] for mention in apart(mentions)]
    assert kept == [(2, 9), (12, 13)]


def test_a_missing_identifier_is_none_and_blank_lines_may_be_many():
    text = "\n\n1|t|Ab.\n1|a|Cd.\n1\t0\t2\tAb\tDisease\n \n\n2|t|x\n2|a|y"
    found, _ = read_pubtator(text)
    assert found[0].mentions == (Mention(0, 2, "Disease", "-1"),)
    assert len(found) == 2


@pytest.mark.parametrize(
    "text", ["", "1|t|a", "1|t|a\n2|a|b", "1|t|a\n1|a|b\n1\tx\t2\ta\tb\tc"]
)
def test_other_forms_are_one_line(text):
    with pytest.raises(DataError) as error:
        read_pubtator(text, "file")
    assert "\n" not in str(error.value) and "file" in str(error.value)
    with pytest.raises(UsageError):
        mentions_of("0\t2")
    with pytest.raises(UsageError):
        read_pubtator(None)


def test_lines_of_another_system_and_a_place_behind_the_end():
    text = "1|t|A 𝛽.\n1|a|Cough\n1\t5\t10\tCough\tDisease\tD\n"
    mention = Mention(5, 10, "Disease", "D")
    twice = "\ufeff" + (text + "\n" + text.replace("1|", "2|")[:19])
    for each in (text, text.replace("10", "11"), text.replace("\n", "\r\n")):
        assert read_pubtator(each)[0][0].mentions == (mention,)
    assert len(read_pubtator(twice.replace("\n", "\r\n"))[0]) == 2
    with pytest.raises(DataError, match="expected start"):
        read_pubtator(text.replace("\t5", "\t"))
    odd = (mention._replace(identifier="D\x85E"),)
    assert mentions_of(lines_of(odd)) == odd and mentions_of("") == ()
