"""The fixtures that a project imports."""

from django.core import mail
from testproject.client import LoginClient

from drf_jwt_2fa.testing import log_in
from drf_jwt_2fa.testing.fixtures import sent_codes  # noqa: F401  # As projects do.


def test_the_codes_of_the_test_are_there_the_last_one_last(api, user, sent_codes):  # noqa: F811
    for _ in range(2):
        token = api.get_code().json()["token"]

    assert mail.outbox == []
    assert [one.user for one in sent_codes] == [user, user]
    assert api.auth(token, sent_codes[-1].code).status_code == 200


def test_they_are_without_those_of_a_helper(user, clock, sent_codes):  # noqa: F811
    log_in(LoginClient(clock), "ann", "correct horse")

    assert sent_codes == []
