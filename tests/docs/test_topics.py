"""What the topics show works."""

from drf_jwt_2fa import hashers


def test_codes_that_cost_nothing_to_hash(configure):
    with configure(
        "topics/code-hashing.md", "settings.py, codes that cost nothing to hash"
    ):
        encoded = hashers.hash_code("1234567")

        assert hashers.KeyedCodeHasher().verify("1234567", encoded)
