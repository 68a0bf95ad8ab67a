"""States of code tokens."""

import time

from drf_jwt_2fa.state import CodeTokenState, Record


def make_state(limit=3, site="site", jti="jti", lifetime=300, **more):
    return CodeTokenState(site, 1, jti, time.time() + lifetime, limit, **more).look_up()


def make_record(**changes):
    values = {
        "account": "a fingerprint",
        "owner": "ann",
        "slot": None,
        "chain": "jti",
        "chain_ends": time.time() + 900,
    }
    return Record(**{**values, **changes})
