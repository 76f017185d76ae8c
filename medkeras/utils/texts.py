"""Lists of texts that functions are given."""

from collections.abc import Iterable, Mapping

from medkeras.utils.errors import UsageError, one_line


def texts_of(name: str, texts) -> list[str]:
    """Return texts as a list; refuse one text, and what is no text."""
    is_list = isinstance(texts, Iterable)
    if not is_list or isinstance(texts, str | bytes | Mapping):
        raise UsageError(
            f"`{name}` must be a list of texts. Received: {one_line(texts)}"
        )
    texts = list(texts)
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise UsageError(
                f"`{name}` must hold texts. Received: {one_line(text)} at "
                f"place {place}"
            )
    return [str(text) for text in texts]
