"""Floor 2: data sets, splits by patient, and the audit for leaks."""
