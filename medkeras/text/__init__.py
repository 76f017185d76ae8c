"""Level 1: texts as words, counts, weights and signatures.

NumPy and SciPy only. `tokens` cuts texts into words and shingles, `tf_idf`
weighs them, `naive_bayes` classifies by them, `bm25` finds texts by a
question, and `minhash` finds texts that say nearly the same.
"""
