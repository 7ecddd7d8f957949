"""Somebody's own sheet, brought in: its tables found, its columns understood, its steps kept."""
