"""The endpoints with which users manage their second factors."""

from .base import ChangeView, ManagementView, MethodView
from .confirmation import ConfirmMethod, ConfirmTotp
from .preference import SecondFactorMethod
from .recovery import RecoveryCodes
from .removal import RemoveMethod, RemoveTotp
from .setup import SetUpMethod, SetUpTotp

__all__ = [
    "ChangeView",
    "ConfirmMethod",
    "ConfirmTotp",
    "ManagementView",
    "MethodView",
    "RecoveryCodes",
    "RemoveMethod",
    "RemoveTotp",
    "SecondFactorMethod",
    "SetUpMethod",
    "SetUpTotp",
    "confirm_method",
    "confirm_totp",
    "recovery_codes",
    "remove_method",
    "remove_totp",
    "second_factor_method",
    "set_up_method",
    "set_up_totp",
]

set_up_method = SetUpMethod.as_view()
set_up_totp = SetUpTotp.as_view()
confirm_method = ConfirmMethod.as_view()
confirm_totp = ConfirmTotp.as_view()
remove_method = RemoveMethod.as_view()
remove_totp = RemoveTotp.as_view()
recovery_codes = RecoveryCodes.as_view()
second_factor_method = SecondFactorMethod.as_view()
