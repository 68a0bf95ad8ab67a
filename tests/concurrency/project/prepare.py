"""Makes the tables and users of a site; takes the number of users."""

import sys

import django
from django.core.management import call_command


def make_users(number):
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415  # after setup
    from django.contrib.auth.models import User  # noqa: PLC0415

    password = make_password("correct horse")
    User.objects.bulk_create(
        User(username=f"user-{count}", password=password) for count in range(number)
    )


django.setup()
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
make_users(int(sys.argv[1]))
