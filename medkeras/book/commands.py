"""What all commands share: errors in one line, and names that are close."""

import contextlib
import sys
from collections.abc import Iterator

import click

from medkeras.utils.errors import UsageError, nearest

INTERRUPTED = 130
# What a chapter does not need, but the commands that run and build them.
EXTRA = 'pip install "medkeras[book]"'
FULL = "No space left on device"
PLACES = "MEDKERAS_DATA_DIR for prepared data, --out for results"
# It makes a grammar of web addresses when it is imported, for a check of
# jsonschema that no notebook needs: two seconds before any command with one.
SPARED = "rfc3987_syntax"


class Choice(click.Choice):
    """click's choice, which also offers the nearest names."""

    def get_invalid_choice_message(self, value, ctx) -> str:
        """What click says, and the names that are close."""
        message = super().get_invalid_choice_message(value, ctx)
        return message.rstrip(".") + nearest(str(value), self.choices)


class Commands(click.Group):
    """Turns errors meant for the reader into one line and an exit code."""

    def invoke(self, ctx: click.Context):
        """Run a command; what a person can act on becomes a line."""
        try:
            with absent(SPARED):
                return super().invoke(ctx)
        except UsageError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2)
        except ModuleNotFoundError as error:
            if (error.name or "medkeras").startswith("medkeras"):
                raise
            click.echo(
                f"Error: this command needs {error.name}, which is not "
                f"installed: {EXTRA}",
                err=True,
            )
            ctx.exit(1)
        except (OSError, RuntimeError) as error:
            line = _for_the_reader(error)
            if not line:
                raise
            click.echo(f"Error: {line}", err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("Interrupted; nothing half-written is left.", err=True)
            ctx.exit(INTERRUPTED)


@contextlib.contextmanager
def absent(module: str) -> Iterator[None]:
    """Packages that could do with a module, or without it, do without."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None
    try:
        yield
    finally:
        sys.modules.pop(module, None)


def _for_the_reader(error: BaseException | None) -> str:
    """What the system refused, in a line; "" for an error of the book's."""
    # TFDS wraps what TensorFlow says of a full disk in a RuntimeError.
    while error is not None:
        named = getattr(error, "filename", None)
        place = f"{named}: " if named else ""
        if FULL in str(error):
            way_out = f"free some, or choose another place ({PLACES})"
            return f"{place}{FULL}: {way_out}"
        if isinstance(error, OSError) and error.strerror:
            return f"{place}{error.strerror}"
        error = error.__cause__ or error.__context__
    return ""
