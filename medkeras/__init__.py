"""Deep learning in healthcare, built by hand and with Keras.

Importing `medkeras` imports no TensorFlow; each sub-package is imported by
itself. `import medkeras.models` registers all models, layers and losses of
the book for `keras.models.load_model`.
"""

import os

# Else oneDNN prepares the gradient of a convolution's filter, and any
# convolution of more than 32 images, anew at each call, to save some memory.
os.environ.setdefault("TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE", "0")

__version__ = "0.1.0"
