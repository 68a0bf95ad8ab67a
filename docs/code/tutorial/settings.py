from datetime import timedelta

INSTALLED_APPS += [
    "rest_framework",
    "drf_jwt_2fa",
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "drf_jwt_2fa.authentication.Jwt2faAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=5),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=1),
}

JWT2FA_AUTH = {
    "EMAIL_SENDER_FROM_ADDRESS": "login@example.com",
}
