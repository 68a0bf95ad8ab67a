"""People who log in: each time somebody else, from somewhere else."""

from itertools import count

PASSWORD = "correct horse"

_numbers = count()


class People:
    """Users whose password a hasher of that kind has hashed, one after the other."""

    def __init__(self, kind, number):
        self._kind = kind
        self._number = number
        self._count = count()

    def next_credentials(self):
        """Return the user name and password of the one whose turn it is."""
        number = next(self._count) % self._number
        return {"username": f"{self._kind}-{number}", "password": PASSWORD}


def new_address():
    """Return an IP address that no request has come from yet."""
    number = next(_numbers)
    return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
