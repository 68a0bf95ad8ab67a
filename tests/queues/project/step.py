"""One step of a login, in a process of its own: its path, and its fields as JSON."""

import json
import os
import sys

import django

if "celery" in os.environ["CODE_SENDER"]:
    import queues.project.celery_app  # noqa: F401  # Where the sender is.
django.setup()

from django.core.management import call_command  # noqa: E402  # After the setup.
from rest_framework.test import APIClient  # noqa: E402

path, fields = sys.argv[1:]
if path == "prepare":
    from django.contrib.auth.models import User

    call_command("migrate", verbosity=0)
    User.objects.create_user(**json.loads(fields))
else:
    response = APIClient().post(path, json.loads(fields), format="json")
    print(json.dumps([response.status_code, response.json()]))
