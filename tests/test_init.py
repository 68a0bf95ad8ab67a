import importlib.metadata
import os
import sys
from pathlib import Path

import drf_jwt_2fa

REPOSITORY = Path(__file__).parent.parent
PACKAGE = Path(drf_jwt_2fa.__file__).parent


def test_the_version_is_that_of_the_distribution():
    assert drf_jwt_2fa.__version__ == importlib.metadata.version("drf-jwt-2fa")


def test_under_tox_the_installed_wheel_is_tested_and_elsewhere_the_checkout():
    if "TOX_ENV_NAME" in os.environ:
        assert PACKAGE.is_relative_to(sys.prefix)
        assert str(REPOSITORY) not in sys.path
        assert PACKAGE.parent.name == "site-packages"
    else:
        assert PACKAGE.parent == REPOSITORY


def test_the_package_tells_type_checkers_that_it_is_typed():
    assert (PACKAGE / "py.typed").exists()
