"""Pictures: grids, animations, sliders, and drawings of what is taught."""

from gan_course.plotting import diagrams
from gan_course.plotting.images import image_grid, save_gif, show_images
from gan_course.plotting.sliders import sliders

__all__ = ["diagrams", "image_grid", "save_gif", "show_images", "sliders"]
