"""The table of trusted devices."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    """Spelled so that Django 2.2 and later releases read the same in it."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("drf_jwt_2fa_sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrustedDevice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "user",
                    models.ForeignKey(
                        to=settings.AUTH_USER_MODEL,
                        on_delete=CASCADE,
                        related_name="drf_jwt_2fa_devices",
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "previous_digest",
                    models.CharField(db_index=True, max_length=64, null=True),
                ),
                ("rotated_at", models.DateTimeField()),
                ("account", models.CharField(max_length=64)),
                ("epoch", models.BigIntegerField(null=True)),
                ("acr", models.CharField(max_length=64)),
                ("proved_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("created_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField()),
                ("name", models.CharField(default="", max_length=64)),
                ("user_agent", models.CharField(default="", max_length=255)),
                ("ip", models.CharField(max_length=64, null=True)),
            ],
        ),
    ]
