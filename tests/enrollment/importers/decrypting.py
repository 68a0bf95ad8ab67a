"""An encryption that the adapter of a project with allauth may have."""

import base64

PREFIX = "made-for-tests:"


def decrypt(text):
    if not text.startswith(PREFIX):
        return text
    return base64.b64decode(text[len(PREFIX) :]).decode()[::-1]


def fail(text):
    raise RuntimeError(f"cannot decrypt {text}")
