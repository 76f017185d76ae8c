"""Level 1: health records as codes, visits, histories and sentences.

NumPy, SciPy and pandas only. `ragged` holds lists of unlike lengths, `codes`
cuts codes of a system to their category, `vocabulary` numbers them, `visits`
puts tables in order, `histories` lays visits out in arrays, `sequencer` writes
them as sentences, `word_vectors` learns words from their company, and
`hourly_grids` sums up measurements hour by hour.
"""
