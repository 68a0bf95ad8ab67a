"""Decide which methods complete the logins of a user."""

ALL = ["totp", "recovery-code", "code-sender"]


def get_trusted_methods(user):
    """Return the methods that complete a login: an app for staff, any for others."""
    return ["totp"] if user.is_staff else ALL
