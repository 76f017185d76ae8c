"""How long 100,000 SMILES take to be cut into tokens and numbered."""

TITLE = "100,000 SMILES"
EQUAL = (
    "seconds of made-up molecules of about 25 tokens each: cut into tokens, "
    "and encoded as one padded array of numbers"
)
BUDGET = {"seconds": 2.0}
DIFFERENT, REPEATS = 2_000, 50


def ours():
    import time

    from medkeras.molecules import SmilesVocabulary, assemble_molecules
    from medkeras.molecules.smiles_tokens import tokenize_many

    smiles = assemble_molecules(DIFFERENT).smiles * REPEATS
    vocabulary = SmilesVocabulary.of(smiles[:DIFFERENT])

    def timed(act):
        start = time.perf_counter()
        act()
        return {"seconds": time.perf_counter() - start}

    def run():
        return {
            f"{TITLE}, tokens": timed(lambda: tokenize_many(smiles)),
            f"{TITLE}, numbers": timed(lambda: vocabulary.encode(smiles)),
        }

    return run
