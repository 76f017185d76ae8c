"""Every plot of the book: arrays in, figures with alt text out."""
