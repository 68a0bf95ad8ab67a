"""A subdomain that plants a cookie with a name that Django takes for another one."""

import pytest
from browser.cookies.sites import API, SIBLING

pytestmark = pytest.mark.server


@pytest.mark.parametrize("space", ["\u2000", "\u0085"])
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_a_blank_does_not_hide_the_prefix(start_site, visit, space, is_signed_in):
    site = start_site()
    victim = visit(site, API)
    if is_signed_in:
        assert victim.log_in("ann")["status"] == 200
    attacker = visit(site, API)
    assert attacker.log_in("bob")["status"] == 200
    token = attacker.cookies["__Host-refresh"]["value"]
    sibling = visit(site, SIBLING, context=victim.page.context)

    sibling.page.evaluate(
        "(cookie) => { document.cookie = cookie; }",
        f"{space}__Host-refresh={token}; Domain=house.test; Path=/; Secure",
    )

    answer = victim.refresh()
    who = answer["status"] == 200 and victim.who(answer["body"]["access"])
    assert who == ("ann" if is_signed_in else False)
