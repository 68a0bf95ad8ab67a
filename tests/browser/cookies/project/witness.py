"""Records of what came in, and of the codes that went out."""

import json

from django.conf import settings

_HEADERS = ("Origin", "Sec-Fetch-Site", "X-Token-Transport", "Content-Type")


def record_requests(get_response):
    """Write down the requests for the API, with what the answers do to cookies."""

    def middleware(request):
        response = get_response(request)
        if request.path.startswith("/api/"):
            record(
                "requests",
                method=request.method,
                path=request.path.removeprefix("/api/"),
                cookies=sorted(request.COOKIES),
                status=response.status_code,
                set_cookies=[morsel.OutputString() for morsel in _set_by(response)],
                **{name: request.headers.get(name) for name in _HEADERS},
            )
        return response

    return middleware


def _set_by(response):
    return response.cookies.values()


def record_code(user, code):
    """Send the code into the site's folder."""
    record("codes", username=user.get_username(), code=code)


def record(name, **facts):
    with (settings.FOLDER / f"{name}.jsonl").open("a") as file:
        file.write(json.dumps(facts) + "\n")
