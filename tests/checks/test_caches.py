"""Caches that lose what limits rest on."""

import pytest

BACKENDS = "django.core.cache.backends"


@pytest.mark.parametrize("name", ["CACHE_ALIAS", "THROTTLE_CACHE_ALIAS"])
def test_a_cache_that_does_not_exist(project, find, name):
    project.JWT2FA_AUTH[name] = "nowhere"

    [one] = find()
    assert one.id == "drf_jwt_2fa.E006"
    assert name in one.hint


def test_a_dummy_cache(project, found_ids):
    project.CACHES = {"default": {"BACKEND": f"{BACKENDS}.dummy.DummyCache"}}

    assert found_ids() == ["E007"]


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


def test_records_that_are_not_required(project, found_ids):
    project.JWT2FA_AUTH["REQUIRE_KNOWN_CODE_TOKENS"] = False

    assert found_ids() == ["W105"]
