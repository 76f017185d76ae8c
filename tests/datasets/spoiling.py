"""Ways to spoil a table, for the tests of what reads it."""


def rewrite(path, change):
    """Change the text of a file, line ends as they come."""
    path.write_bytes(change(path.read_text()).encode())


def with_cell(row, column, value):
    """A change of one cell of a table with commas; row 0 is the header."""

    def change(text):
        lines = [line.split(",") for line in text.strip().split("\n")]
        lines[row][lines[0].index(column)] = value
        return "\n".join(",".join(line) for line in lines)

    return change
