"""The names of our own claims, and their values.

No subclass of 1.0.0's manager is likely to have claims of these names.
"""

METHOD_CLAIM = "2fa_method"
"""The name of the method; a code token without it has a sent code, as in 1.0.0."""

PURPOSE_CLAIM = "2fa_purpose"
"""The purpose of a code token; one without it is for a login, as in 1.0.0."""

ACCOUNT_CLAIM = "2fa_account"
"""The fingerprint of the account; absent under the configuration of 1.0.0."""

EPOCH_CLAIM = "2fa_epoch"
"""The epoch of the account, in code tokens and in tokens of Simple JWT."""

REFRESH_CLAIM = "2fa_refresh"
"""The refresh token sent with the request for a step-up: its ``jti`` and ``exp``."""

PASSWORDLESS_CLAIM = "2fa_passwordless"
"""True in the code token of a step-up if the login behind it took no password."""

CODE_SESSION_CLAIM = "2fa_session"
"""The session that a step-up belongs to, in its code token."""

OF_DJANGO_CLAIM = "2fa_django"
"""True in the code token of a step-up of a session of Django's, not of an API token."""

SESSION_CLAIM = "sid"
"""The session, in tokens of Simple JWT (OpenID Connect Front-Channel Logout 1.0, 3)."""

GENERATION_CLAIM = "gen"
"""The number of a refresh token in its session, which begins with 0."""

DEVICE_CLAIM = "did"
"""The trusted device that a login came from, in tokens of Simple JWT."""

LOGIN = "login"
STEP_UP = "step-up"
PASSKEY_LOGIN = "passkey-login"
"""A login without a password; a code token of this purpose names no user."""
PURPOSES = (LOGIN, STEP_UP, PASSKEY_LOGIN)

CLOCK_LEEWAY = 10
"""Seconds by which the clock of the worker that issued a token may be ahead."""
