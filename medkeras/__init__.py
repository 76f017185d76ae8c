"""Deep learning in healthcare, built by hand and with Keras.

Importing `medkeras` imports no TensorFlow; each sub-package is named after
what it holds.
"""

__version__ = "0.1.0"
