"""Every public name and its signature, so that a change of one is seen.

After a change that is meant, write the list anew::

    uv run python tests/test_public_names.py
"""

import importlib
import inspect
from pathlib import Path

LIST = Path(__file__).with_name("public_names.txt")
MODULES = [
    "authentication",
    "enrollment.admin_site",
    "enrollment.admin_site.model_admin",
    "enrollment.admin_site.protecting",
    "enrollment.admin_site.site",
    "enrollment.changes",
    "enrollment.exceptions",
    "enrollment.methods",
    "enrollment.notifying",
    "enrollment.signals",
    "enrollment.testing",
    "exceptions",
    "exceptions.reasons",
    "hashers",
    "methods",
    "permissions",
    "sending",
    "serializers",
    "sessions.exceptions",
    "sessions.passwords",
    "sessions.signals",
    "sessions.testing",
    "settings",
    "signals",
    "testing",
    "throttling",
    "token_manager",
    "utils",
    "views",
]


def test_no_public_name_has_changed_unseen():
    assert describe_all() == LIST.read_text().splitlines()


def describe_all():
    return [line for name in MODULES for line in describe(f"drf_jwt_2fa.{name}")]


def describe(module_name):
    module = importlib.import_module(module_name)
    for name, value in sorted(vars(module).items()):
        if name.startswith("_") or not is_ours(module, name, value):
            continue
        yield f"{module_name}.{name}{get_signature(value)}"
        if inspect.isclass(value):
            yield from describe_class(f"{module_name}.{name}", value)


def describe_class(path, cls):
    for name, value in sorted(vars(cls).items()):
        if not name.startswith("_") and callable(getattr(cls, name, None)):
            yield f"{path}.{name}{get_signature(inspect.unwrap(getattr(cls, name)))}"
        elif not name.startswith("_") and isinstance(value, property):
            yield f"{path}.{name}"


def is_ours(module, name, value):
    if name in getattr(module, "__all__", ()):
        return True
    home = getattr(value, "__module__", None)
    if inspect.isclass(value) or inspect.isfunction(value):
        return home == module.__name__
    # Signals and ready callables are values, and in capitals or not.
    return type(value).__name__ == "Signal" or name.startswith("obtain_")


def get_signature(value):
    # Django's releases differ in how a view that is a class looks as a function.
    if not inspect.isroutine(value) or hasattr(value, "view_class"):
        return ""
    signature = inspect.signature(value)
    parameters = [
        parameter.replace(
            annotation=inspect.Parameter.empty, default=get_default(parameter)
        )
        for parameter in signature.parameters.values()
    ]
    return str(
        signature.replace(
            parameters=parameters, return_annotation=inspect.Signature.empty
        )
    )


def get_default(parameter):
    # That of a function would be written with its address.
    default = parameter.default
    return (
        default.__name__
        if callable(default) and not inspect.isclass(default)
        else (default)
    )


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="only to import modules",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "drf_jwt_2fa.enrollment",
            "drf_jwt_2fa.sessions",
        ],
    )
    django.setup()
    LIST.write_text("\n".join(describe_all()) + "\n")
