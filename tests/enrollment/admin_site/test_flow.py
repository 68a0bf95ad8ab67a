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
