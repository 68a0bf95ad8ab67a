"""The shape of the requests and answers of the steps of a login."""

from .auth_token import AuthTokenSerializer
from .base import Jwt2faSerializer
from .challenge import ChallengeSerializer
from .code_token import CodeTokenSerializer
from .sign_out import SignOutSerializer
from .step_up import StepUpSerializer

__all__ = [
    "AuthTokenSerializer",
    "ChallengeSerializer",
    "CodeTokenSerializer",
    "Jwt2faSerializer",
    "SignOutSerializer",
    "StepUpSerializer",
]
