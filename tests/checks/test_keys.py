"""Values that are not keys, and keys that are weak."""

import pytest

NO_KEYS = [None, "", " ", "\t\n", "None", " None ", b"", b" ", b"None"]
OWN = ["CODE_TOKEN_SECRET_KEY", "CODE_EXTENSION_SECRET"]
FALLBACKS = "CODE_TOKEN_SECRET_KEY_FALLBACKS"


@pytest.fixture
def find_all(find):
    """Return the findings; Django's own deployment checks need a key that is one."""
    return lambda: find(deploy=False)


@pytest.mark.parametrize("key", [*NO_KEYS, 7, ["x" * 50]])
def test_a_secret_key_that_is_not_a_key(project, find_all, key):
    project.SECRET_KEY = key

    [one] = find_all()
    assert one.id == "drf_jwt_2fa.E021"
    assert one.msg == "SECRET_KEY is not a key."
    assert one.hint


@pytest.mark.parametrize("key", [*NO_KEYS, 7])
def test_a_fallback_that_is_not_a_key(project, find_all, key):
    project.SECRET_KEY_FALLBACKS = ["an older key", key]

    [one] = find_all()
    assert one.id == "drf_jwt_2fa.E021"
    assert one.msg == "Item 2 of SECRET_KEY_FALLBACKS is not a key, and is ignored."
    assert "environment variable" in one.hint


@pytest.mark.parametrize("keys", ["an older key", b"an older key", None, 7])
def test_fallbacks_that_are_not_a_list(project, find_all, keys):
    project.SECRET_KEY_FALLBACKS = keys

    [one] = find_all()
    assert one.id == "drf_jwt_2fa.E021"
    assert one.msg.startswith("SECRET_KEY_FALLBACKS is not a list")


@pytest.mark.parametrize("key", [*NO_KEYS, 7])
def test_a_fallback_of_ours_that_is_not_a_key(project, find, key):
    project.JWT2FA_AUTH[FALLBACKS] = [key, "an older key"]

    [one] = find()
    assert one.id == "drf_jwt_2fa.E021"
    assert one.msg == f"Item 1 of {FALLBACKS} is not a key, and is ignored."


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("key", NO_KEYS)
def test_a_setting_of_ours_that_is_not_a_key(project, find, name, key):
    project.JWT2FA_AUTH[name] = key

    [one] = find()
    assert one.id == "drf_jwt_2fa.E021"
    assert name in one.msg
    assert one.hint.startswith(f"Leave {name} out, ")


@pytest.mark.parametrize("name", [*OWN, FALLBACKS])
def test_no_finding_shows_a_key(project, find, name):
    keys = {"secret of mine", b"secret of mine", ("secret of mine", 7), "x"}
    for key in keys:
        project.JWT2FA_AUTH = {name: key}
        assert "secret of mine" not in str(find())

    project.SECRET_KEY_FALLBACKS = "secret of mine"
    assert "secret of mine" not in str(find(deploy=False))


@pytest.mark.parametrize("keys", [["old", b"\xff"], ("old",), [], {"old"}])
def test_fallbacks_of_text_or_bytes_are_fine(project, find_all, keys):
    project.SECRET_KEY_FALLBACKS = keys

    assert find_all() == []


@pytest.mark.parametrize("name", OWN)
def test_text_that_is_not_unicode_is_a_key(project, find, name):
    project.JWT2FA_AUTH[name] = "\udcff" * 32

    assert find() == []


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("key", ["x" * 31, b"\xff" * 31])
def test_a_key_that_is_too_short(project, found_ids, name, key):
    project.JWT2FA_AUTH[name] = key

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


def test_a_key_is_the_same_in_bytes(project, find):
    project.SIMPLE_JWT = {"SIGNING_KEY": "y" * 32}
    project.JWT2FA_AUTH["CODE_TOKEN_SECRET_KEY"] = project.SECRET_KEY.encode()

    [one] = find(deploy=False)
    assert one.msg == "CODE_TOKEN_SECRET_KEY is the same as SECRET_KEY."
