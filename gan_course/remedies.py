"""Where `gan_course.training` had its recipes before: for notebooks handed out then."""

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
from gan_course.training.wasserstein import wgan, wgan_gp
