"""The endpoints, as classes and as ready callables."""

from .base import LoginView, OutsideOfTransactionsMixin, SignedInMixin
from .signing_out import SignOut
from .steps import (
    ObtainAuthToken,
    ObtainChallenge,
    ObtainCodeToken,
    ObtainStepUp,
    StepView,
)
from .tokens import RefreshAuthToken, VerifyAuthToken

__all__ = [
    "LoginView",
    "ObtainAuthToken",
    "ObtainChallenge",
    "ObtainCodeToken",
    "ObtainStepUp",
    "OutsideOfTransactionsMixin",
    "RefreshAuthToken",
    "SignOut",
    "SignedInMixin",
    "StepView",
    "VerifyAuthToken",
    "obtain_auth_token",
    "obtain_challenge",
    "obtain_code_token",
    "obtain_step_up",
    "refresh_auth_token",
    "sign_out",
    "verify_auth_token",
]

obtain_code_token = ObtainCodeToken.as_view()
obtain_challenge = ObtainChallenge.as_view()
obtain_auth_token = ObtainAuthToken.as_view()
obtain_step_up = ObtainStepUp.as_view()
refresh_auth_token = RefreshAuthToken.as_view()
verify_auth_token = VerifyAuthToken.as_view()
sign_out = SignOut.as_view()
