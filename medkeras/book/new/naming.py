"""Names that an author may give to what is new."""

import keyword
import re

from medkeras.utils.errors import UsageError

LONGEST = 30  # so that no line of a skeleton gets too long
FORM = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def require_name(name: str, what: str, reserved: tuple[str, ...] = ()) -> None:
    """Refuse what could not be the name of a file and of a Python object."""
    if not FORM.fullmatch(name) or len(name) > LONGEST:
        raise UsageError(
            f"{what} needs a name of small letters, digits and single "
            f"underscores, at most {LONGEST} characters, as in skin_cancer. "
            f"Received: {name!r}"
        )
    if keyword.iskeyword(name) or name in reserved:
        raise UsageError(
            f"{what} needs a name that is free: this one means something in "
            f"Python or beside it. Received: {name!r}"
        )


def title_of(name: str) -> str:
    """A name as a title: skin_cancer becomes Skin cancer."""
    return name.replace("_", " ").capitalize()
