from .giving import share as share

__all__ = ["share"]
