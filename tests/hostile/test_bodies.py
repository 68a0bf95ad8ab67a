"""Bodies that are not what an endpoint expects: a 400 that leaves nothing behind."""

import json

import pytest

from .conftest import ENDPOINTS

DEEP = "[" * 100_000
# The fields of each endpoint, with values of the right form.
FIELDS = {
    "get-code": {"username": "ann", "password": "correct horse"},
    "challenge": {"code_token": "a.b.c"},
    "auth": {"code_token": "a.b.c", "code": "1234567"},
    "refresh": {"refresh": "a.b.c"},
    "verify": {"token": "a.b.c"},
}

# Name: content type, body.
MALFORMED_BODIES = {
    "nothing": ("application/json", b""),
    "a list": ("application/json", b"[]"),
    "a list of lists": ("application/json", b"[[1], [2]]"),
    "a string": ("application/json", b'"username"'),
    "a number": ("application/json", b"7"),
    "null": ("application/json", b"null"),
    "true": ("application/json", b"true"),
    "an empty object": ("application/json", b"{}"),
    "half an object": ("application/json", b'{"username": '),
    "a deep list": ("application/json", DEEP.encode()),
    "a deep object": ("application/json", b'{"a":' * 100_000),
    "a deep field": ("application/json", f'{{"username": {DEEP}'.encode()),
    "not UTF-8": ("application/json", b'{"username": "\xff\xfe"}'),
    "a byte order mark": ("application/json", b"\xef\xbb\xbf{}"),
    "NaN": ("application/json", b'{"username": NaN}'),
    "Infinity": ("application/json", b'{"username": -Infinity}'),
    "a number of many digits": ("application/json", b"9" * 10_000),
    "an unheard-of charset": ("application/json; charset=bogus", b"{"),
    "a charset that compresses": ("application/json; charset=zlib", b"x"),
    "a charset that is none": ("application/json; charset=hex", b"x"),
    "the wrong charset": ("application/json; charset=utf-16", b"{}"),
    "no boundary": ("multipart/form-data", b"x"),
    "an odd boundary": ("multipart/form-data; boundary=\xff", b"x"),
    "a boundary without parts": ("multipart/form-data; boundary=x", b"--x--"),
    "a form without fields": ("application/x-www-form-urlencoded", b"&&&=&"),
    "a form of too many fields": ("application/x-www-form-urlencoded", b"a=1&" * 5000),
    "a form in no charset": ("application/x-www-form-urlencoded; charset=zlib", b"x=1"),
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("name", list(MALFORMED_BODIES))
def test_a_malformed_body_is_a_400(attack, cache, endpoint, name):
    content_type, body = MALFORMED_BODIES[name]

    response = attack(endpoint, body, content_type)

    assert response.status_code == 400
    assert not cache._cache


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("content_type", ["text/plain", "", "x", "application/xml"])
def test_an_unsupported_content_type_is_a_415(attack, cache, endpoint, content_type):
    response = attack(endpoint, b"x", content_type)

    # Without a content type, Django's client sends no body.
    assert response.status_code in ({400, 415} if not content_type else {415})
    assert not cache._cache


ODD_VALUES = {
    "a list": ["x"],
    "an object": {"x": "x"},
    "null": None,
    "true": True,
    "false": False,
    "blank": "",
    "a NUL": "a\0b",
    "a lone surrogate": "\ud800",
}


@pytest.mark.parametrize(
    ("endpoint", "field"), [(name, one) for name in FIELDS for one in FIELDS[name]]
)
@pytest.mark.parametrize("name", list(ODD_VALUES))
def test_a_field_that_is_no_text_is_a_400(attack, cache, endpoint, field, name):
    body = json.dumps({**FIELDS[endpoint], field: ODD_VALUES[name]})

    response = attack(endpoint, body)

    assert response.status_code == 400
    assert list(response.json()) == [field]
    assert not cache._cache


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("name", ["\ud800", "ü\udfff"])
def test_a_name_that_utf_8_cannot_express_is_a_400(attack, cache, endpoint, name):
    body = json.dumps({**FIELDS[endpoint], name: "\ud800"})

    response = attack(endpoint, body)

    assert response.status_code == 400
    assert list(response.json()) == [name.encode("utf-8", "backslashreplace").decode()]
    assert not cache._cache


@pytest.mark.parametrize(
    ("endpoint", "field"), [(name, one) for name in FIELDS for one in FIELDS[name]]
)
def test_a_file_is_a_400(attack, cache, endpoint, field):
    others = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in FIELDS[endpoint].items()
        if name != field
    )
    file = (
        f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="f"\r\n'
        "Content-Type: text/plain\r\n\r\nx\r\n--x--\r\n"
    )

    response = attack(endpoint, others + file, "multipart/form-data; boundary=x")

    assert response.status_code == 400
    assert list(response.json()) == [field]
    assert not cache._cache


@pytest.mark.parametrize(
    ("endpoint", "field", "most"),
    [
        ("get-code", "username", 254),
        ("get-code", "password", 4096),
        ("challenge", "code_token", 4096),
        ("auth", "code_token", 4096),
        ("auth", "code", 64),
    ],
)
def test_fields_have_a_maximum_length(attack, endpoint, field, most):
    fits = {**FIELDS[endpoint], field: "x" * most}
    too_long = {**FIELDS[endpoint], field: "x" * (most + 1)}

    assert attack(endpoint, json.dumps(fits)).status_code == 401
    response = attack(endpoint, json.dumps(too_long))
    assert response.status_code == 400
    assert list(response.json()) == [field]


@pytest.mark.parametrize("value", [7, -1, 1.5, 1e400, 10**200])
@pytest.mark.parametrize("field", ["username", "password"])
def test_a_number_is_read_as_its_digits(attack, field, value):
    body = json.dumps({**FIELDS["get-code"], field: value}).replace("Infinity", "1e400")

    assert attack("get-code", body).status_code == 401


def test_a_numeric_password_and_code_let_in(api, django_user_model):
    django_user_model.objects.create_user("num", "num@example.com", "12345678")
    response = api.get_code("num", 12345678)
    token = response.json()["token"]

    code = api.last_mailed_code
    response = api.auth(token, int(code))
    # A leading zero is lost in a number; that is a wrong code, as it always was.
    assert response.status_code == (401 if code.startswith("0") else 200)


def test_of_two_values_for_a_field_the_last_counts(attack, user):
    body = '{"username": "bob", "username": "ann", "password": "correct horse"}'
    response = attack("get-code", body)

    assert response.status_code == 200


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "trace"])
def test_other_methods_are_a_405(attack, cache, endpoint, method):
    assert attack(endpoint, method=method).status_code == 405
    assert not cache._cache


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_options_and_head_leave_nothing_behind(attack, cache, endpoint):
    assert attack(endpoint, method="options").status_code == 200
    assert attack(endpoint, method="head").status_code == 405
    assert not cache._cache


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("accept", ["text/html", "text/*", "*/*", "nonsense", "\xff"])
@pytest.mark.parametrize("is_installed", [True, False])
def test_answers_are_in_a_form_that_works(
    attack, settings, endpoint, accept, is_installed
):
    if not is_installed:
        settings.INSTALLED_APPS = [
            app for app in settings.INSTALLED_APPS if app != "rest_framework"
        ]
    body = json.dumps(FIELDS[endpoint])
    response = attack(endpoint, body, HTTP_ACCEPT=accept)

    assert response.status_code in (401, 406)
    is_html = response["Content-Type"].startswith("text/html")
    assert is_html == (is_installed and accept in ("text/html", "text/*"))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_without_any_templates_there_is_no_html(attack, settings, endpoint):
    settings.TEMPLATES = []

    response = attack(endpoint, b"[]", HTTP_ACCEPT="text/html")

    assert response["Content-Type"] in ("application/json", "text/html; charset=utf-8")
    assert response.status_code in (400, 406)


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": None},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "x" * 1000},
        {"HTTP_X_FORWARDED_FOR": ",,,"},
        {"HTTP_X_FORWARDED_FOR": "\xff, ::1%lo"},
        {"HTTP_X_FORWARDED_FOR": "1.2.3.4, 5.6.7.8:90, [::1]:8"},
    ],
)
@pytest.mark.parametrize("proxies", [None, 0, 1, 9])
def test_any_address_can_be_counted(attack, settings, meta, proxies):
    settings.REST_FRAMEWORK = {"NUM_PROXIES": proxies}
    body = json.dumps(FIELDS["get-code"])
    for _ in range(12):
        assert attack("get-code", body, **meta).status_code == 401

    assert attack("get-code", body, **meta).status_code == 429


def test_a_web_page_cannot_use_up_its_visitors_requests(attack, user):
    body = json.dumps(FIELDS["get-code"])
    for _ in range(15):
        attack("get-code", method="get")
        attack("get-code", b"[]")
        attack("get-code", b'{"username": "ann"}')
        attack("get-code", method="options")

    assert attack("get-code", body).status_code == 200


def test_a_captcha_is_solved_once(api, user, settings):
    from django.urls import path  # noqa: PLC0415
    from rest_framework import serializers  # noqa: PLC0415

    from drf_jwt_2fa.serializers import CodeTokenSerializer  # noqa: PLC0415
    from drf_jwt_2fa.views import ObtainCodeToken  # noqa: PLC0415

    solved = []

    class WithCaptcha(CodeTokenSerializer):
        captcha = serializers.CharField(validators=[solved.append])

    class Urls:
        urlpatterns = [
            path("get-code/", ObtainCodeToken.as_view(serializer_class=WithCaptcha))
        ]

    settings.ROOT_URLCONF = Urls

    assert api.get_code(captcha="4 + 4").status_code == 200
    assert solved == ["4 + 4"]


class StumblingBackend:
    """An authentication back end that cannot take every password."""

    def authenticate(self, request, username=None, password=None):
        raise ValueError(f"{password} is longer than 72 bytes")


def test_credentials_that_cannot_be_checked_are_wrong(attack, settings, caplog):
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.StumblingBackend"]

    response = attack("get-code", json.dumps(FIELDS["get-code"]))

    assert response.status_code == 401
    assert "[hidden] is longer than 72 bytes" in caplog.text
    assert "correct horse" not in caplog.text
