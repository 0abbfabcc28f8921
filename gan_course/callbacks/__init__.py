"""Keras callbacks, for `GAN.fit`.

`progress` has a line that tells how far training is, `samples` grids and their GIF,
`evaluate` measures, `rates` keeps both learning rates in step, `resume` goes on after a
stop.
"""

from gan_course.callbacks.evaluate import Evaluate, WatchModes
from gan_course.callbacks.progress import ProgressLine
from gan_course.callbacks.rates import BothRates
from gan_course.callbacks.resume import Resume
from gan_course.callbacks.samples import SampleGrid, TranslationGrid
