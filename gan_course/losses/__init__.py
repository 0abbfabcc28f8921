"""Losses of the two players, and penalties: pure functions that return a scalar.

A logit is what the discriminator returns: any real number, where
`sigmoid(logit)` is its probability that the image is real. Each pair is named
`<family>_discriminator_loss(real_logits, fake_logits)` and
`<family>_generator_loss(fake_logits)`; they are in `adversarial`. The penalties, in
`penalties`, take the discriminator and images; `information` has the losses of named
classes and codes, `reconstruction` that of images whose truth is known.
"""

from gan_course.losses.adversarial import (
    hinge_discriminator_loss,
    hinge_generator_loss,
    least_squares_discriminator_loss,
    least_squares_generator_loss,
    minimax_discriminator_loss,
    minimax_generator_loss,
    non_saturating_generator_loss,
    wasserstein_discriminator_loss,
    wasserstein_generator_loss,
)
from gan_course.losses.information import class_loss, code_loss
from gan_course.losses.penalties import (
    feature_matching_loss,
    gradient_norms,
    gradient_penalty,
    r1_penalty,
)
from gan_course.losses.reconstruction import l1_loss
