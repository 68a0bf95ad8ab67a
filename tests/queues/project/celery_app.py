"""The Celery of the project, with the task that the documentation shows."""

import os
import sys
from types import ModuleType

import django
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "queues.project.settings")
app = Celery("example")
app.config_from_object("django.conf:settings", namespace="CELERY")
django.setup()

from docs.pages import run  # noqa: E402  # It may import what needs Django's settings.

sys.modules["example"] = ModuleType("example")
sys.modules["example.celery_sender"] = run(
    "how-to/background-sending.md", "celery_sender.py", "example.celery_sender"
)
