"""Store mail in a folder and print it, in place of sending it."""

import email
import email.policy
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        for mail in email_messages:
            heading = f"Mail to {', '.join(mail.to)}, stored in {_store(mail)}"
            text = f"Subject: {mail.subject}\n\n{mail.body}"
            # In a pipe, the output would be buffered.
            print(f"\n{heading}\n{text}\n", flush=True)
        return len(email_messages)


def read_newest(count):
    """Return the last mails that were sent, oldest first, as JSON data."""
    paths = sorted(settings.MAIL_DIR.glob("*.eml"))[-count:]
    return [_read(path) for path in paths]


def _read(path):
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return {
        "id": path.name,
        "sent": mail["Date"].datetime.isoformat(),
        "to": mail["To"],
        "subject": mail["Subject"],
        # The text, also of a mail with HTML: foreign markup must not get into the page.
        "body": mail.get_body(["plain", "html"]).get_content(),
    }


def _store(mail):
    settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        dir=settings.MAIL_DIR,
        # Sorting by name is sorting by time.
        prefix=f"{timezone.now():%Y%m%d-%H%M%S-%f}-",
        delete=False,
    ) as file:
        file.write(mail.message().as_bytes())
    # Renamed when it is complete: the mailbox may read the folder at any time.
    return Path(file.name).rename(f"{file.name}.eml")
