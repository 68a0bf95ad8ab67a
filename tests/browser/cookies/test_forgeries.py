"""Pages of strangers, and what they can make the browser of a user send."""

import pytest
from browser.cookies.sites import API, APP, SIBLING, STRANGER

pytestmark = pytest.mark.server

NAME = "__Host-refresh"
ATTACKERS = (SIBLING, STRANGER)
PATHS = ("auth/", "get-code/", "refresh/", "sign-out/")
ENCTYPES = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
)
# The cookie goes with requests of any page, so nothing but the checks protects it.
DEFENCELESS = {"REFRESH_COOKIE_SAMESITE": "None"}
SUBMIT = """([action, enctype, fields]) => {
    document.body.replaceChildren();
    const frame = document.createElement("iframe");
    frame.name = "target";
    const form = document.createElement("form");
    Object.assign(form, {action, enctype, method: "POST", target: "target"});
    for (const [name, value] of Object.entries(fields)) {
        form.append(Object.assign(document.createElement("input"), {name, value}));
    }
    document.body.append(frame, form);
    form.submit();
}"""
# Scripts may send these to any origin without asking it first.
SEND_SIMPLY = """([url, options]) => fetch(
    url, {method: "POST", mode: "no-cors", credentials: "include", ...options},
).then((response) => response.type, (error) => error.name)"""
SEND_BEACON = """([url, type]) => navigator.sendBeacon(
    url, new Blob(['{"refresh": null}'], {type}),
)"""
CALL_FROM_SANDBOX = """([url, headers]) => new Promise((resolve) => {
    addEventListener("message", (event) => resolve([event.origin, event.data]));
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts";
    frame.srcdoc = `<script>
        fetch(${JSON.stringify(url)}, {
            method: "POST", credentials: "include", headers: ${JSON.stringify(headers)},
        }).then((answer) => answer.status, (error) => error.name)
          .then((result) => parent.postMessage(result, "*"));
    </script>`;
    document.body.append(frame);
})"""


@pytest.fixture(scope="module")
def site(start_site):
    """An API whose CORS lets in nobody."""
    return start_site(DEFENCELESS)


@pytest.fixture(scope="module")
def careless_site(start_site):
    """An API whose CORS lets in everybody, with credentials."""
    return start_site(
        {**DEFENCELESS, "COOKIE_ORIGINS": []},
        CORS_ALLOWED_ORIGIN_REGEXES=[r"^.*$"],
    )


@pytest.fixture
def attack(visit, tolerant_context):
    """Sign somebody in, and let them open a page of an attacker in the same browser.

    It keeps third-party cookies: else they would not go with the attacker's requests.
    """

    def attack(site, name):
        victim = visit(site, API, context=tolerant_context)
        assert victim.log_in()["status"] == 200
        attacker = visit(site, name, context=tolerant_context)
        site.forget_requests()
        return victim, attacker

    return attack


def remains_signed_in(victim, token):
    """Return whether nothing has changed for the user since they had this token."""
    if victim.cookies[NAME]["value"] != token:
        return False
    answer = victim.refresh()
    return answer["status"] == 200 and victim.who(answer["body"]["access"]) == "ann"


@pytest.mark.parametrize("name", ATTACKERS)
@pytest.mark.parametrize("enctype", ENCTYPES)
def test_forms_change_nothing(site, attack, name, enctype):
    victim, attacker = attack(site, name)
    token = victim.cookies[NAME]["value"]
    fields = {"username": "bob", "password": "password of bob", '{"a":"': '"}'}

    for path in PATHS:
        url = f"{attacker.api}/api/{path}"
        with attacker.page.expect_response(url):
            attacker.page.evaluate(SUBMIT, [url, enctype, fields])

    arrived = [one for one in site.requests if one["method"] == "POST"]
    assert [one["path"] for one in arrived] == list(PATHS)
    assert [one["cookies"] for one in arrived] == [[NAME]] * len(PATHS)
    assert [one["set_cookies"] for one in arrived] == [[]] * len(PATHS)
    assert {one["X-Token-Transport"] for one in arrived} == {None}
    assert remains_signed_in(victim, token)


@pytest.mark.parametrize("name", ATTACKERS)
@pytest.mark.parametrize("path", PATHS)
def test_simple_requests_of_scripts_change_nothing(site, attack, name, path):
    victim, attacker = attack(site, name)
    token = victim.cookies[NAME]["value"]
    url = f"{attacker.api}/api/{path}"

    for options in (
        {},
        {"body": "{}"},
        {"body": "a=b", "headers": {"Content-Type": ENCTYPES[0]}},
        # Left out by the browser: it is no header of simple requests.
        {"headers": {"X-Token-Transport": "cookie"}},
        {"headers": {"X-Token-Transport": "cookie", "Content-Type": "text/plain"}},
    ):
        attacker.page.evaluate(SEND_SIMPLY, [url, options])

    arrived = site.requests
    assert [one["cookies"] for one in arrived] == [[NAME]] * 5
    assert {one["X-Token-Transport"] for one in arrived} == {None}
    assert [one["set_cookies"] for one in arrived] == [[]] * 5
    assert remains_signed_in(victim, token)


@pytest.mark.parametrize("name", ATTACKERS)
def test_calls_with_the_header_are_not_even_sent(site, attack, name):
    victim, attacker = attack(site, name)
    token = victim.cookies[NAME]["value"]

    answers = [attacker.call(path, {}) for path in PATHS]

    assert [answer["status"] for answer in answers] == [None] * len(PATHS)
    assert {one["method"] for one in site.requests} == {"OPTIONS"}
    assert remains_signed_in(victim, token)


@pytest.mark.parametrize("content_type", ["text/plain", "application/json"])
def test_beacons_change_nothing(site, attack, content_type):
    victim, attacker = attack(site, SIBLING)
    token = victim.cookies[NAME]["value"]

    for path in ("refresh/", "sign-out/"):
        attacker.page.evaluate(
            SEND_BEACON, [f"{attacker.api}/api/{path}", content_type]
        )

    # In order after them, from the same page.
    attacker.call("refresh/", {})
    assert all(one["set_cookies"] == [] for one in site.requests)
    assert remains_signed_in(victim, token)


@pytest.mark.parametrize("name", ATTACKERS)
@pytest.mark.parametrize("path", PATHS)
def test_careless_cors_does_not_open_the_cookie(careless_site, attack, name, path):
    """The header gets through, and the origin is still nobody's whom we trust."""
    victim, attacker = attack(careless_site, name)
    token = victim.cookies[NAME]["value"]

    answer = attacker.call(path, {})

    assert answer["status"] == 403, answer
    assert careless_site.requests[-1]["cookies"] == [NAME]
    assert careless_site.requests[-1]["set_cookies"] == []
    assert remains_signed_in(victim, token)


@pytest.mark.parametrize("name", [API, APP, STRANGER])
def test_pages_without_an_origin_are_refused(careless_site, attack, name):
    """Their origin is `null`, wherever they are from: the API's own ones, too."""
    victim, attacker = attack(careless_site, name)
    token = victim.cookies[NAME]["value"]
    url, headers = f"{attacker.api}/api/refresh/", {"X-Token-Transport": "cookie"}

    origin, result = attacker.page.evaluate(CALL_FROM_SANDBOX, [url, headers])

    assert (origin, result) == ("null", 403)
    assert careless_site.requests[-1]["Origin"] == "null"
    assert remains_signed_in(victim, token)


@pytest.mark.parametrize("name", ATTACKERS)
def test_an_attacker_cannot_sign_the_user_in_as_themselves(careless_site, attack, name):
    """A code token and its code are the attacker's own, and good."""
    victim, attacker = attack(careless_site, name)
    token = victim.cookies[NAME]["value"]
    body = {"username": "bob", "password": "password of bob"}
    own = attacker.call("get-code/", body, transport=None)["body"]
    second = {"code_token": own["token"], "code": careless_site.last_code}

    assert attacker.call("auth/", second)["status"] == 403

    assert remains_signed_in(victim, token)
    # Nothing was used up, nor counted.
    assert attacker.call("auth/", second, transport=None)["status"] == 200


@pytest.mark.parametrize("attribute", ["", "; Domain=house.test"])
@pytest.mark.parametrize("prefix", ["__Host-", "__Secure-", "__HOST-", ""])
def test_a_subdomain_cannot_plant_a_cookie(site, attack, prefix, attribute):
    victim, attacker = attack(site, SIBLING)
    token = victim.cookies[NAME]["value"]

    attacker.page.evaluate(
        "(cookie) => { document.cookie = cookie; }",
        f"{prefix}refresh=planted; Secure; Path=/{attribute}",
    )

    assert remains_signed_in(victim, token)


def test_the_attackers_page_can_read_no_answer(site, attack):
    """Of a body request either: CORS lets nobody in."""
    victim, attacker = attack(site, SIBLING)
    token = victim.cookies[NAME]["value"]

    assert attacker.call("refresh/", {"refresh": token}, transport=None) == {
        "status": None,
        "body": None,
        "error": "TypeError",
    }
