import ipaddress

import pytest
from hypothesis import example, given, settings, strategies as st

from drf_jwt_2fa.throttling.idents import normalize_ident

thoroughly = settings(derandomize=True, deadline=None, max_examples=300)
ports = st.integers(0, 65535).map(str) | st.sampled_from(["", "_hidden", "_a.b-c_1"])


@pytest.mark.parametrize(
    ("ident", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("[fe80::1%eth0]:443", "fe80::/64"),
        ("::1", "::/64"),
        # An address of IPv4 in one of IPv6.
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::FFFF:CB00:7107", "203.0.113.7"),
        ("::ffff:203.0.113.7%eth0", "203.0.113.7"),
        ("64:ff9b::203.0.113.7", "203.0.113.7"),
        ("64:ff9b::", "0.0.0.0"),
        ("64:ff9b:0:0:0:1::", "64:ff9b::/64"),
        ("64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9a:ffff:ffff::/64"),
        ("2002:cb00:7107::1", "203.0.113.7"),
        ("2002:cb00:7107:ffff::1", "203.0.113.7"),
        ("2003:cb00:7107:ffff::1", "2003:cb00:7107:ffff::/64"),
        ("2001:0:c000:201:8000:63bf:34ff:8ef8", "203.0.113.7"),
        ("2001:1:c000:201:8000:63bf:34ff:8ef8", "2001:1:c000:201::/64"),
        # What proxies write around an address.
        ("203.0.113.7:51000", "203.0.113.7"),
        ("203.0.113.7:", "203.0.113.7"),
        ("203.0.113.7:_hidden", "203.0.113.7"),
        ("[203.0.113.7]:80", "203.0.113.7"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("[2001:db8::1]:443", "2001:db8::/64"),
        ('"[2001:db8::1]:443"', "2001:db8::/64"),
        (' " [2001:db8::1]:443 " ', "2001:db8::/64"),
        ('"203.0.113.7"', "203.0.113.7"),
        (" 203.0.113.7\t", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:443", "203.0.113.7"),
        ("::ffff:203.0.113.7:443", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6:443", "2001:db8:1:2::/64"),
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
        "203.0.113.7:80:80",
        "203.0.113.7:http",
        "203.0.113.7:_",
        "203.0.113.07",
        "203.0.113.\u0667",
        "[203.0.113.7",
        "[[::1]]",
        "[::1]:80:80",
        "[]",
        "203.0.113",
        ":",
        ":80",
        "unknown",
        "\ud800",
    ],
)
def test_text_that_is_not_one_address_counts_as_it_stands(ident):
    assert normalize_ident(ident) == ident
    assert normalize_ident(f" {ident}\n") == ident


@st.composite
def spellings(draw):
    """Return an address, and the same address as a proxy may write it."""
    address = draw(st.ip_addresses())
    text = draw(st.sampled_from([address.compressed, address.exploded]))
    text = draw(st.sampled_from([text, text.upper()]))
    brackets = [f"[{text}]"] if address.version == 6 else [text, f"[{text}]"]
    with_port = draw(st.sampled_from(brackets)) + ":" + draw(ports)
    text = draw(st.sampled_from([text, f"[{text}]", with_port]))
    text = draw(st.sampled_from([text, f'"{text}"']))
    return str(address), draw(st.sampled_from(["{}", " {}", "{}\t"])).format(text)


@given(spellings())
@thoroughly
def test_one_address_counts_once_however_it_is_written(spelling):
    address, written = spelling

    assert normalize_ident(written) == normalize_ident(address)


@given(ipv4=st.ip_addresses(v=4), ends=st.integers(0, 2**80 - 1), port=ports)
@thoroughly
def test_an_ipv6_address_made_of_an_ipv4_address_is_that_one(ipv4, ends, port):
    number = int(ipv4)
    numbers = [
        (0xFFFF << 32) | number,
        (0x64FF9B << 96) | number,
        (0x2002 << 112) | (number << 80) | ends,
        (0x20010000 << 96) | (ends >> 16 << 32) | (number ^ 0xFFFFFFFF),
    ]

    for one in map(ipaddress.IPv6Address, numbers):
        assert normalize_ident(f"[{one}]:{port}") == str(ipv4)


@given(st.text(alphabet=st.characters(codec=None)) | st.text(alphabet='0123:.[]"%_ '))
@example("9" * 5000)
@thoroughly
def test_any_text_has_an_ident(text):
    counted = normalize_ident(text)

    assert len(counted) <= max(len(text), len("ffff:ffff:ffff:ffff::/64"))
    assert normalize_ident(counted) == counted
