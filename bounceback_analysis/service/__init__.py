"""Many logs: the same tables over a whole service, with nobody recognisable in them.

``bb.service`` is its door. Reading many files and counting them needs the extra
``bounceback-analysis[service]``; what a client gives does not.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
