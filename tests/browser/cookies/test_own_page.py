"""A page of the API's own origin: what its scripts get, and what a reload keeps."""

import base64
import json

import pytest

pytestmark = pytest.mark.server

NAME = "__Host-refresh"
# Everywhere that a script of the page can look.
LOOT = """async () => JSON.stringify([
    document.cookie,
    await cookieStore.getAll(),
    {...localStorage},
    {...sessionStorage},
    await indexedDB.databases(),
    await caches.keys(),
    performance.getEntries(),
])"""
# Calls of two tabs leave at the same moment, when a third one says so.
WAIT_FOR_WORD = """([url, options]) => {
    const channel = new BroadcastChannel("word");
    window.answer = new Promise((resolve, reject) => {
        channel.onmessage = () => {
            channel.close();
            fetch(url, options).then(({status}) => resolve(status), reject);
        };
    });
}"""
GIVE_WORD = "() => new BroadcastChannel('word').postMessage('now')"
ROUNDS = 50


@pytest.fixture(scope="module")
def site(start_site):
    return start_site()


@pytest.fixture
def ann(visit, site):
    ann = visit(site)
    assert ann.log_in()["status"] == 200
    return ann


def read_claims(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def test_the_browser_keeps_the_cookie_as_strictly_as_it_can(ann):
    [cookie] = ann.page.context.cookies()

    life = read_claims(cookie.pop("value"))["exp"]
    assert abs(cookie.pop("expires") - life) < 2
    assert cookie == {
        "name": NAME,
        "domain": "api.house.test",
        "path": "/",
        "httpOnly": True,
        "secure": True,
        "sameSite": "Strict",
    }


def test_a_reload_keeps_the_user_signed_in(ann):
    ann.open()

    answer = ann.refresh()

    assert answer["status"] == 200
    assert ann.who(answer["body"]["access"]) == "ann"


def test_another_tab_of_the_browser_is_signed_in(ann, visit, site):
    tab = visit(site, context=ann.page.context)

    assert tab.who(tab.refresh()["body"]["access"]) == "ann"


def test_a_browser_that_was_closed_is_still_signed_in(browser, site, tmp_path):
    """As one that writes its cookies down, and starts again with them."""
    from browser.cookies.visitors import Visitor  # noqa: PLC0415  # Needs playwright.

    options = {"ignore_https_errors": True}
    with browser.new_context(**options) as context:
        Visitor(context.new_page(), site, "api.house.test", "api.house.test").log_in()
        kept = context.storage_state()

    with browser.new_context(storage_state=kept, **options) as context:
        page = Visitor(context.new_page(), site, "api.house.test", "api.house.test")
        assert page.is_signed_in()


def test_a_foreign_script_in_the_page_finds_no_refresh_token(ann):
    """Cross-site scripting can do what the page can, and takes nothing home."""
    answers = [ann.log_in(), ann.refresh(), ann.call("refresh/", {})]

    loot = ann.page.evaluate(LOOT) + json.dumps(answers)

    token = ann.cookies[NAME]["value"]
    assert token
    assert token not in loot
    assert NAME not in loot
    assert "set-cookie" not in loot.lower()
    assert [read_claims(one["body"]["access"])["token_type"] for one in answers] == [
        "access"
    ] * 3
    for answer in answers:
        assert set(answer["body"]) == {"access", "access_expires_in"}


def test_a_foreign_script_cannot_get_the_token_as_a_body(ann):
    before = ann.cookies[NAME]["value"]

    without_header = ann.call("refresh/", {}, transport=None)
    as_body = ann.call("refresh/", {}, transport="body")

    assert (without_header["status"], as_body["status"]) == (400, 400)
    assert set(without_header["body"]) == set(as_body["body"]) == {"refresh"}
    assert ann.cookies[NAME]["value"] == before
    assert ann.is_signed_in()


def test_a_foreign_script_cannot_replace_or_delete_the_cookie(ann):
    before = ann.cookies[NAME]

    ann.page.evaluate(
        """(name) => {
            for (const rest of ["", "; Max-Age=0"]) {
                document.cookie = `${name}=mine; Secure; Path=/${rest}`;
                document.cookie = `${name}=mine; Secure; Path=/api/${rest}`;
                document.cookie = `${name}=mine; Path=/${rest}`;
            }
        }""",
        NAME,
    )

    assert ann.cookies == {NAME: before}


def test_two_tabs_that_refresh_at_once_stay_signed_in(ann, visit, site):
    tabs = [ann, visit(site, context=ann.page.context)]
    crier = visit(site, context=ann.page.context)
    options = {"method": "POST", "headers": {"X-Token-Transport": "cookie"}}

    statuses = []
    for _round in range(ROUNDS):
        for tab in tabs:
            tab.page.evaluate(WAIT_FOR_WORD, [f"{tab.api}/api/refresh/", options])
        crier.page.evaluate(GIVE_WORD)
        statuses += [tab.page.evaluate("window.answer") for tab in tabs]

    assert statuses == [200] * 2 * ROUNDS
    for tab in tabs:
        tab.open()
        assert tab.is_signed_in()


def test_signing_out_deletes_the_cookie_and_ends_the_session(ann):
    token = ann.cookies[NAME]["value"]

    answer = ann.call("sign-out/", {})

    assert (answer["status"], answer["body"]) == (204, "")
    assert ann.cookies == {}
    ann.open()
    assert ann.refresh()["status"] == 401
    copied = ann.call("refresh/", {"refresh": token}, transport=None)
    assert copied["status"] == 401


def test_signing_out_twice_is_no_error(ann):
    assert [ann.call("sign-out/")["status"] for _time in range(2)] == [204, 204]


@pytest.mark.parametrize("value", ["junk", "a.b.c", "x" * 4000])
def test_a_cookie_that_is_no_good_blocks_neither_login_nor_sign_out(value, visit, site):
    visitor = visit(site)
    stale = {"name": NAME, "value": value, "url": visitor.api, "secure": True}
    visitor.page.context.add_cookies([stale])
    assert visitor.refresh()["status"] == 401
    # The loser of a race must not delete the winner's cookie.
    assert visitor.cookies[NAME]["value"] == value

    assert visitor.call("sign-out/")["status"] == 204

    assert visitor.cookies == {}
    visitor.page.context.add_cookies([stale])
    assert visitor.log_in()["status"] == 200
    assert visitor.is_signed_in()


def test_a_login_as_somebody_else_replaces_the_cookie(ann):
    assert ann.log_in("bob")["status"] == 200

    ann.open()

    assert ann.who(ann.refresh()["body"]["access"]) == "bob"


def test_body_requests_leave_the_cookie_alone(ann):
    before = ann.cookies

    answer = ann.call("refresh/", {"refresh": before[NAME]["value"]}, transport=None)
    assert answer["status"] == 200
    last = ann.site.requests[-1]

    assert last["cookies"] == [NAME]
    assert last["set_cookies"] == []
    assert ann.cookies == before


def test_a_token_in_both_places_is_unclear(ann):
    token = ann.cookies[NAME]["value"]

    answers = [ann.call(path, {"refresh": token}) for path in ("refresh/", "sign-out/")]

    assert [answer["status"] for answer in answers] == [400, 400]
    assert ann.cookies[NAME]["value"] == token
    assert ann.is_signed_in()


def test_a_frame_of_the_page_itself_is_signed_in(ann):
    """`Sec-Fetch-Site` is of the document that calls, not of the tab."""
    ann.page.evaluate(
        """() => new Promise((resolve) => {
            const frame = document.createElement("iframe");
            frame.onload = resolve;
            frame.src = "/";
            document.body.append(frame);
        })"""
    )
    [_top, frame] = ann.page.frames

    status = frame.evaluate(
        """() => fetch("/api/refresh/", {
            method: "POST", headers: {"X-Token-Transport": "cookie"},
        }).then((response) => response.status)"""
    )

    assert status == 200
