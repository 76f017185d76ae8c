"""Level 3: architectures as functions of shapes and sizes."""
