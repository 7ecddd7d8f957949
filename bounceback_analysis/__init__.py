"""Learn from job interviews that ended in a no: the front door, which imports on demand.

The names and where they live stand in ``__init__.pyi``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
