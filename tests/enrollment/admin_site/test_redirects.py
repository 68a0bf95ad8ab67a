"""Where people are led to, and where not."""

import pytest

from drf_jwt_2fa.enrollment.admin_site.redirects import ask_again, is_safe


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/admin/", True),
        ("http://testserver/x", True),
        ("//evil.example", False),
        ("https://evil.example/", False),
        ("///evil.example", False),
        ("javascript:alert(1)", False),
        ("/\\evil.example", False),
        ("", False),
    ],
)
def test_only_pages_of_this_site_are_safe(rf, url, expected):
    assert is_safe(url, rf.get("/")) is expected


def test_from_a_secure_page_no_other_is(rf):
    request = rf.get("/", secure=True)

    assert is_safe("https://testserver/", request)
    assert not is_safe("http://testserver/", request)


def test_the_page_comes_back(rf):
    response = ask_again(rf.get("/reports/", {"q": "x"}))

    assert response["Location"] == "/admin/login/?next=%2Freports%2F%3Fq%3Dx&again=1"


def test_half_of_a_character_is_no_page(rf):
    assert not is_safe("/\ud800", rf.get("/"))
