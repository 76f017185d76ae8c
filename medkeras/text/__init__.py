"""Level 1: texts as words, counts, weights and signatures.

NumPy and SciPy only. `tokens` cuts texts into words and shingles, `tf_idf`
weighs them, `naive_bayes` classifies by them, `bm25` finds texts by a
question, and `minhash` finds texts that say nearly the same. `copy_forward`
says how much of a note is old, `deidentification` hides who it is about.
`pubtator` reads abstracts with marked names, `iob` writes marks as tags of
words and back, `lexicon` finds the names of a list, `linking` says which thing
a name is of. `claims_simulator`, `notes_simulator` and `abstracts_simulator`
make texts whose truth is known.
"""
