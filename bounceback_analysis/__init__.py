"""Learn from job interviews that ended in a no: the front door, which imports on demand.

The names and where they live stand in ``__init__.pyi``.
"""

import lazy_loader

# At once, and it is light: else the module of the same name would hide the function.
from bounceback_analysis.topics import topics as topics

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
