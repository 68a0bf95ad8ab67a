import pytest

from drf_jwt_2fa.idents import normalize_ident


@pytest.mark.parametrize(
    ("ident", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:cb00:7107", "203.0.113.7"),
        ("64:ff9b::203.0.113.7", "203.0.113.7"),
        ("64:ff9b::", "0.0.0.0"),
        ("64:ff9b:0:0:0:1::", "64:ff9b::/64"),
        ("64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9a:ffff:ffff::/64"),
    ],
)
def test_an_address_counts_for_everybody_behind_it(ident, counted):
    assert normalize_ident(ident) == counted


@pytest.mark.parametrize(
    "ident",
    [
        "",
        "None",
        "203.0.113.7,198.51.100.1",
        "203.0.113.7:80",
        "[::1]",
        "203.0.113",
        "x",
    ],
)
def test_what_is_not_one_address_counts_as_it_stands(ident):
    assert normalize_ident(ident) == ident
