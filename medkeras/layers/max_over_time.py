"""A convolution that keeps only its strongest answer, with its gradient."""

import tensorflow as tf


@tf.custom_gradient
def max_over_time(vectors, kernel, bias, there):
    """The strongest answer of each filter to any n-gram of a sentence.

        h_k = max(0, b_k + max_t Σ_i W_ki · e_{t+i})

    Of all n-grams one a filter gets a gradient. TensorFlow and PyTorch carry
    the zeros of all others back through the convolution, twice the work of the
    way forward; here the one n-gram is looked up.

    Args:
        vectors: (sentences, words + n - 1, width); what ends in zeros.
        kernel: (n, width, filters).
        bias: (filters,).
        there: (sentences, words), truth values: an n-gram begins here.

    Returns:
        (sentences, filters); 0 for a sentence without words.

    Example:
        >>> import tensorflow as tf
        >>> from medkeras.layers.max_over_time import max_over_time
        >>> vectors, kernel = tf.ones((1, 4, 2)), tf.ones((2, 2, 1))
        >>> there = tf.constant([[True, True, False]])
        >>> max_over_time(vectors, kernel, tf.zeros(1), there).numpy()
        array([[4.]], dtype=float32)

    Chapter: 3.3.1
    """
    matches = tf.nn.conv1d(vectors, kernel, 1, "VALID")  # (s, words, filters)
    least = tf.constant(matches.dtype.min, matches.dtype)
    matches = tf.where(there[..., None], matches, least)
    start = tf.argmax(matches, axis=1, output_type=tf.int32)  # (s, filters)
    # The bias is the same at all places: it may wait for the maximum.
    best = tf.nn.relu(tf.reduce_max(matches, axis=1) + bias)

    def gradient(upstream):
        upstream = upstream * tf.cast(best > 0, upstream.dtype)
        n, width = kernel.shape[0], kernel.shape[1]
        place = start[..., None] + tf.range(n)  # (s, filters, n)
        grams = tf.gather(vectors, place, batch_dims=1)
        of_kernel = tf.einsum("sk,skne->nek", upstream, grams)
        spread = tf.einsum("sk,nek->skne", upstream, kernel)
        sentences, length = tf.shape(vectors)[0], tf.shape(vectors)[1]
        row = place + length * tf.range(sentences)[:, None, None]
        of_vectors = tf.math.unsorted_segment_sum(
            tf.reshape(spread, (-1, width)),
            tf.reshape(row, (-1,)),
            sentences * length,
        )
        of_vectors = tf.reshape(of_vectors, tf.shape(vectors))
        return of_vectors, of_kernel, tf.reduce_sum(upstream, axis=0), None

    return best, gradient
