"""Decide which methods complete the logins of a user."""

STRONG = ["passkey", "totp"]
ALL = [*STRONG, "recovery-code", "code-sender"]


def get_trusted_methods(user):
    """Return the methods that complete a login: the strong ones for staff."""
    return STRONG if user.is_staff else ALL
