"""The checks of the app are registered."""

from django.core.checks import Tags
from django.core.checks.registry import registry

from drf_jwt_2fa.enrollment import checks


def test_all_of_them_are_registered():
    registered = registry.get_checks()
    deployment = registry.get_checks(include_deployment_checks=True)

    assert set(checks.CHECKS) <= set(registered)
    assert set(checks.DEPLOYMENT_CHECKS) <= set(deployment) - set(registered)
    for check in (*checks.CHECKS, *checks.DEPLOYMENT_CHECKS):
        assert Tags.security in check.tags
