import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.urls import path
from django.utils.translation import gettext_lazy
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.views import APIView

from drf_jwt_2fa import checks
from drf_jwt_2fa.authentication import Jwt2faAuthentication
from drf_jwt_2fa.hashers import KeyedCodeHasher
from drf_jwt_2fa.permissions import RecentSecondFactor

from .conftest import Urls

DOCS = Path(__file__).parent.parent.parent / "docs"
BACKENDS = "django.core.cache.backends"


def test_a_well_configured_project_has_no_findings(project, found_ids):
    assert found_ids() == []


def test_findings_say_where_and_what_to_do(project, find):
    project.JWT2FA_AUTH = {"CODE_LENGHT": 7, "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 0}

    for one in find(deploy=False):
        assert one.obj == "JWT2FA_AUTH"
        assert one.hint


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("CODE_LENGHT", "Did you mean 'CODE_LENGTH'?"),
        ("code_sender", "Remove it."),
        ("", "Remove it."),
        (7, "Remove it."),
    ],
)
def test_an_unknown_setting(project, find, name, hint):
    project.JWT2FA_AUTH[name] = 1

    [one] = find()
    assert (one.id, one.hint) == ("drf_jwt_2fa.E001", hint)
    assert repr(name) in one.msg


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("CODE_LENGTH", "7", "a whole number"),
        ("CODE_LENGTH", True, "a whole number"),
        ("CODE_LENGTH", None, "a whole number"),
        ("CODE_CHARACTERS", 10, "a string"),
        ("CODE_TOKEN_SECRET_KEY", b"x" * 32, "a string"),
        ("CODE_TOKEN_SECRET_KEY_FALLBACKS", "x", "a list or tuple of strings"),
        ("CODE_EXPIRATION_TIME", 300, "a timedelta"),
        ("MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN", 5.0, "a whole number or None"),
        ("CODE_TOKEN_THROTTLE_RATE", 12, "a rate such as '12/3h' or None"),
        ("REQUIRE_KNOWN_CODE_TOKENS", 1, "True or False"),
        ("CACHE_ALIAS", None, "a string"),
        ("CODE_SENDER", 7, "a callable or its dotted path"),
        ("EMAIL_SENDER_BODY_OVERRIDE", b"{code}", "a string or None"),
    ],
)
def test_a_value_of_a_wrong_type(project, find, name, value, wanted):
    project.JWT2FA_AUTH[name] = value

    one = find()[0]
    assert one.id == "drf_jwt_2fa.E002"
    assert name in one.msg
    assert one.hint.startswith(f"Make it {wanted}. ")


@pytest.mark.parametrize("value", [["CODE_LENGTH"], "CODE_LENGTH", 7])
def test_settings_that_are_no_dictionary(project, found_ids, value):
    project.JWT2FA_AUTH = value

    assert "E002" in found_ids()


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("CODE_LENGTH", 0, "at least 1"),
        ("CODE_LENGTH", 65, "at most 64"),
        ("CODE_CHARACTERS", "", "not empty"),
        ("CODE_TOKEN_SECRET_KEY", "", "not empty"),
        ("CODE_EXPIRATION_TIME", timedelta(0), "at least 1 seconds"),
        ("CODE_TOKEN_JTI_BYTES", 8, "at least 16"),
        ("CODE_TOKEN_THROTTLE_RATE", "12", "written like '5/m' or '12/3h'"),
        ("CODE_TOKEN_THROTTLE_RATE", "0/h", "a rate that lets anybody in at all"),
        ("AUTH_TOKEN_RETRY_WAIT_TIME", timedelta(seconds=-1), "at least 0 seconds"),
        ("MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN", 0, "at least 1"),
        ("MAX_ACTIVE_CODE_TOKENS_PER_USER", 0, "at least 1"),
        ("MAX_UNREDEEMED_CODE_TOKENS_PER_USER", "0/d", "a rate that lets anybody in"),
        ("RESEND_WAIT_TIME", timedelta(seconds=-1), "at least 0 seconds"),
    ],
)
def test_a_value_out_of_range(project, find, name, value, wanted):
    project.JWT2FA_AUTH[name] = value

    [one] = find()
    assert one.id == "drf_jwt_2fa.E003"
    assert name in one.msg
    assert wanted in one.hint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTH_TOKEN_RETRY_WAIT_TIME", timedelta(0)),
        ("CODE_TOKEN_THROTTLE_RATE", None),
        ("MAX_ACTIVE_CODE_TOKENS_PER_USER", None),
        ("CODE_CHARACTERS", "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"),
        ("CODE_LENGTH", 6),
        ("CODE_TOKEN_SECRET_KEY_FALLBACKS", ["an older key"]),
        ("EMAIL_SENDER_SUBJECT_OVERRIDE", gettext_lazy("Your code: {code}")),
        ("EMAIL_SENDER_SUBJECT_OVERRIDE", "Your code"),
        ("EMAIL_SENDER_BODY_OVERRIDE", "It is in the subject. { braces } are fine"),
        ("CODE_SENDER", print),
        ("USER_LANGUAGE", None),
        ("USER_LANGUAGE", "builtins.str"),
    ],
)
def test_values_that_are_fine(project, found_ids, name, value):
    project.JWT2FA_AUTH[name] = value

    assert found_ids() == []


@pytest.mark.parametrize(
    ("sender", "message"),
    [
        ("nowhere.to_be_found", "No module named 'nowhere'"),
        ("drf_jwt_2fa.sending.fax", "fax"),
        ("no_dots", "no_dots"),
        ("drf_jwt_2fa.sending.logger", "CODE_SENDER is not callable."),
        (f"{__name__}.nothing", "cannot be imported"),
    ],
)
def test_a_sender_that_cannot_be_used(project, find, sender, message):
    project.JWT2FA_AUTH["CODE_SENDER"] = sender

    [one] = find()
    assert one.id == "drf_jwt_2fa.E004"
    assert message in one.msg


def test_a_language_of_users_that_cannot_be_told(project, find):
    project.JWT2FA_AUTH["USER_LANGUAGE"] = "users.get_language"

    [one] = find()
    assert one.id == "drf_jwt_2fa.E004"
    assert one.msg.startswith("USER_LANGUAGE cannot be imported")
    assert "`(user)`" in one.hint


@pytest.mark.parametrize(
    ("texts", "messages"),
    [
        ({"BODY": "Your code: {kode} {code}"}, ["{kode}"]),
        ({"BODY": "{code!r} and {code}"}, ["{code!r}"]),
        ({"BODY": "{} {code}"}, ["{}"]),
        ({"SUBJECT": gettext_lazy("{Code}, {code}")}, ["{Code}"]),
        ({"SUBJECT": "{code}\nBcc: everybody@example.com"}, ["more than one line"]),
        ({"SUBJECT": "Your code", "BODY": "Find it"}, ["Neither the subject nor"]),
    ],
)
def test_texts_that_are_not_as_they_were_meant(project, find, texts, messages):
    for name, text in texts.items():
        project.JWT2FA_AUTH[f"EMAIL_SENDER_{name}_OVERRIDE"] = text

    found = find()
    assert {one.id for one in found} == {"drf_jwt_2fa.E005"}
    assert len(found) == len(messages)
    assert all(text in one.msg for text, one in zip(messages, found, strict=True))


@pytest.mark.parametrize("name", ["CACHE_ALIAS", "THROTTLE_CACHE_ALIAS"])
def test_a_cache_that_does_not_exist(project, find, name):
    project.JWT2FA_AUTH[name] = "nowhere"

    [one] = find()
    assert one.id == "drf_jwt_2fa.E006"
    assert name in one.hint


def test_a_dummy_cache(project, found_ids):
    project.CACHES = {"default": {"BACKEND": f"{BACKENDS}.dummy.DummyCache"}}

    assert found_ids() == ["E007"]


@pytest.mark.parametrize(
    "changes",
    [
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None},
        {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None},
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "21/d"},
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "20/23h"},
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "1/h"},
        {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 6},
    ],
)
def test_more_than_a_hundred_guesses_a_day(project, found_ids, changes):
    project.JWT2FA_AUTH |= changes

    assert found_ids(deploy=False) == ["W001"]


@pytest.mark.parametrize("rate", ["20/d", "20/2d", "1/2h", "10/12h"])
def test_a_hundred_guesses_a_day_are_allowed(project, found_ids, rate):
    project.JWT2FA_AUTH["MAX_UNREDEEMED_CODE_TOKENS_PER_USER"] = rate

    assert found_ids() == []


@pytest.mark.parametrize(
    ("length", "characters"), [(5, "0123456789"), (6, "00112233445566"), (9, "x")]
)
def test_a_code_that_is_too_easy(project, found_ids, length, characters):
    project.JWT2FA_AUTH |= {"CODE_LENGTH": length, "CODE_CHARACTERS": characters}

    assert found_ids(deploy=False) == ["W002"]


def test_a_code_that_lives_too_long(project, found_ids):
    project.JWT2FA_AUTH["CODE_EXPIRATION_TIME"] = timedelta(minutes=11)

    assert found_ids(deploy=False) == ["W003"]


@pytest.mark.parametrize("name", ["CODE_TOKEN_SECRET_KEY", "CODE_EXTENSION_SECRET"])
def test_a_key_that_is_too_short(project, found_ids, name):
    project.JWT2FA_AUTH[name] = "x" * 31

    assert found_ids(deploy=False) == ["W004"]


def test_keys_that_are_the_same(project, find):
    key = project.SECRET_KEY
    project.SIMPLE_JWT = {"SIGNING_KEY": "y" * 32}
    project.JWT2FA_AUTH |= {
        "CODE_TOKEN_SECRET_KEY": key,
        "CODE_EXTENSION_SECRET": "y" * 32,
    }
    found = find(deploy=False)
    assert [one.id for one in found] == ["drf_jwt_2fa.W005"] * 2
    assert "SECRET_KEY" in found[0].msg
    assert "SIMPLE_JWT['SIGNING_KEY']" in found[1].msg

    project.JWT2FA_AUTH |= {
        "CODE_TOKEN_SECRET_KEY": "x" * 32,
        "CODE_EXTENSION_SECRET": "x" * 32,
    }
    [one] = find(deploy=False)
    assert one.msg == "CODE_EXTENSION_SECRET is the same as CODE_TOKEN_SECRET_KEY."


SMTP = "django.core.mail.backends.smtp.EmailBackend"


def test_a_mail_server_that_may_take_for_ever(project, found_ids):
    project.MAILERS = {"default": {"BACKEND": SMTP}}
    assert found_ids(deploy=False) == ["W008"]

    project.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": {"timeout": 10}}}
    assert found_ids(deploy=False) == []


def test_without_e_mail_the_mail_server_does_not_matter(project, found_ids):
    project.MAILERS = {"default": {"BACKEND": SMTP}}
    project.JWT2FA_AUTH["CODE_SENDER"] = print

    assert found_ids(deploy=False) == []


@pytest.mark.filterwarnings("ignore:The EMAIL_.* setting is deprecated")
def test_a_mail_server_without_a_timeout_on_older_releases(project):
    if hasattr(project, "MAILERS"):
        del project.MAILERS
    project.EMAIL_BACKEND = SMTP
    [one] = checks.deployment.check_mail_timeout()
    assert one.id == "drf_jwt_2fa.W008"

    project.EMAIL_TIMEOUT = 10
    assert checks.deployment.check_mail_timeout() == []


def test_a_hasher_that_is_too_fast(project, found_ids):
    project.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    assert found_ids() == ["W101"]
    assert found_ids(deploy=False) == []


def test_hashers_that_do_not_exist_are_not_ours_to_report(project, found_ids):
    project.PASSWORD_HASHERS = ["nowhere.Hasher"]

    assert found_ids() == []


@pytest.mark.parametrize(
    "hasher", ["md5", "django.contrib.auth.hashers.MD5PasswordHasher"]
)
def test_a_hasher_of_codes_that_is_too_fast(project, find, hasher):
    project.PASSWORD_HASHERS += ["django.contrib.auth.hashers.MD5PasswordHasher"]
    project.JWT2FA_AUTH["CODE_HASHER"] = hasher

    [one] = find()
    assert one.id == "drf_jwt_2fa.W101"
    assert one.msg == "MD5PasswordHasher is the hasher of codes."


@pytest.mark.parametrize(
    "hasher",
    [None, "pbkdf2_sha256", "drf_jwt_2fa.hashers.KeyedCodeHasher", KeyedCodeHasher],
)
def test_a_hasher_of_codes_that_is_fine(project, found_ids, hasher):
    project.JWT2FA_AUTH["CODE_HASHER"] = hasher

    assert found_ids() == []


@pytest.mark.parametrize(
    ("hasher", "problem"),
    [
        ("md5", "Unknown password hashing algorithm"),
        ("nowhere.Hasher", "No module named 'nowhere'"),
        ("datetime.datetime.now", "is no hasher"),
        ("..", "is no hasher: "),
        ("datetime.timezone", "is no hasher: "),
        ("collections.abc.Mapping", "is no hasher: "),
        (dict, "is no hasher."),
    ],
)
def test_a_hasher_of_codes_that_is_none(project, find, hasher, problem):
    project.JWT2FA_AUTH["CODE_HASHER"] = hasher

    [one] = find()
    assert one.id == "drf_jwt_2fa.E008"
    assert "CODE_HASHER" in one.msg
    assert problem in one.msg


class Unequipped(PBKDF2PasswordHasher):
    library = ("nothing", "no_such_library")


def test_a_hasher_of_codes_whose_library_is_missing(project, find):
    project.JWT2FA_AUTH["CODE_HASHER"] = Unequipped

    [one] = find()
    assert one.id == "drf_jwt_2fa.E008"
    assert "CODE_HASHER" in one.msg
    assert "No module named 'no_such_library'" in one.msg


def test_a_hasher_of_codes_of_a_wrong_type(project, found_ids):
    project.JWT2FA_AUTH["CODE_HASHER"] = 7

    assert found_ids() == ["E002"]


def test_the_hasher_of_codes_must_not_hash_passwords(project, found_ids):
    project.PASSWORD_HASHERS += ["drf_jwt_2fa.hashers.KeyedCodeHasher", "no.Hasher"]

    assert found_ids() == ["E009"]


class OwnCodeHasher(KeyedCodeHasher):
    algorithm = "own"


def test_nor_must_one_that_is_made_of_it(project, found_ids):
    project.PASSWORD_HASHERS += [f"{__name__}.OwnCodeHasher"]

    assert found_ids() == ["E009"]


@pytest.mark.parametrize("odd", [None, 7, "md5", [None]])
def test_no_check_stumbles_over_odd_hashers_of_passwords(project, found_ids, odd):
    project.PASSWORD_HASHERS = odd

    assert found_ids() == []


class Sensitive(APIView):
    authentication_classes = [Jwt2faAuthentication]
    permission_classes = [IsAuthenticated & ~RecentSecondFactor.within(minutes=1)]


class Open(APIView):
    authentication_classes = [Jwt2faAuthentication]
    permission_classes = [IsAuthenticated | IsAdminUser]


@pytest.mark.parametrize(
    "view",
    [
        Sensitive.as_view(),
        Open.as_view(permission_classes=[RecentSecondFactor]),
        Open.as_view(permission_classes=[IsAuthenticated | RecentSecondFactor]),
    ],
)
def test_a_view_that_wants_claims_that_no_token_has(project, find, view):
    project.ROOT_URLCONF = Urls(path("pay/", view), path("open/", Open.as_view()))

    [one] = find()
    assert one.id == "drf_jwt_2fa.E012"
    assert "'pay/'" in one.msg

    project.JWT2FA_AUTH["AUTH_CLAIMS"] = True
    assert not find()


class Choosing(APIView):
    """Its classes are known when there is a request."""

    authentication_classes = property(lambda view: [Jwt2faAuthentication])
    permission_classes = property(lambda view: [RecentSecondFactor])


def test_no_check_stumbles_over_views_that_choose_for_each_request(project, found_ids):
    project.ROOT_URLCONF = Urls(
        path("choose/", Choosing.as_view()),
        path("none/", Open.as_view(permission_classes=None)),
    )

    assert found_ids() == []


def test_claims_of_a_wrong_type_are_reported_once(project, found_ids):
    project.JWT2FA_AUTH["AUTH_CLAIMS"] = 7

    assert found_ids() == ["E002"]


def test_a_cache_that_processes_do_not_share(project, found_ids):
    project.CACHES = {
        "default": {
            "BACKEND": f"{BACKENDS}.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 10000},
        }
    }
    assert found_ids() == ["W102"]

    project.DEBUG = True
    assert found_ids() == []


def test_each_cache_is_told_once(project, find, tmp_path):
    files = {"BACKEND": f"{BACKENDS}.filebased.FileBasedCache", "LOCATION": tmp_path}
    project.CACHES |= {"files": {**files, "OPTIONS": {"MAX_ENTRIES": 9}}}
    project.JWT2FA_AUTH["THROTTLE_CACHE_ALIAS"] = "files"

    [one] = find()
    assert one.id == "drf_jwt_2fa.W102"
    assert "'files'" in one.msg


def test_a_cache_that_drops_entries_soon(project, found_ids):
    database = {"BACKEND": f"{BACKENDS}.db.DatabaseCache", "LOCATION": "t"}
    project.CACHES = {"default": database}
    assert found_ids() == ["W103"]

    project.CACHES = {"default": {**database, "OPTIONS": {"MAX_ENTRIES": 100_000}}}
    assert found_ids() == []


def test_proxies_that_are_not_numbered(project, found_ids):
    project.REST_FRAMEWORK = {**project.REST_FRAMEWORK, "NUM_PROXIES": None}
    assert found_ids() == ["W104"]

    project.JWT2FA_AUTH["CODE_TOKEN_THROTTLE_RATE"] = None
    assert found_ids() == []


def test_records_that_are_not_required(project, found_ids):
    project.JWT2FA_AUTH["REQUIRE_KNOWN_CODE_TOKENS"] = False

    assert found_ids() == ["W105"]


@pytest.mark.parametrize("window", [0, 1])
def test_codes_of_apps_that_expire_soon(project, found_ids, window):
    project.JWT2FA_AUTH["TOTP_VALID_WINDOW"] = window

    assert found_ids() == []


def test_codes_of_apps_that_live_too_long(project, find):
    project.JWT2FA_AUTH["TOTP_VALID_WINDOW"] = 2

    assert find(deploy=False) == []
    [one] = find()
    assert one.id == "drf_jwt_2fa.W109"
    assert "TOTP_VALID_WINDOW" in one.hint


@pytest.mark.parametrize("value", ["wrong", None, -1, b""])
def test_no_check_stumbles_over_any_setting(project, find, value):
    for name in checks.settings.SETTINGS:
        project.JWT2FA_AUTH = {name: value}
        find()


def test_the_table_of_checks_equals_the_code():
    package = Path(checks.__file__).parent
    files = [*package.glob("*.py"), package.parent / "enrollment" / "checks.py"]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    ids = {
        f"{'E' if kind == 'error' else 'W'}{int(number):03}"
        for kind, number in re.findall(r"\b(error|warning)\(\s*(\d+),", source)
    }
    table = (DOCS / "reference" / "checks.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `drf_jwt_2fa\.(\w+)` \|", table, re.MULTILINE)) == ids
