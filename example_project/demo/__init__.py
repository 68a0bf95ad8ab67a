"""A small site whose API asks for a password and a second factor."""
