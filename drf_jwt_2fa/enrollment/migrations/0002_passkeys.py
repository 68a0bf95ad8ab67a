"""The table of passkeys, and the user handles that they are made for."""

import uuid

from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    """Spelled so that Django 2.2 and later releases read the same in it."""

    dependencies = [("drf_jwt_2fa_enrollment", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="user_handle",
            field=models.CharField(max_length=86, null=True, unique=True),
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "method",
                    models.ForeignKey(
                        to="drf_jwt_2fa_enrollment.EnrolledMethod",
                        on_delete=CASCADE,
                        related_name="passkeys",
                    ),
                ),
                ("credential_id", models.BinaryField(max_length=1023)),
                ("credential_hash", models.CharField(max_length=64, unique=True)),
                ("public_key", models.BinaryField()),
                ("sign_count", models.BigIntegerField()),
                ("is_backup_eligible", models.BooleanField(null=True)),
                ("is_backed_up", models.BooleanField(default=False)),
                ("is_uv_initialized", models.BooleanField(default=False)),
                ("is_discoverable", models.BooleanField(null=True)),
                ("user_handle", models.CharField(default="", max_length=86)),
                ("transports", models.TextField(default="[]")),
                ("aaguid", models.CharField(max_length=36)),
                ("name", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                ("suspected_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
