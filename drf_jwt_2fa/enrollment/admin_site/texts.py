"""The texts of the pages, which templates only put in their places."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ...methods import CREDENTIAL, NO_2FA, Method, get_verbose_name
from ...sending.directions import isolate
from ..methods import RecoveryCodeMethod, TotpMethod
from ..store.passkeys import PASSKEY


def describe_confirmation(user: Any) -> dict[str, Any]:
    """Return the texts of the page that asks a signed-in user to go on."""
    return {
        **_name_account(user),
        "title": _("Confirm that it is you"),
        "text": _("This page needs your second factor."),
        "button": _("Continue"),
        "other": _("Log in with another account"),
    }


def describe_challenge(
    user: Any,
    method: Method,
    offered: Sequence[Method],
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the texts of the page that asks for an answer, and its choices."""
    others = [one for one in offered if one.name != method.name]
    return {
        **_name_account(user),
        **_describe_script(options),
        "title": _("Second factor"),
        "text": _ask_for(user, method),
        "button": _("Log in"),
        "takes_passkey": method.answer_field == CREDENTIAL,
        "passkey_button": _("Use a passkey"),
        "resend": _("Send a new code") if method.sends else None,
        "method": method.name,
        "others": [(one.name, _offer(user, one)) for one in others],
        "others_title": _("Other options"),
        "start_over": _("Start over"),
    }


def describe_choice(user: Any, methods: Sequence[Method]) -> dict[str, Any]:
    """Return the texts of the page that lets users choose what to set up."""
    labels = {
        TotpMethod.name: _("Set up an authenticator app"),
        PASSKEY: _("Set up a passkey"),
    }
    text = _("Your account needs a second factor. Set it up to complete the login.")
    nothing = _("You have no second factor left that can be used.")
    return {
        **_name_account(user),
        "title": _("Set up a second factor"),
        "text": text if methods else nothing,
        "methods": [(one.name, labels[one.name]) for one in methods],
        "start_over": _("Start over"),
    }


def describe_setup(
    user: Any, method: Method, shown: Mapping[str, Any], drawing: Any
) -> dict[str, Any]:
    """Return the texts of the page that shows what a new method needs."""
    takes_passkey = method.answer_field == CREDENTIAL
    scan = _("Scan this code with your app, or type the key below into it.")
    enter = _("Then enter the code that the app shows.")
    create = _("Your browser asks where to keep the passkey.")
    return {
        **_name_account(user),
        **_describe_script(shown.get("challenge", {}), creates=True),
        "title": get_verbose_name(method.name),
        "text": create if takes_passkey else scan if drawing else enter,
        "more": enter if drawing else None,
        "drawing": drawing,
        "drawing_label": _("QR code"),
        "secret": _group(shown.get("secret", "")),
        "secret_label": _("Key"),
        "method": method.name,
        "button": _("Confirm"),
        "takes_passkey": takes_passkey,
        "passkey_button": _("Create a passkey"),
        "again": _("Begin again"),
        "start_over": _("Start over"),
    }


def describe_recovery_codes(codes: Sequence[str], url: str) -> dict[str, Any]:
    """Return the texts of the page that shows recovery codes, once."""
    return {
        "title": _("Recovery codes"),
        "text": _(
            "Each of these codes logs you in once if you lose your other methods."
            " Print them or write them down: they are not shown again."
        ),
        "codes": codes,
        "button": _("I have saved the codes"),
        "next_url": url,
    }


def describe_use(method: Method, user: Any) -> str | None:
    """Return what to tell users after a login by this method, `None` for nothing."""
    if method.name != RecoveryCodeMethod.name:
        return None
    left = method.describe_use(user)["recovery_codes_left"]
    return _("Recovery codes left: {count}").format(count=left)


def _name_account(user: Any) -> dict[str, Any]:
    # A page that somebody else has begun must not look like one's own.
    return {"account_label": _("Account"), "account": user.get_username()}


def _ask_for(user: Any, method: Method) -> str:
    destination = method.get_destination(user)
    if destination:
        text = _("Enter the code that was sent to {destination}.")
        return text.format(destination=isolate(destination, text))
    if method.sends:
        return _("Enter the code that was sent to you.")
    special = {
        NO_2FA: _("Enter your password again."),
        PASSKEY: _("Use your passkey to continue."),
        TotpMethod.name: _("Enter the code that your authenticator app shows."),
        RecoveryCodeMethod.name: _("Enter one of your recovery codes."),
    }
    return special.get(method.name) or get_verbose_name(method.name)


def _offer(user: Any, method: Method) -> str:
    destination = method.get_destination(user)
    if destination:
        text = _("Send a code to {destination}")
        return text.format(destination=isolate(destination, text))
    special = {
        PASSKEY: _("Use a passkey"),
        TotpMethod.name: _("Use the authenticator app"),
        RecoveryCodeMethod.name: _("Use a recovery code"),
    }
    return special.get(method.name) or get_verbose_name(method.name)


def _describe_script(
    options: Mapping[str, Any], *, creates: bool = False
) -> dict[str, Any]:
    """Return what the script for passkeys reads from the page."""
    return {
        "ceremony": "create" if creates else "get",
        "options": json.dumps(options) if options else None,
        "not_used": _("No passkey was used."),
        "unsupported": _("This browser cannot use passkeys here."),
        "needs_script": _("Passkeys need JavaScript."),
    }


def _group(secret: str) -> str:
    """Return the key in groups of four, as apps show it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
