"""``manage.py end_sessions USERNAME | --all``"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.testing import begin_session


@pytest.fixture
def sessions(user, django_user_model):
    bob = django_user_model.objects.create_user("bob", password="x")
    return [begin_session(one).session for one in (user, user, bob)]


def run(*args):
    out = StringIO()
    call_command("end_sessions", *args, stdout=out)
    return out.getvalue()


def test_those_of_a_user(sessions, sent):
    assert run("ann") == "Ended: 2\n"
    assert [more["by"] for _name, _user, more in sent] == ["staff"] * 2
    assert Session.objects.get(ended_at=None).user.username == "bob"
    assert run("ann") == "Ended: 0\n"


def test_those_of_all(sessions):
    assert run("--all") == "Ended: 3\n"


@pytest.mark.django_db
@pytest.mark.parametrize("args", [[], ["ann", "--all"], ["nobody"]])
def test_whose_has_to_be_clear(args):
    with pytest.raises(CommandError):
        run(*args)
