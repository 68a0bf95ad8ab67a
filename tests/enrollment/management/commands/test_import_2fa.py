"""The command that imports users, where there is nothing to import."""

import pytest
from django.core.management import CommandError, call_command

from drf_jwt_2fa.enrollment.importers import NAMES

pytestmark = pytest.mark.django_db


def test_a_source_has_to_be_one_of_those_that_are_known():
    with pytest.raises(CommandError, match="Name a source"):
        call_command("import_2fa")
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("import_2fa", "a-package")


@pytest.mark.parametrize("source", NAMES)
def test_without_tables_there_is_nothing_to_read(source, capsys):
    with pytest.raises(SystemExit) as end:
        call_command("import_2fa", source)

    assert end.value.code == 2
    assert f"There is no table of {source} in 'default'." in capsys.readouterr().err


def test_the_list_has_the_tables_that_are_there(capsys):
    call_command("import_2fa", list=True)

    assert "\t" not in capsys.readouterr().out
