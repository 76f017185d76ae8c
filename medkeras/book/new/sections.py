"""The sections of the review that a chapter may treat, and their parts."""

from medkeras.utils.errors import UsageError, nearest

PARTS = {
    "1": "1_introduction",
    "2": "2_techniques",
    "3": "3_applications",
    "4": "4_discussion",
    "5": "5_conclusion",
}
# Sections with text of their own; 2.0 is what comes before 2.1.
SECTIONS = (
    "1",
    *("2.0", "2.1.1", "2.1.2", "2.2.1", "2.2.2", "2.2.3", "2.2.4"),
    *("3.1.1", "3.1.2", "3.1.3", "3.1.4", "3.1.5", "3.1.6"),
    *("3.2.1", "3.2.2", "3.2.3", "3.3.1", "3.3.2"),
    *("3.4.1", "3.4.2", "3.4.3", "3.4.4", "3.4.5"),
    *("4.1", "4.2", "4.3", "4.4", "4.5"),
    *("4.6.1", "4.6.2", "4.6.3", "4.6.4", "4.6.5", "4.6.6", "4.6.7", "4.6.8"),
    "5",
)


def section_of(number: str) -> str:
    """The section that a chapter treats: 2.0.1 is the first one on 2.0."""
    above, _, last = number.rpartition(".")
    if number in SECTIONS:
        return number
    if above in SECTIONS and last.isdecimal() and last == str(int(last)):
        return above
    below = [each for each in SECTIONS if each.startswith(f"{number}.")]
    hint = f"; below it are {', '.join(below)}" if below else ""
    raise UsageError(
        "no such section of the review: expected a number such as 3.1.4. "
        f"Received: {number!r}{hint or nearest(number, SECTIONS)}"
    )


def part_of(number: str) -> str:
    """The folder of a chapter's part."""
    return PARTS[number.split(".")[0]]
