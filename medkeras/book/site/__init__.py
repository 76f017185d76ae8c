"""The book as a static site: what it is made of, and how it is built."""
