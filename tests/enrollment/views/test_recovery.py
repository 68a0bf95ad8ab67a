"""``recovery-codes/``."""

from testproject.enrolling import get_claims


def test_after_a_change_there_are_new_tokens(enrolled_ann):
    before = get_claims(enrolled_ann.tokens["access"])["auth_time"]

    response = enrolled_ann.api.post("/recovery-codes/", enrolled_ann.prove())

    answer = response.json()
    assert set(answer) == {"recovery_codes", "access", "refresh"}
    assert not set(answer["recovery_codes"]) & set(enrolled_ann.recovery_codes)
    assert get_claims(answer["access"])["auth_time"] > before
