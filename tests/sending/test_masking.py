import pytest

from drf_jwt_2fa.sending.masking import mask_email_address


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("dora@example.org", "d•••@e•••.org"),
        ("dora@mail.example.co.uk", "d•••@m•••.uk"),
        ("d@e.f", "d•••@e•••.f"),
        ("root@localhost", "r•••@l•••"),
        ('"a@b"@example.org', '"•••@e•••.org'),
        ("no address", "•••@n•••"),
        ("", "•••@•••"),
    ],
)
def test_an_address_is_told_to_who_knows_it_and_nobody_else(address, masked):
    assert mask_email_address(address) == masked
