"""How the notebooks are served: the server's settings as data, and what it does when one is saved."""
