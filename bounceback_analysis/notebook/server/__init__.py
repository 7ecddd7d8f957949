"""How the notebooks are served: settings as data, and what is done when one is saved."""
