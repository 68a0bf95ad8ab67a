"""The test vectors of WebAuthn L3, section 16: keys that are made and used once."""

import json
from dataclasses import dataclass
from pathlib import Path

from enrollment.methods.passkey.making import encode, make_credential

from drf_jwt_2fa.enrollment.methods.passkey.values import RelyingParty

_VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())


@dataclass(frozen=True)
class Vector:
    name: str
    registration: dict
    authentication: dict

    def __str__(self):
        return self.name

    @property
    def credential_id(self):
        return self.registration["credential_id"]

    def make(self, ceremony):
        """Return the challenge and the credential that answers it."""
        values = dict(getattr(self, ceremony))
        challenge = encode(values.pop("challenge"))
        response = {
            name: encode(value)
            for name, value in values.items()
            if name not in ("aaguid", "credential_id")
        }
        identifier = encode(self.credential_id)
        return challenge, make_credential(response, id=identifier, rawId=identifier)


VECTORS = [
    Vector(
        name,
        *(
            {member: bytes.fromhex(value) for member, value in values.items()}
            for values in (pair["registration"], pair["authentication"])
        ),
    )
    for name, pair in _VECTORS.items()
]
# What the settings allow besides their defaults.
NEEDS = {
    "packed-es384": {"algorithms": (-35,)},
    "packed-es512": {"algorithms": (-36,)},
    "packed-ed448": {"algorithms": (-53,)},
    "none-es256-topOrigin": {"top_origins": ("https://example.com",)},
}
# It does not say which page it is framed by.
NEVER = "none-es256-crossOrigin"
USUAL = [one for one in VECTORS if one.name not in {*NEEDS, NEVER}]
UNUSUAL = [one for one in VECTORS if one.name in {*NEEDS, NEVER}]
POSSIBLE = [one for one in VECTORS if one.name != NEVER]


def get_site(name=None):
    """Return the site of the vectors, with what the one of this name needs."""
    values = {"origins": ("https://example.org",), "algorithms": (-7, -8, -257)}
    return RelyingParty("example.org", **{**values, **NEEDS.get(name, {})})


def find(name):
    return next(one for one in VECTORS if one.name == name)
