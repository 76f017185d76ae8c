"""Floor 6: build, run, record and ledger; the `medkeras` command."""
