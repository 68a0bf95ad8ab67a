"""The CPU time of each request, beside Simple JWT's and beside a bare hash."""

from benchmarks import peers
from benchmarks.app_logins import AppLogins
from benchmarks.logins import MAILED, Logins
from benchmarks.measuring import take_turns
from benchmarks.people import People
from benchmarks.report import Heading, Ratio, Row, milliseconds
from benchmarks.requests import Client
from benchmarks.variants import hasher, jwt2fa

HASH = "bare hash"
LOGIN = "Simple JWT's login"
WITH_APP = "login with an app"
PEER = "dj-rest-auth's login with an app"
WRONG_PASSWORD = "Simple JWT's wrong password"
# Users who have an app.
ENROLLED = 50
# Each kind of request, with what it is compared with.
COMPARED = {
    HASH: (),
    LOGIN: (HASH,),
    "get-code/": (HASH, LOGIN),
    "auth/": (HASH, LOGIN),
    MAILED: (HASH, LOGIN),
    f"{MAILED}, KeyedCodeHasher": (HASH, LOGIN),
    "get-code/ with an app": (HASH, LOGIN),
    "auth/ with an app": (HASH, LOGIN),
    WITH_APP: (HASH, LOGIN),
    PEER: (HASH, LOGIN),
    "step-up/": (LOGIN,),
    "step-up with an app": (LOGIN,),
    "wrong code": (HASH, LOGIN),
    "replay of a used token": (LOGIN,),
    "wrong password": (LOGIN, WRONG_PASSWORD),
    "forged token": ("wrong password", WRONG_PASSWORD),
    "refresh/": ("Simple JWT's refresh",),
    "authenticated request": ("Simple JWT's request",),
}
TARGETS = {
    ("default", MAILED, HASH): 3.02,
    ("default", f"{MAILED}, KeyedCodeHasher", HASH): 1.03,
    ("trivial", MAILED, LOGIN): 2.75,
    ("trivial", WITH_APP, LOGIN): 4.0,
    ("trivial", "wrong password", WRONG_PASSWORD): 1.25,
    ("trivial", "forged token", "wrong password"): 0.5,
    ("trivial", "authenticated request", "Simple JWT's request"): 1.0,
}


def measure(kind, people, seconds, cache="default", least=5):
    """Return samples of all requests, with passwords hashed in this way."""
    with hasher(kind), jwt2fa(CACHE_ALIAS=cache):
        logins = Logins(Client(), People(kind, people))
        enrolled = AppLogins(Client(), People(kind, min(people, ENROLLED)))
        steps = [
            *(logins.bare_hash, logins.plain_login, logins.login),
            *enrolled.actions(),
            *(logins.bare_hash, logins.keyed_login, logins.wrong_code),
        ]
        others = [
            # Each in as good a place as the one that it is compared with.
            *(logins.forged_token, logins.refresh, logins.plain_refresh),
            *(logins.request, logins.plain_request, logins.replay),
        ]
        if kind == "default":
            # Each step takes a quarter of a second, or more.
            others *= 10
        else:
            steps += [logins.wrong_password, logins.plain_wrong_password]
        return take_turns(steps + others, seconds, least=least)


def make_rows(title, kind, samples):
    """Return what was measured with this hasher as rows of the table."""
    yield Heading(title)
    for name, bases in COMPARED.items():
        if name not in samples:
            continue
        ratios = [
            _make_ratio(samples, name, base, TARGETS.get((kind, name, base)))
            for base in bases
            # A trivial hash is no measure of anything.
            if base in samples and not (base == HASH and kind == "trivial")
        ]
        yield Row(name, milliseconds(samples.get(name)), *ratios)
    obstacle = peers.find_obstacle()
    if obstacle:
        yield Row(f"{PEER}: not measured, {obstacle}")


def _make_ratio(samples, name, base, target):
    noise = samples.noise(name, base)
    return Ratio(samples.ratio(name, base), target, of=base, noise=noise)
