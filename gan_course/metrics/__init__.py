"""How good and how varied generated images are, as numbers.

What papers compute on the features of the Inception network is computed here on
those of the course's MNIST classifier (`classify`). The formulas are the papers',
the values are not comparable with theirs: compare with the floor, real images
against other real images, and with other generators of this course.

`distances` has the Fréchet and the kernel distance, `scores` what the classifier reads
and precision with recall, `coverage` counts modes, `classes` asks for what was ordered,
and `attributes` measures ink, slant and thickness. `usefulness` learns from images,
`similarity` compares them with their truth.
"""

from gan_course.checks import check_features, check_number
from gan_course.metrics.attributes import ink_area, slant, thickness
from gan_course.metrics.classes import best_matching, class_accuracy, within_classes
from gan_course.metrics.coverage import (
    kl_to_uniform,
    mode_coverage,
    stacked_mode_coverage,
)
from gan_course.metrics.distances import (
    BLOCK,
    frechet_distance,
    frechet_distance_of_normals,
    frechet_interval,
    kernel_distance,
    matrix_root,
    random_groups,
    squared_mmd,
)
from gan_course.metrics.scores import (
    classifier_score,
    classify,
    evaluate,
    precision_recall,
)
from gan_course.metrics.similarity import psnr, retrieval, ssim
from gan_course.metrics.usefulness import accuracy, train_classifier
