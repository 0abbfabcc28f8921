"""Keras callbacks: a progress line, sample grids with a GIF, measures, resume."""

from gan_course.callbacks.evaluate import Evaluate, WatchModes
from gan_course.callbacks.progress import ProgressLine
from gan_course.callbacks.resume import Resume
from gan_course.callbacks.samples import SampleGrid
