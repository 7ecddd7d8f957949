"""What employers said: words to themes and skills, with no table in sight."""
