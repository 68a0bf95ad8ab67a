"""The tables of the app."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    """Spelled so that Django 2.2 and later releases read the same in it."""

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        to=settings.AUTH_USER_MODEL,
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="drf_jwt_2fa_account",
                        serialize=False,
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("password", models.CharField(max_length=64)),
                ("wrong_step_ups", models.PositiveIntegerField(default=0)),
                ("wrong_sent_codes", models.PositiveIntegerField(default=0)),
                ("sent_codes_disabled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="EnrolledMethod",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        to=settings.AUTH_USER_MODEL,
                        on_delete=CASCADE,
                        related_name="drf_jwt_2fa_methods",
                        verbose_name="user",
                    ),
                ),
                ("name", models.CharField("method", max_length=64)),
                ("created_at", models.DateTimeField("set up")),
                ("last_used_at", models.DateTimeField("last used", null=True)),
                (
                    "wrong_answers",
                    models.PositiveIntegerField("wrong answers", default=0),
                ),
                ("disabled_at", models.DateTimeField("disabled", null=True)),
                ("is_preferred", models.BooleanField("preferred", default=False)),
                ("data", models.CharField(default="", max_length=255)),
            ],
            options={
                "verbose_name": "enrolled method",
                "verbose_name_plural": "enrolled methods",
            },
        ),
        migrations.CreateModel(
            name="TotpSecret",
            fields=[
                (
                    "method",
                    models.OneToOneField(
                        to="drf_jwt_2fa_enrollment.EnrolledMethod",
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="totp",
                        serialize=False,
                    ),
                ),
                ("secret", models.CharField(max_length=255)),
                ("key_id", models.CharField(max_length=8)),
                ("last_step", models.BigIntegerField()),
                ("digits", models.PositiveSmallIntegerField(default=6)),
                ("period", models.PositiveIntegerField(default=30)),
                ("algorithm", models.CharField(default="sha1", max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "method",
                    models.ForeignKey(
                        to="drf_jwt_2fa_enrollment.EnrolledMethod",
                        on_delete=CASCADE,
                        related_name="recovery_codes",
                    ),
                ),
                ("selector", models.CharField(max_length=8)),
                ("hash", models.CharField(max_length=255)),
                ("used_at", models.DateTimeField(null=True)),
                ("origin", models.CharField(default="", max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="PendingEnrollment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        to=settings.AUTH_USER_MODEL,
                        on_delete=CASCADE,
                        related_name="+",
                    ),
                ),
                ("name", models.CharField(max_length=64)),
                ("secret", models.CharField(max_length=255)),
                ("key_id", models.CharField(max_length=8)),
                ("login", models.CharField(max_length=255)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name="enrolledmethod",
            constraint=models.UniqueConstraint(
                fields=("user", "name"), name="drf_jwt_2fa_enrolled_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recoverycode",
            constraint=models.UniqueConstraint(
                fields=("method", "selector"), name="drf_jwt_2fa_selected_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pendingenrollment",
            constraint=models.UniqueConstraint(
                fields=("user", "name"), name="drf_jwt_2fa_pending_once"
            ),
        ),
    ]
