"""`medkeras new`: skeletons of a chapter, a data set, an exercise."""

from collections.abc import Callable

import click


@click.group(
    epilog="Begin with: medkeras new chapter 3.1.4 skin_cancer",
)
def new() -> None:
    """Write the skeleton of a chapter, a data set or an exercise.

    It builds and runs; what is left to write is marked WRITE:, and a test
    fails until it is written. Nothing is overwritten.
    """


@new.command(epilog="Example: medkeras new chapter 3.1.4 skin_cancer")
@click.argument("number")
@click.argument("name")
def chapter(number: str, name: str) -> None:
    """Write a chapter on section NUMBER of the review."""
    from medkeras.book.new.new_chapter import new_chapter

    _write(new_chapter, number, name)


@new.command(epilog="Example: medkeras new dataset skin_lesions")
@click.argument("name")
def dataset(name: str) -> None:
    """Write a data set: a phantom, its card, its builder, its test."""
    from medkeras.book.new.new_dataset import new_dataset

    _write(new_dataset, name)


@new.command(epilog="Example: medkeras new exercise 3.1.4-1 share_above")
@click.argument("number")
@click.argument("name")
def exercise(number: str, name: str) -> None:
    """Write exercise NUMBER, whose answer is the function NAME.

    Its cells go before the chapter's summary, its check into a file of its
    own.
    """
    from medkeras.book.new.new_exercise import new_exercise

    _write(new_exercise, number, name)


def _write(make: Callable, *words: str) -> None:
    from medkeras.book.new import additions
    from medkeras.book.report import shown

    root = additions.book_of_an_author()
    addition = make(*words, root)
    for path in additions.add(addition):
        did = "changed" if path in addition.changed else "wrote"
        click.echo(f"{did} {shown(path)}")
    click.echo(f"Next: {addition.following}")
