"""The data of the course, as arrays, as samples and as batches.

- `load_mnist`: handwritten digits. `stack_digits`: three of them as the channels of
  one image.
- `load_world`: pairs of map tiles; `brighten`: the dark one made brighter.
  `load_avatars`: drawn faces with their factors. `load_brain`: slices of a brain with
  their tissues.
- `GaussianMixture`, `gaussian_ring`, `gaussian_grid`, `correlated_gaussian`: points
  whose density is known.
- `scale`, `image_batches`: from 8-bit pixels to batches for training.
- `paired_batches`, `unpaired_batches`: batches of two kinds of images.
- `shrink`, `enlarge`, `add_noise`, `blur`, `cut_hole`: what spoils images.
- `load_folder`, `load_pairs`: pictures of one's own.
- `few_of_each`: a few images of every class. `mixed_batches`: batches of two sources.
  `to_pixels`: samples as 8-bit pixels.
- `load_table`: what a long experiment found. `course_folder`, `TABLES`: where the
  course's data and tables are.

What checks arguments and writes files is in `gan_course.checks`.
"""

from gan_course.checks import (
    check_choice,
    check_images,
    check_number,
    check_points,
    check_writable,
    write_whole,
)
from gan_course.data.avatars import AVATAR_FACTORS, avatar_label, load_avatars
from gan_course.data.batches import image_batches, scale
from gan_course.data.brain import load_brain
from gan_course.data.degradations import add_noise, blur, cut_hole, enlarge, shrink
from gan_course.data.few import few_of_each, mixed_batches, to_pixels
from gan_course.data.folders import load_folder, load_pairs
from gan_course.data.mixtures import (
    GaussianMixture,
    correlated_gaussian,
    gaussian_grid,
    gaussian_ring,
)
from gan_course.data.mnist import load_mnist
from gan_course.data.pairs import paired_batches, unpaired_batches
from gan_course.data.shipped import MNIST, TABLES, course_folder, load_table
from gan_course.data.stacked import stack_digits
from gan_course.data.world import brighten, load_world
