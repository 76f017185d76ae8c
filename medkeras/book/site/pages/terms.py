"""Terms where the chapters first explain them: the rule, and what it misses.

The masters set a term in bold where they explain it. Bold are also the heads
of paragraphs, which end in a full stop, and a stressed word now and then; so a
bold phrase counts where what stands around it explains or introduces it.
"""

import dataclasses
import re
from collections.abc import Iterable, Iterator

from medkeras.book.site.pages.books import Book, label

BOLD = re.compile(r"(?<!\*)\*\*(?!\s)([^*]+?)\*\*(?!\*)", re.DOTALL)
# Equations in lines of their own end the sentence that announces them.
DISPLAYED = re.compile(r"\$\$([^$]+?)[.,;]?\s*\$\$")
ANNOUNCED = re.compile(r"(?<=[,:])(\s*\n\s*\n\$\$[^$]+\$\$)+")
# "**A plain model first.** ..." at the beginning of a paragraph.
HEAD = re.compile(r"^\*\*[^*]+[.?!:]\*\* ")
RUNNING = re.compile(r"[a-z,] (?:\*\*)?$")  # before a word within a sentence
LONGEST = 4  # words
# A term does not begin with one of these; a stressed phrase does.
STRESSED = frozenset(
    "a all an are before both each every has here how in its no nobody none "
    "not of on one same the what when where whether who without you".split()
)
VERBS = (
    "adds are asks compares counts divides draws finds gives hides holds is "
    "keeps learns looks makes means measures multiplies puts reads records "
    "says sets shares shows shuffles stands takes tells uses weighs writes"
).replace(" ", "|")
OPENERS = (
    "a an as by counts from how in it letters missing one or that the too "
    "ways what which with"
).replace(" ", "|")
# What follows a term that is explained: brackets, a colon, a verb ...
AFTER = re.compile(
    rf" \(| \$|: |,? [^.]{{0,30}}\((?:[A-Z][\w-]+ )?\d{{4}}|, (?:{OPENERS})\b"
    rf"| (?:{VERBS})\b"
)
# ... and what stands before one that is named after its explanation.
BEFORE = re.compile(
    r"(?:\(|\b(?:called|is|are|an?|the|its|their)|[,:]) ?$", re.I
)
CLOSED = re.compile(r"[.,;:)]|$")
# Bold for other reasons, though it reads like a term: the names that a chapter
# gives to what it compares, its own steps and questions, and words that carry a
# sentence's stress.
COMPARED = """
autoencoder; average; cnn; codes; decay; detector; dice by patient; effect;
event 1; event 2; gain; grain; gross; head size; intended use; later months;
mean; own level; position; random windows; tosses of a coin; words
"""
STEPS = """
come; line 2, its card; look; person; plain baselines first; quality check;
question a; question b; share of the rest; equal row
"""
STRESS = """
answers to; augmented; available; b; baseline; c; difference; embed; equal
compute; evaluation; kaplan and meier; largest upright square inside; memory;
mcnemar's; nadeau and bengio; patient; rdkit can read it; reported as not
helping; seed; youden's
"""
NOT_TERMS = frozenset(
    " ".join(each.split())
    for each in ";".join((COMPARED, STEPS, STRESS)).split(";")
)


@dataclasses.dataclass(frozen=True)
class Term:
    """A term, the sentence that explains it, and the place of that cell."""

    name: str
    sentence: str
    book: Book
    place: str


def terms(books: Iterable[Book]) -> list[Term]:
    """Terms of some chapters, each where it is first explained."""
    books = list(books)
    found: dict[str, Term] = {}
    for book in books:
        for cell in book.notebook.cells:
            if cell.cell_type != "markdown":
                continue
            for name, sentence in explained(cell.source):
                place = label(book.name, cell)
                found.setdefault(_key(name), Term(name, sentence, book, place))
    text = _running_text(books)
    named = [
        dataclasses.replace(term, name=_inside(term.name, text))
        for term in found.values()
    ]
    return sorted(named, key=lambda term: _key(term.name))


def explained(markdown: str) -> Iterator[tuple[str, str]]:
    """Terms that a text cell explains, each with its sentence."""
    for block in _blocks(markdown):
        for match in BOLD.finditer(block):
            before, after = block[: match.start()], block[match.end() :]
            if _is_term(match[1], before, after):
                yield match[1], _sentence(block, match.start())


def _is_term(name: str, before: str, after: str) -> bool:
    words = name.split()
    if name.endswith((".", "?", "!", ":")) or len(words) > LONGEST:
        return False
    if words[0].casefold() in STRESSED or _is_no_term(name):
        return False
    if before == "- ":  # the head of an item: a method if a source is given
        return after.startswith(" (")
    if AFTER.match(after):
        return True
    return bool(before and BEFORE.search(before) and CLOSED.match(after))


def _is_no_term(name: str) -> bool:
    return {_key(name), name.casefold()} & NOT_TERMS != set()


def _blocks(markdown: str) -> Iterator[str]:
    """Paragraphs and items of lists, each on one line with its equation."""
    markdown = ANNOUNCED.sub(_inline, markdown)
    for part in re.split(r"\n\s*\n|\n(?=- |\d+\. )", markdown):
        part = part.strip()
        if part and not part.startswith(("#", "|", "```", "$$", ">", "(")):
            yield HEAD.sub("", " ".join(part.split()))


def _inline(equations: re.Match) -> str:
    return " " + ", ".join(f"${e}$" for e in DISPLAYED.findall(equations[0]))


def _sentence(block: str, place: int) -> str:
    """The sentence around a place; the next one too where it is short."""
    block_start = 2 if block.startswith("- ") else 0
    ends = [block_start, *_ends(block), len(block)]
    start = max(end for end in ends if end <= place)
    later = [end for end in ends if end > place]
    end = later[0]
    if end - start < 60 and len(later) > 1:
        end = later[1]
    text = BOLD.sub(r"\1", block[start:end].strip())
    # What stood before or after it stands for itself in the chapter.
    head = "... " if block_start == start == 0 and text[0].islower() else ""
    return head + re.sub(r"[,:]$", " ...", text)


def _ends(block: str) -> list[int]:
    """Where sentences begin: after a stop, outside equations and brackets."""
    covered = re.sub(
        r"\$[^$]*\$|`[^`]*`|\([^()]*\)|\bet al\.|\be\.g\.|\bi\.e\.",
        lambda match: "X" * len(match[0]),
        block,
    )
    return [m.end() for m in re.finditer(r"[.?!]\"? +(?=[^a-z])", covered)]


def _key(name: str) -> str:
    """The same for a plural, a capital and both spellings."""
    plain = " ".join(name.casefold().split()).replace("isation", "ization")
    return plain[:-1] if plain.endswith("s") and len(plain) > 4 else plain


def _running_text(books: list[Book]) -> str:
    cells = (cell for book in books for cell in book.notebook.cells)
    return "\n".join(c.source for c in cells if c.cell_type == "markdown")


def _inside(name: str, text: str) -> str:
    """Without the capital that it had at the head of a sentence only."""
    small = name[0].lower() + name[1:]
    # A search that begins with letters is a fast one.
    for match in re.finditer(rf"{re.escape(small)}\b", text):
        if RUNNING.search(text, max(0, match.start() - 4), match.start()):
            return small
    return name
