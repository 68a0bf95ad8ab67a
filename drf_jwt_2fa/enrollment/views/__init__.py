"""The endpoints with which users manage their second factors."""

from .base import ChangeView, ManagementView, MethodView
from .confirmation import ConfirmMethod, ConfirmTotp
from .passkey_login import BeginPasskeyLogin
from .passkeys import ConfirmPasskey, OnePasskey, Passkeys, SetUpPasskey
from .preference import SecondFactorMethod
from .recovery import RecoveryCodes
from .removal import RemoveMethod, RemoveTotp
from .setup import SetUpMethod, SetUpTotp
from .well_known import passkey_endpoints, related_origins

__all__ = [
    "BeginPasskeyLogin",
    "ChangeView",
    "ConfirmMethod",
    "ConfirmPasskey",
    "ConfirmTotp",
    "ManagementView",
    "MethodView",
    "OnePasskey",
    "Passkeys",
    "RecoveryCodes",
    "RemoveMethod",
    "RemoveTotp",
    "SecondFactorMethod",
    "SetUpMethod",
    "SetUpPasskey",
    "SetUpTotp",
    "begin_passkey_login",
    "confirm_method",
    "confirm_passkey",
    "confirm_totp",
    "one_passkey",
    "passkey_endpoints",
    "passkeys",
    "recovery_codes",
    "related_origins",
    "remove_method",
    "remove_totp",
    "second_factor_method",
    "set_up_method",
    "set_up_passkey",
    "set_up_totp",
]

set_up_method = SetUpMethod.as_view()
set_up_totp = SetUpTotp.as_view()
begin_passkey_login = BeginPasskeyLogin.as_view()
passkeys = Passkeys.as_view()
set_up_passkey = SetUpPasskey.as_view()
confirm_passkey = ConfirmPasskey.as_view()
one_passkey = OnePasskey.as_view()
confirm_method = ConfirmMethod.as_view()
confirm_totp = ConfirmTotp.as_view()
remove_method = RemoveMethod.as_view()
remove_totp = RemoveTotp.as_view()
recovery_codes = RecoveryCodes.as_view()
second_factor_method = SecondFactorMethod.as_view()
