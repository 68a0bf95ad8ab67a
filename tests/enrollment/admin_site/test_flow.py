"""Which step a request is of, and what it is answered with."""

import pytest
from testproject.admin_login import LOGIN, STATE, read_text


def test_no_answer_is_stored_on_the_way(staff):
    for response in (staff.get(), staff.give_password(), staff.get()):
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]


def test_another_login_takes_the_place_of_one_under_way(staff):
    staff.begin()

    page = staff.give_password(password="x")

    assert 'name="password"' in page.content.decode()
    assert "Please enter the correct username" in read_text(page)


@pytest.mark.parametrize("fields", [{}, {"x": "1"}, {"confirm": "1"}, {"code": "1"}])
def test_other_posts_get_the_page(staff, fields):
    page = staff.post(**fields)

    assert page.status_code == 200
    assert 'name="password"' in page.content.decode()


JUNK = ["\x00", "\ud7ff\uffff", "x" * 100_000, "-1", "{}", "\u2028", "../..", "%00"]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize(
    "names",
    [
        ["username", "password"],
        ["code"],
        ["method"],
        ["credential"],
        ["set_up"],
        ["confirm_method", "code"],
        ["step"],
        ["next"],
    ],
)
def test_no_request_is_an_error_of_the_server(staff, configure, junk, names):
    staff.client.get(LOGIN, {"again": junk, "next": junk})
    fields = dict.fromkeys(names, junk)
    assert staff.post(**fields).status_code < 500

    page = staff.begin()
    assert staff.send(page, **fields).status_code < 500
    staff.clock.shift(3)
    configure(TRUSTED_2FA_METHODS=["totp"])
    response = staff.answer(staff.begin())
    page = staff.client.get(response["Location"])

    assert staff.send(page, **fields).status_code < 500
    assert not staff.is_in


def test_other_verbs_get_the_page(staff):
    assert staff.client.head(LOGIN).status_code == 200
    assert staff.client.put(LOGIN).status_code == 200


def test_a_login_that_ends_meanwhile_is_told_of(staff, user):
    page = staff.begin()
    staff.answer(page, "0000000")
    user.email = "other@example.com"
    user.save()

    # It comes too soon, too; but it is not valid any more.
    page = staff.answer(page, "0000000")

    assert page.status_code == 429
    assert 'name="password"' in page.content.decode()
    assert not page.cookies[STATE].value
