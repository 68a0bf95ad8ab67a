"""Authenticators without hardware, which Chromium has for tests (WebAuthn L3, 11)."""

from contextlib import contextmanager

# Of a laptop or a phone.
PLATFORM = {
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}
# What a password manager makes, on any device of the user.
SYNCED = {**PLATFORM, "defaultBackupEligibility": True, "defaultBackupState": True}
# A key on a key ring, with a PIN.
ROAMING = {**PLATFORM, "transport": "usb"}
# An old one, without a PIN and without space.
SIMPLE = {"transport": "usb", "hasResidentKey": False, "hasUserVerification": False}


class Authenticators:
    """The authenticators within reach of a page."""

    def __init__(self, page):
        self._session = page.context.new_cdp_session(page)
        self._send("enable", enableUI=False)

    def add(self, kind):
        """Add one that nobody touches yet."""
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "automaticPresenceSimulation": False,
            **kind,
        }
        added = self._send("addVirtualAuthenticator", options=options)
        return Authenticator(self._send, added["authenticatorId"])

    def _send(self, name, **parameters):
        return self._session.send(f"WebAuthn.{name}", parameters)


class Authenticator:
    """One authenticator, and the person who holds it."""

    def __init__(self, send, authenticator_id):
        self._send_to_all = send
        self._id = authenticator_id

    def _send(self, name, **parameters):
        return self._send_to_all(name, authenticatorId=self._id, **parameters)

    @contextmanager
    def touched(self):
        """Touch it when it blinks; in between, nobody does."""
        self._send("setAutomaticPresenceSimulation", enabled=True)
        yield
        self._send("setAutomaticPresenceSimulation", enabled=False)

    def verify_user(self, is_verified):
        """Let the person know the PIN or have the finger, or not."""
        self._send("setUserVerified", isUserVerified=is_verified)

    def take_away(self):
        self._send("removeVirtualAuthenticator")

    @property
    def passkeys(self):
        return self._send("getCredentials")["credentials"]

    def restore(self, **changes):
        """Put an earlier state of the only passkey in its place, as a clone has it."""
        (passkey,) = self.passkeys
        self._send("removeCredential", credentialId=passkey["credentialId"])
        self._send("addCredential", credential={**passkey, **changes})
