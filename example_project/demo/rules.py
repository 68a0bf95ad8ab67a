"""Which second factors are good enough for whom."""

ALL = ["totp", "recovery-code", "code-sender"]


def get_trusted_methods(user):
    """Return what completes a login: staff have to have an app, others need not."""
    return ["totp"] if user.is_staff else ALL
