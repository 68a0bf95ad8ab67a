"""The forms of the second step: a code that is typed, or what a passkey answers."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import ValidationError as ApiValidationError

from ...methods import CREDENTIAL, NO_2FA, Method
from ...serializers.fields import (
    MAX_CODE_LENGTH,
    MAX_CREDENTIAL_SIZE,
    MAX_PASSWORD_LENGTH,
    CredentialField,
)
from ..methods import RecoveryCodeMethod

_NO_CREDENTIAL = _("No passkey was used.")


class AnswerForm(forms.Form):
    """The base of the forms; `answer` is what the method takes."""

    @property
    def answer(self) -> Any:
        """The answer, once the form is valid."""
        [answer] = self.cleaned_data.values()
        return answer


class CodeForm(AnswerForm):
    """A code that a person types."""

    code = forms.CharField(
        label=_("Code"),
        strip=False,
        max_length=MAX_CODE_LENGTH,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "off",
                "spellcheck": "false",
                "autofocus": True,
                # Codes run from left to right in any language.
                "dir": "ltr",
            }
        ),
    )


class RecoveryCodeForm(CodeForm):
    """A recovery code, which browsers must not take for one that is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Recovery code")
        self.fields["code"].widget.attrs["autocomplete"] = "off"


class PasswordForm(AnswerForm):
    """The password, where that is all that is asked for."""

    code = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=MAX_PASSWORD_LENGTH,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "autofocus": True}
        ),
    )


class PasskeyForm(AnswerForm):
    """The answer of a passkey, as JSON; a script writes it into the field."""

    credential = forms.CharField(
        widget=forms.HiddenInput,
        max_length=MAX_CREDENTIAL_SIZE,
        error_messages={"required": _NO_CREDENTIAL},
    )

    def clean_credential(self) -> dict[str, Any]:
        """Return the JSON object; raise `ValidationError` for anything else."""
        try:
            given = json.loads(self.cleaned_data["credential"])
            credential: dict[str, Any] = CredentialField().run_validation(given)
        except (ValueError, RecursionError, ApiValidationError) as error:
            raise forms.ValidationError(_NO_CREDENTIAL) from error
        return credential


def choose_form(method: Method) -> type[AnswerForm]:
    """Return the form for an answer to a challenge of the method."""
    if method.answer_field == CREDENTIAL:
        return PasskeyForm
    special: dict[str, type[AnswerForm]] = {
        NO_2FA: PasswordForm,
        RecoveryCodeMethod.name: RecoveryCodeForm,
    }
    return special.get(method.name, CodeForm)
