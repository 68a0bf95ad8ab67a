"""Requests that answer a challenge: with a code, or with a credential."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.serializers import ValidationError

from ..login import answering
from ..methods import CODE, CREDENTIAL, MalformedAnswerError, get_methods
from .fields import CredentialField

_REQUIRED = serializers.Field.default_error_messages["required"]


def take_credentials() -> bool:
    """Return whether there is a method that is answered with a credential."""
    return any(one.answer_field == CREDENTIAL for one in get_methods().values())


class AnswerMixin:
    """A serializer with the fields `code_token` and `code`, or `credential` for `code`.

    There is no field `credential` where no method takes one.
    """

    token_manager_class: Any
    context: Any

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; one of the two answers is enough."""
        fields: dict[str, Any] = super().get_fields()  # type: ignore[misc]
        if take_credentials():
            fields[CODE].required = False
            fields[CREDENTIAL] = CredentialField(required=False)
        return fields

    def to_internal_value(self, data: Any) -> Any:
        """Return the fields; raise `ValidationError` unless there is one answer.

        It has to be one that the method of the code token takes.
        """
        attrs = super().to_internal_value(data)  # type: ignore[misc]
        if CREDENTIAL in self.fields:  # type: ignore[attr-defined]
            self._check_answer(attrs)
        return attrs

    def _check_answer(self, attrs: Mapping[str, Any]) -> None:
        given = [name for name in (CODE, CREDENTIAL) if name in attrs]
        if not given:
            raise ValidationError({CODE: [_REQUIRED]})
        if len(given) > 1:
            raise ValidationError(
                {CREDENTIAL: [_("Send a code or a credential, not both.")]}
            )
        try:
            answering.check_form(
                self.token_manager_class(),
                attrs["code_token"],
                attrs[given[0]],
                self.context.get("request"),
            )
        except MalformedAnswerError as error:
            raise ValidationError({given[0]: [str(error)]}) from error


def get_answer(attrs: Mapping[str, Any]) -> Any:
    """Return the answer among the fields of a request."""
    return attrs[CREDENTIAL] if CREDENTIAL in attrs else attrs[CODE]
