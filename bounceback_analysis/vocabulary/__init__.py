"""The words of Bounceback as data, with their small readers."""
