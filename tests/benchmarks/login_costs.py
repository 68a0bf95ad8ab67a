"""The CPU time of each request, beside Simple JWT's and beside a bare hash."""

from benchmarks.logins import Logins
from benchmarks.measuring import take_turns
from benchmarks.people import People
from benchmarks.report import Heading, Ratio, Row, milliseconds
from benchmarks.requests import Client
from benchmarks.variants import hasher, jwt2fa

HASH = "bare hash"
LOGIN = "Simple JWT's login"
# Each kind of request, with what it is compared with.
COMPARED = {
    HASH: (),
    LOGIN: (HASH,),
    "get-code/": (HASH, LOGIN),
    "auth/": (HASH, LOGIN),
    "full login": (HASH, LOGIN),
    "full login, KeyedCodeHasher": (HASH, LOGIN),
    "wrong code": (HASH, LOGIN),
    "replay of a used token": (LOGIN,),
    "wrong password": (LOGIN,),
    "forged token": ("wrong password", "Simple JWT's wrong password"),
    "refresh/": ("Simple JWT's refresh",),
    "authenticated request": ("Simple JWT's request",),
}
TARGETS = {
    ("default", "full login", HASH): 3.02,
    ("default", "full login, KeyedCodeHasher", HASH): 1.03,
    ("trivial", "full login", LOGIN): 2.2,
    ("trivial", "forged token", "wrong password"): 0.5,
    ("trivial", "authenticated request", "Simple JWT's request"): 1.0,
}


def measure(kind, people, seconds, cache="default", least=5):
    """Return samples of all requests, with passwords hashed in this way."""
    with hasher(kind), jwt2fa(CACHE_ALIAS=cache):
        logins = Logins(Client(), People(kind, people))
        steps = [
            *(logins.bare_hash, logins.plain_login, logins.login),
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
            Ratio(samples.ratio(name, base), TARGETS.get((kind, name, base)), of=base)
            for base in bases
            # A trivial hash is no measure of anything.
            if base in samples and not (base == HASH and kind == "trivial")
        ]
        yield Row(name, milliseconds(samples.get(name)), *ratios)
