"""A hardware token that types the same long password whenever it is touched."""

import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from drf_jwt_2fa.enrollment.methods import EnrollableMethod, Setup
from drf_jwt_2fa.methods import WrongAnswerError

# Characters whose keys are in the same place on most keyboards.
CHARACTERS = "cbdefghijklnrtuv"
LENGTH = 32


class StaticTokenMethod(EnrollableMethod):
    """What the token types; it is kept as a hash, in the row of the method."""

    name = "static-token"
    verbose_name = _("Security key")
    # RFC 8176, 2: a person was there, and touched it.
    amr = ("user",)

    def set_up(self, user):
        """Show the password that the user programs the token with."""
        password = "".join(secrets.choice(CHARACTERS) for _key in range(LENGTH))
        return Setup({"password": password}, password.encode())

    def read_answer(self, answer):
        """Return what was typed, without the Enter; no guess is counted for junk."""
        typed = answer.strip().lower()
        if len(typed) != LENGTH or not set(typed) <= set(CHARACTERS):
            raise WrongAnswerError
        return typed

    def confirm(self, user, secret, answer):
        """Return what is kept, once the token has typed the password."""
        if not constant_time_compare(answer, secret.decode()):
            raise WrongAnswerError
        return make_password(answer)

    def is_right(self, row, answer):
        """Return whether the token typed it; the same answer is right again."""
        return check_password(answer, row.data)
