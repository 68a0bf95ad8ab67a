"""Decisions of a login: passwords, answers, tokens, and the events they cause."""
