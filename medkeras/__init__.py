"""Deep learning in healthcare, built by hand and with Keras.

Importing `medkeras` imports no TensorFlow; each sub-package is imported by
itself. `import medkeras.models` registers all models, layers and losses of
the book for `keras.models.load_model`.
"""

__version__ = "0.1.0"
