"""The methods of a project whose users enrol apps, and passkeys."""

METHODS = [
    "drf_jwt_2fa.enrollment.methods.TotpMethod",
    "drf_jwt_2fa.enrollment.methods.RecoveryCodeMethod",
    "drf_jwt_2fa.methods.CodeSender",
]
PASSKEY = "drf_jwt_2fa.enrollment.methods.PasskeyMethod"
PASSKEY_SETTINGS = {
    "METHODS": [PASSKEY, *METHODS],
    "AUTH_CLAIMS": True,
    "PASSKEY_RP_ID": "example.com",
    "PASSKEY_LOGIN": True,
}
