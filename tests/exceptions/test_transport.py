"""The errors of requests that want their tokens in cookies."""

from rest_framework.exceptions import PermissionDenied

from drf_jwt_2fa.exceptions import CsrfFailedError, HttpsRequiredError


def test_a_forged_request():
    error = CsrfFailedError("origin")

    assert isinstance(error, PermissionDenied)
    assert (error.status_code, error.get_codes()) == (403, "csrf_failed")
    assert error.explanation == "origin"
    assert "origin" not in str(error.detail)


def test_a_request_that_others_can_read():
    error = HttpsRequiredError()

    assert (error.status_code, error.get_codes()) == (400, "https_required")
