"""The table of sessions."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    """Spelled so that Django 2.2 and later releases read the same in it."""

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        to=settings.AUTH_USER_MODEL,
                        on_delete=CASCADE,
                        related_name="drf_jwt_2fa_sessions",
                        db_index=False,
                    ),
                ),
                ("generation", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("rotated_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(max_length=16, default="")),
                ("account", models.CharField(max_length=64)),
                ("epoch", models.BigIntegerField(null=True)),
                ("acr", models.CharField(max_length=64, default="")),
                ("amr", models.TextField(default="")),
                ("auth_time", models.BigIntegerField()),
                ("did", models.UUIDField(null=True)),
                ("user_agent", models.CharField(max_length=255, default="")),
                ("ip", models.CharField(max_length=64, null=True)),
                ("name", models.CharField(max_length=64, default="")),
                ("adopted_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                fields=["user", "ended_at"], name="drf_jwt_2fa_live_sessions"
            ),
        ),
    ]
