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

JWT2FA_AUTH = {
    "EMAIL_SENDER_FROM_ADDRESS": "login@example.com",
}
