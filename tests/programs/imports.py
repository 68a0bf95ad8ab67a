"""An import from tables as a real database has them, with keys of any type.

Takes Django's settings of the databases, the user model and the number of users, in
JSON; prints, in JSON, what was enrolled, and for how many a second run wrote something.
"""

import io
import json
import sys
from datetime import datetime, timezone

from project import start

databases, user_model, number = map(json.loads, sys.argv[1:])
PASSKEY = "drf_jwt_2fa.enrollment.methods.PasskeyMethod"

if databases["default"]["ENGINE"].endswith("mysql"):
    import pymysql

    # Django takes nothing older than this of the driver that it knows.
    pymysql.version_info = (2, 2, 7, "final", 0)
    pymysql.install_as_MySQLdb()

start(
    "testproject",
    "drf_jwt_2fa.enrollment",
    AUTH_USER_MODEL=user_model,
    DATABASES=databases,
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    JWT2FA_AUTH={
        "METHODS": [
            PASSKEY,
            "drf_jwt_2fa.enrollment.methods.TotpMethod",
            "drf_jwt_2fa.enrollment.methods.RecoveryCodeMethod",
        ],
        "PASSKEY_RP_ID": "example.com",
    },
)

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, models

from drf_jwt_2fa.enrollment.models import EnrolledMethod, Passkey
from drf_jwt_2fa.enrollment.testing import SoftwarePasskey

User = get_user_model()
NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
Json = getattr(models, "JSONField", models.TextField)


def make_model(table, **fields):
    meta = type("Meta", (), {"app_label": "foreign", "db_table": table})
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    parts = {"__module__": __name__, "Meta": meta, "user": user, **fields}
    model = type(table, (models.Model,), parts)
    with connection.schema_editor() as editor:
        editor.create_model(model)
    return model


def text():
    return models.CharField(max_length=255, default="")


def whole():
    return models.BigIntegerField(default=0)


App = make_model(
    "otp_totp_totpdevice",
    name=text(),
    confirmed=models.BooleanField(default=True),
    key=text(),
    step=whole(),
    t0=whole(),
    digits=whole(),
    drift=whole(),
    last_t=whole(),
    created_at=models.DateTimeField(),
    last_used_at=models.DateTimeField(null=True),
)
Key = make_model(
    "django_otp_webauthn_webauthncredential",
    name=text(),
    confirmed=models.BooleanField(default=True),
    credential_id=models.BinaryField(),
    public_key=models.BinaryField(),
    transports=Json(),
    sign_count=whole(),
    backup_eligible=models.BooleanField(default=True),
    backup_state=models.BooleanField(default=True),
    aaguid=text(),
    discoverable=models.BooleanField(default=True),
    created_at=models.DateTimeField(),
    last_used_at=models.DateTimeField(null=True),
)
Method = make_model(
    "mfa_authenticator",
    type=text(),
    data=Json(),
    created_at=models.DateTimeField(),
    last_used_at=models.DateTimeField(null=True),
)


def add_users():
    name = User.USERNAME_FIELD
    users = [User(**{name: f"user-{count}@example.com"}) for count in range(number)]
    User.objects.bulk_create(users)
    return list(User.objects.order_by(name))


def run(source):
    out = io.StringIO()
    call_command("import_2fa", source, "--rp-id", "example.com", stdout=out)
    return out.getvalue()


users = add_users()
App.objects.bulk_create(
    App(user=user, key="ab" * 20, step=30, digits=8, last_t=7, created_at=NOON)
    for user in users
)
key = SoftwarePasskey()
transports = ["usb"] if Json is not models.TextField else '["usb"]'
Key.objects.create(
    user=users[0],
    credential_id=key.credential_id,
    public_key=key.get_cose_key(),
    transports=transports,
    aaguid="00000000-0000-0000-0000-000000000000",
    created_at=NOON,
)
run("otp-webauthn")
again = run("otp-webauthn")
rows = EnrolledMethod.objects.all()
found = {
    "totp": rows.filter(name="totp", created_at=NOON).count(),
    "digits": sorted(
        set(rows.filter(name="totp").values_list("totp__digits", flat=True))
    ),
    "passkeys": Passkey.objects.filter(transports='["usb"]', created_at=NOON).count(),
    "again": "imported" in again,
}
rows.delete()
data = {"secret": "QP36LHCWOFZO7FPVRE7L4IG7LH4ITUZ6"}
written = data if Json is not models.TextField else json.dumps(data)
Method.objects.create(user=users[0], type="totp", data=written, created_at=NOON)
run("allauth")
found["of JSON"] = rows.count()
print(json.dumps(found))
