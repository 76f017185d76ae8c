"""Level 2: layers that Keras does not have, written in keras.ops."""
