"""Training: one step of both players, the GAN as a `keras.Model`, and its recipes.

`steps` has the steps, `gan` the model whose `fit` takes them, `checks` what it refuses,
`remedies` what helps against mode collapse, `wasserstein` what makes a critic,
`plane_gans` GANs in the plane to try remedies and critics on. `conditional` has the GAN
that takes orders, `information` the one whose code can be read off its images,
`semi_supervised` the one whose discriminator is a classifier. `paired` and `unpaired`
make images of images, `image_checks` has what they refuse.
"""

from gan_course.training.buffer import ImageBuffer, exchange
from gan_course.training.conditional import (
    ConditionalGAN,
    update_auxiliary,
    update_conditional,
)
from gan_course.training.gan import GAN
from gan_course.training.information import InfoGAN, update_informed
from gan_course.training.paired import PairedGAN, update_paired
from gan_course.training.plane_gans import plane_gan, plane_wgan
from gan_course.training.remedies import (
    HistoricalPenalty,
    feature_matching,
    historical_averaging,
    label_smoothing,
    unrolling,
    update_feature_matching,
    update_unrolled,
)
from gan_course.training.semi_supervised import (
    SemiSupervisedGAN,
    realness_logits,
    update_semi_supervised,
)
from gan_course.training.steps import (
    dcgan_adam,
    descend,
    update_average,
    update_discriminator,
    update_generator,
    update_in_turn,
    update_players,
)
from gan_course.training.unpaired import CycleGAN, update_cycle
from gan_course.training.wasserstein import clip_weights, wgan, wgan_gp
