"""nbgrader's two commands, one after the other: ...trial_run CHAPTER."""

import subprocess
import sys


def main(chapter: str) -> int:
    """Release a chapter and autograde it, in the folder of the course."""
    for command in ("generate_assignment", "autograde"):
        words = [sys.executable, "-m", "nbgrader", command, chapter]
        if code := subprocess.run(words).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
