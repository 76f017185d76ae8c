"""Text cells in pieces that fit on a slide."""

import re

COLUMNS = 72  # of text that fit on a line of a slide
LONG = 320  # characters of a paragraph that is shown as a whole
FENCES = ("$$", "```")
QUESTION = re.compile(r"((?<!> )\*Predict:[^*]+\*)")  # within a paragraph
# A sentence's end, but not that of an abbreviation or an initial.
END = re.compile(
    r"(?<!\bal\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\b[A-Z]\.)"
    r"(?<=[.?!])\*{0,2}\s+(?=[A-Z*\"'(`])"
)
MASKED = re.compile(r"\$[^$]+\$|`[^`]+`|\([^()]*\)")


def blocks(source: str) -> list[str]:
    """Paragraphs, lists, tables, equations and headings, each a block."""
    found, current, fence = [], [], None
    for line in source.split("\n"):
        opens = next((f for f in FENCES if line.lstrip().startswith(f)), None)
        if fence:
            current.append(line)
            if line.rstrip().endswith(fence):
                fence = None
        elif not line.strip():
            found.append(current)
            current = []
        elif line.startswith("#"):
            found += [current, [line]]
            current = []
        else:
            current.append(line)
            if opens and line.strip().count(opens) == 1:
                fence = opens
    found.append(current)
    texts = ["\n".join(each).strip() for each in found]
    texts = [text for text in texts if not _is_practical(text)]
    parts = [part.strip() for text in texts for part in QUESTION.split(text)]
    return [part for part in parts if part]


def is_question(block: str) -> bool:
    """Whether a block asks the reader to predict something."""
    plain = block.lstrip("> *").lower()
    return plain.startswith("predict")


def opening(block: str, most: int = LONG) -> str:
    """The first sentences of a long paragraph; any other block as it is."""
    if len(block) <= most or not _is_paragraph(block):
        return block
    hidden = MASKED.sub(lambda match: "x" * len(match[0]), block)
    ends = [match.start() for match in END.finditer(hidden)]
    if not ends:
        return block
    fitting = [end for end in ends if end <= most] or ends[:1]
    first = block[: fitting[-1]].rstrip(" :")
    if first.count("**") % 2:
        first += "**"
    return first if first.endswith((".", "?", "!", "**")) else f"{first}."


def weight(block: str) -> float:
    """Lines that a block needs on a slide."""
    if block.startswith("$$"):
        return 2.5 * max(1, block.count(r"\\") + 1)
    if block.startswith("|"):
        return 1.2 * block.count("\n")
    lines = re.split(r"\n(?=[-*]|\d+\.)", block)
    return sum(1.3 + len(line) // COLUMNS for line in lines)


def _is_paragraph(block):
    return not re.match(r"[-*] |\d+\. |\||\$\$|```|>|<|#", block)


def _is_practical(text):
    """What is for readers at a keyboard, such as seconds and downloads."""
    return text.startswith(("**Budget.**", "After it you will", "**You need**"))
