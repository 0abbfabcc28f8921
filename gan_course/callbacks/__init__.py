"""Keras callbacks, for `GAN.fit`.

`progress` has a line that tells how far training is, `samples` grids and their GIF,
`evaluate` measures, `resume` goes on after a stop.
"""

from gan_course.callbacks.evaluate import Evaluate, WatchModes
from gan_course.callbacks.progress import ProgressLine
from gan_course.callbacks.resume import Resume
from gan_course.callbacks.samples import SampleGrid
