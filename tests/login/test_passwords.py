import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import MultipleObjectsReturned
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from drf_jwt_2fa.login import passwords
from drf_jwt_2fa.login.passwords import authenticate_by_password

BACKENDS = []


class _Backend:
    """An authentication back end; it notes with which keyword it found whom."""

    @staticmethod
    def note(keyword, name, password):
        BACKENDS.append((keyword, name))
        return None if password != "correct horse" else User(name)


class User:
    pk = 1
    is_active = True

    def __init__(self, name):
        self.name = name

    def get_username(self):
        return self.name


class TakesUsername(_Backend):
    def authenticate(self, request, username, password):
        return self.note("username", username, password)


class TakesAddress(_Backend):
    def authenticate(self, request, address, password):
        return self.note("address", address, password)


class TakesAnything(_Backend):
    def authenticate(self, request, **credentials):
        keyword = "username" if "username" in credentials else "address"
        return self.note(keyword, credentials[keyword], credentials["password"])


class TakesOther:
    def authenticate(self, request, token):
        raise AssertionError("That is no password")


class FindsTwo:
    def authenticate(self, request, username, password):
        raise MultipleObjectsReturned(f"two of them, with {password}")


class Breaks:
    def authenticate(self, request, username, password):
        raise ValueError(f"password cannot be longer than 72 bytes: {password}")


class HasABug:
    def authenticate(self, request, username, password):
        raise KeyError("a bug")


@pytest.fixture
def use(settings):
    """Use these back ends, and a user model whose users have addresses for names."""

    def use(*classes, model="testproject.Member"):
        BACKENDS.clear()
        settings.AUTH_USER_MODEL = model
        settings.AUTHENTICATION_BACKENDS = [
            f"{__name__}.{one.__name__}" for one in classes
        ]

    return use


@pytest.mark.parametrize(
    ("backends", "asked"),
    [
        ([TakesUsername], ["username"]),
        ([TakesAddress], ["address"]),
        ([TakesAnything], ["username"]),
        ([TakesAddress, TakesAnything], ["address"]),
        ([TakesOther, TakesAddress], ["address"]),
        ([TakesOther, TakesUsername], ["username"]),
    ],
)
def test_a_back_end_gets_the_name_by_the_keyword_that_it_takes(use, backends, asked):
    use(*backends)

    user = authenticate_by_password(None, "ann@example.com", "correct horse")

    assert user.get_username() == "ann@example.com"
    assert BACKENDS == [(keyword, "ann@example.com") for keyword in asked]


@pytest.mark.parametrize(
    "backends", [[TakesUsername, TakesAddress], [TakesAddress, TakesUsername]]
)
def test_back_ends_of_both_kinds_are_all_asked(use, backends):
    use(*backends)

    assert authenticate_by_password(None, "ann@example.com", "wrong") is None

    assert {keyword for keyword, _name in BACKENDS} == {"username", "address"}


def test_the_first_right_answer_is_enough(use):
    use(TakesUsername, TakesAddress)

    authenticate_by_password(None, "ann@example.com", "correct horse")

    assert len(BACKENDS) == 1


@pytest.mark.parametrize(
    "name", ["\uff41\uff4e\uff4e", "\U0001d51e\U0001d52b\U0001d52b"]
)
def test_a_name_is_normalized_as_by_django_s_form(use, name):
    use(TakesUsername, model="auth.User")

    authenticate_by_password(None, name, "wrong")

    assert BACKENDS == [("username", "ann")]


def test_a_password_is_not_normalized(use):
    use(TakesUsername, model="auth.User")

    wide = "".join(chr(ord(char) + 0xFEE0) for char in "correct")
    assert authenticate_by_password(None, "ann", f"{wide} horse") is None


def test_a_user_model_need_not_normalize_names(use, monkeypatch):
    use(TakesUsername)
    monkeypatch.setattr(passwords, "get_user_model", lambda: User)
    User.USERNAME_FIELD = "username"

    assert authenticate_by_password(None, "\uff41nn", "wrong") is None
    assert BACKENDS == [("username", "\uff41nn")]


@pytest.mark.parametrize("backend", [FindsTwo, Breaks])
def test_what_cannot_be_looked_up_is_wrong_and_logged_without_the_password(
    use, caplog, backend
):
    use(backend, model="auth.User")

    assert authenticate_by_password(None, "ann", "battery staple") is None

    [record] = caplog.records
    assert record.levelname == "ERROR"
    assert "battery staple" not in caplog.text


def test_a_bug_of_a_back_end_is_none_of_ours(use):
    use(HasABug, model="auth.User")

    with pytest.raises(KeyError):
        authenticate_by_password(None, "ann", "correct horse")


def test_back_ends_get_django_s_request():
    request = Request(APIRequestFactory().post("/"))

    assert passwords.get_http_request(request) is request._request
    assert passwords.get_http_request(None) is None


class Replica(ModelBackend):
    """Finds users in a replica that lags behind: it knows the old password."""

    def authenticate(self, request, username, password):
        user = get_user_model().objects.get()
        user.set_password("correct horse")
        user._state.db = "replica"
        return user


class Lagging(Replica):
    """Finds a user who is gone by now."""

    def authenticate(self, request, username, password):
        user = super().authenticate(request, username, password)
        get_user_model().objects.all().delete()
        return user


@pytest.mark.parametrize(
    ("backend", "password", "is_found"),
    [
        (Replica, "correct horse", True),
        (Replica, "a new one", False),
        (Lagging, "correct horse", False),
    ],
)
def test_the_primary_database_decides(user, use, backend, password, is_found):
    use(backend, model="auth.User")
    user.set_password(password)
    user.save()

    found = authenticate_by_password(None, "ann", "correct horse")

    assert (found == user) is is_found
    # A session needs to know it.
    assert not is_found or found.backend.endswith("Replica")
