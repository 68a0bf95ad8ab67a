"""Time-based one-time passwords (RFC 6238) on top of HOTP (RFC 4226)."""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from ....methods.typed_answers import read_digits
from .labels import clean, quote_text, replace_colons, shorten

SECRET_BYTES = 20  # RFC 4226, 4: 160 bits are recommended.
DIGITS = 6
PERIOD = 30  # seconds
# In characters, which are ASCII.  The camera of a phone reads a QR code of that many.
LONGEST_URI = 600
LONGEST_ISSUER = 180  # It is there twice.


# Those of apps that other packages have set up (RFC 4226, 5.3; RFC 6238, 1.2).
ALL_DIGITS = (6, 8)
ALGORITHMS = ("sha1", "sha256", "sha512")


@dataclass(frozen=True)
class Parameters:
    """The parameters of an app; every app knows the default ones, few know others."""

    digits: int = DIGITS
    period: int = PERIOD
    algorithm: str = "sha1"


OURS = Parameters()


def make_code(
    secret: bytes, counter: int, digits: int = DIGITS, algorithm: str = "sha1"
) -> str:
    """Return the code for this counter (RFC 4226, 5.3)."""
    digest = hmac.digest(secret, counter.to_bytes(8, "big"), algorithm)
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def get_step(now: float, period: int = PERIOD) -> int:
    """Return the time step of a unix time: the counter of the code (RFC 6238, 4.2)."""
    return int(now // period)


def find_step(
    secret: bytes, code: str, now: float, window: int, parameters: Parameters = OURS
) -> int | None:
    """Return the time step whose code this is, `None` if it is of none.

    The steps at most `window` away are compared (RFC 6238, 5.2), all of them whatever
    matches, so that the time this takes tells nothing.  Of two steps with the same
    code, the later one is returned, so that no code counts twice.
    """
    present = get_step(now, parameters.period)
    found = None
    for step in range(max(present - window, 0), present + window + 1):
        expected = make_code(secret, step, parameters.digits, parameters.algorithm)
        if hmac.compare_digest(expected, code):
            found = step
    return found


def read_answer(answer: str) -> str | None:
    """Return the code that was typed or pasted, `None` if it can be one of no app."""
    code = read_digits(answer)
    # Not `\d`: only ASCII, as `compare_digest` wants it.
    is_code = len(code) in ALL_DIGITS and re.fullmatch("[0-9]+", code)
    return code if is_code else None


def write_secret(secret: bytes) -> str:
    """Return the secret for people who type it: base 32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def make_provisioning_uri(secret: bytes, account: str, issuer: str) -> str:
    """Return the URI that authenticator apps read from a QR code.

    The label tells accounts apart in the app; an empty issuer is left out.  A label too
    long for a QR code that phones can read is cut, with an ellipsis.
    """
    # Apps take the text before the label's first colon for the issuer, even if that
    # colon is percent-encoded.
    issuer = shorten(replace_colons(clean(issuer)), LONGEST_ISSUER)
    account = clean(account) if issuer else replace_colons(clean(account))
    room = LONGEST_URI - len(_write_uri(secret, "", issuer))
    return _write_uri(secret, shorten(account, room), issuer)


def _write_uri(secret: bytes, account: str, issuer: str) -> str:
    parameters = {
        "secret": write_secret(secret),
        **({"issuer": issuer} if issuer else {}),
        "algorithm": "SHA1",
        "digits": DIGITS,
        "period": PERIOD,
    }
    label = f"{quote_text(issuer)}:" * bool(issuer) + quote_text(account)
    # Apps do not read a plus sign as a space.
    return f"otpauth://totp/{label}?{urlencode(parameters, quote_via=quote)}"
