"""Makes the tables and the users of a site."""

import sys

import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)

from django.contrib.auth.models import User  # noqa: E402  # After the setup.

for username in sys.argv[1:]:
    User.objects.create_user(username, password=f"password of {username}")
