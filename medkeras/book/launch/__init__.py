"""One command on several workers: where they are, started, watched, ended."""
