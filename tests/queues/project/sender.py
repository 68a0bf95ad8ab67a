"""A sender that writes into the project's folder, or fails if that says so."""

from django.conf import settings

from drf_jwt_2fa.sending import CodeSendingError


def send(user, code):
    if (settings.FOLDER / "broken").exists():
        raise CodeSendingError(f"The gateway takes no {code}")
    unfinished = settings.FOLDER / "sent.new"
    unfinished.write_text(f"{user.get_username()} {code}")
    unfinished.rename(settings.FOLDER / "sent")
