"""Duijie (对接): an open platform for science-and-technology communities."""

__version__ = "0.1.0"
