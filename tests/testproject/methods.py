"""The methods of a project whose users enrol apps."""

METHODS = [
    "drf_jwt_2fa.enrollment.methods.TotpMethod",
    "drf_jwt_2fa.enrollment.methods.RecoveryCodeMethod",
    "drf_jwt_2fa.methods.CodeSender",
]
