"""Tenants whose code tokens could be mistaken for each other's."""

import pytest

LOCMEM = "django.core.cache.backends.locmem.LocMemCache"


class Router:
    """A router that keeps each tenant in its own database."""


@pytest.fixture
def databases(project):
    """A project with two databases and a router; returns its settings."""
    project.DATABASES = {**project.DATABASES, "other": project.DATABASES["default"]}
    project.DATABASE_ROUTERS = [f"{__name__}.Router"]
    return project


# The connections were made from the real settings before the test.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")


def test_several_databases_without_a_tenant(databases, find):
    [one] = find(deploy=False)
    assert one.id == "drf_jwt_2fa.W012"
    assert one.msg.startswith("There are several databases, and TENANT is not set")
    assert "'TENANT'" in one.hint


@pytest.mark.parametrize("name", ["django_tenants", "tenant_schemas"])
def test_schemas_of_tenants_without_a_tenant(install, find, name):
    install(name)

    [one] = find(deploy=False)
    assert one.id == "drf_jwt_2fa.W012"
    assert one.msg.startswith(f"{name} is installed")


@pytest.mark.parametrize("tenant", [lambda: "here", "builtins.str"])
def test_tenants_that_are_named(databases, install, found_ids, tenant):
    install("django_tenants")
    databases.JWT2FA_AUTH["TENANT"] = tenant

    assert found_ids() == []


def test_a_tenant_that_cannot_be_imported_is_reported_once(databases, found_ids):
    databases.JWT2FA_AUTH["TENANT"] = "nowhere.get_tenant"

    assert found_ids() == ["E004"]


def test_databases_without_a_router_are_of_one_site(databases, found_ids):
    databases.DATABASE_ROUTERS = []

    assert found_ids() == []


@pytest.fixture
def records(databases):
    """A project whose code tokens need a record, in the memory of each process."""
    databases.CACHES = {"default": {"BACKEND": LOCMEM}}
    databases.JWT2FA_AUTH["TENANT"] = lambda: "here"
    return databases


def test_records_that_another_process_does_not_have(records, find):
    [one] = find(deploy=False)
    assert one.id == "drf_jwt_2fa.W012"
    assert "needs its record in the cache" in one.msg
    assert "'default'" in one.msg


def test_one_process_has_all_the_records(records, found_ids):
    records.DEBUG = True

    assert found_ids(deploy=False) == []


def test_code_tokens_that_name_their_account_need_no_record(
    records, enrolling, found_ids
):
    assert found_ids(deploy=False) == []


def test_a_cache_that_does_not_exist_is_reported_once(records, found_ids):
    records.JWT2FA_AUTH["CACHE_ALIAS"] = "nowhere"

    assert found_ids() == ["E006"]
