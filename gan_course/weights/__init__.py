"""Weights shipped with the course, and the scripts that made them."""
