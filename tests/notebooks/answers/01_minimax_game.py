"""Answers to exercises 01: wrong ones with their fault and what they are told."""

WRONG = {
    "01.1": [
        (
            "the share of generated samples",
            "is it real or generated whose share",
            {"r * p /": "1 - r * p /"},
        ),
        ("not normalized", "what do you divide by", {"(r * p + (": "(("}),
        ("the share r is ignored", "where does r enter", "return p / (p + q)"),
        ("the difference of densities", "set the derivative", "return r + (p - q) / 4"),
    ],
    "01.2": [
        (
            "log D for both kinds",
            "for generated samples",
            'value, compared = 2 * np.log(0.9), "higher"',
        ),
        (
            "the mean of both terms",
            "not the mean of all samples",
            'value, compared = (np.log(0.9) + np.log(0.1)) / 2, "lower"',
        ),
        ("compared the wrong way", "compare yours with it", {'= "lower': '= "higher'}),
    ],
    "01.3": [
        (
            "clipped probabilities",
            "is anything clipped",
            """
p = ops.clip(ops.sigmoid(fake_logits), 1e-7, 1 - 1e-7)
return -ops.mean(ops.log(p))
""",
        ),
        (
            "the saturating loss",
            "for harmless logits",
            "return -ops.mean(ops.softplus(fake_logits))",
        ),
        (
            "no mean over the batch",
            "a loss is one number",
            "return ops.softplus(-fake_logits)",
        ),
        (
            "the sigmoid is still there",
            "does an exp overflow",
            "return -ops.mean(ops.log(ops.sigmoid(fake_logits)))",
        ),
        (
            "rearranged, and an exp that overflows",
            "does an exp overflow",
            "return -ops.mean(fake_logits - ops.log(1 + ops.exp(fake_logits)))",
        ),
        (
            "clipped far out",
            "is anything clipped",
            "return ops.mean(ops.softplus(-ops.clip(fake_logits, -200, 200)))",
        ),
        (
            "the package's function, imported within",
            "without gan_course.losses",
            """
from gan_course.losses import non_saturating_generator_loss as loss

return loss(fake_logits)
""",
        ),
        (
            "right where it is tested, flat between",
            "at a logit of -80 the gradient should be -1",
            """
safe = ops.maximum(fake_logits, -80.0)
middle = -ops.log(1 / (1 + ops.exp(-safe)))
return ops.mean(ops.where(fake_logits < -80, -fake_logits, middle))
""",
        ),
        (
            "computed by NumPy",
            "gradients flow only through TensorFlow",
            "return np.mean(np.logaddexp(0, -np.asarray(fake_logits)))",
        ),
    ],
    "01.4": [
        (
            "a divergence that grows with the distance",
            "does not tell near from far",
            "return min(abs(theta), np.log(2)), abs(theta)",
        ),
        (
            "the sum instead of half of it",
            "half the sum of two terms",
            "return np.log(4) * (theta != 0), abs(theta)",
        ),
        (
            "a distance with a sign",
            "a distance is not negative",
            "return np.log(2) * (theta != 0), theta",
        ),
        (
            "apart on one side only",
            "but your divergence differs",
            "return np.log(2) * (theta > 0), abs(theta)",
        ),
    ],
}

RIGHT = {
    "01.1": [
        (
            "a list, place by place",
            """
def best_discriminator(p, q, r=0.5):
    if np.ndim(p) > 1:
        return [best_discriminator(a, b, r) for a, b in zip(p, q)]
    return [r * a / (r * a + (1 - r) * b) for a, b in zip(p, q)]
""",
        )
    ],
    "01.3": [
        (
            "Keras's loss",
            """
def generator_loss(fake_logits):
    import keras

    real = ops.ones_like(fake_logits)
    return keras.losses.BinaryCrossentropy(from_logits=True)(real, fake_logits)
""",
        ),
        (
            "a compiled function",
            """
@tf.function
def generator_loss(fake_logits):
    return tf.reduce_mean(tf.nn.softplus(-fake_logits))
""",
        ),
    ],
}
