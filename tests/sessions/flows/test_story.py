"""The main story of a session, over HTTP."""

from testproject.devices import get_claims, get_code


def test_a_session_from_login_to_sign_out(sign_in, laptop, clock, user):
    phone = sign_in("Safari/17.0 (iPhone)")
    first = laptop.refresh_token
    clock.shift(60)

    rotated = laptop.refresh()
    assert rotated["refresh"] != first
    # The tokens of a second tab, whose request was under way.
    clock.shift(3)
    again = laptop.post_refresh(first).json()
    assert again["refresh"] == rotated["refresh"]
    assert again["access"] != rotated["access"]
    assert get_claims(rotated["refresh"])["gen"] == 1
    assert "gen" not in get_claims(rotated["access"])
    assert get_claims(rotated["access"])["sid"] == laptop.key.hex

    listed = laptop.client.get("/sessions/").json()
    assert [one["user_agent"] for one in listed] == [
        "Firefox/128.0 (X11; Linux)",
        "Safari/17.0 (iPhone)",
    ]
    assert [one["is_current"] for one in listed] == [True, False]

    clock.shift(60)
    assert get_code(laptop.post_refresh(first)) == (401, "token_reused")
    assert get_code(laptop.post_refresh()) == (401, "token_reused")
    assert phone.post_refresh().status_code == 200
    assert [one["is_current"] for one in phone.client.get("/sessions/").json()] == [
        True
    ]

    missing = phone.client.delete(f"/sessions/{laptop.key}/")
    assert missing.status_code == 404
    data = {"refresh": phone.refresh_token}
    assert phone.client.post("/sign-out/", data).status_code == 204
    assert phone.client.post("/sign-out/", data).status_code == 204
    assert get_code(phone.post_refresh()) == (401, "token_not_valid")

    tablet = sign_in("Chrome/120.0")
    user.set_password("another horse")
    user.save()
    assert get_code(tablet.post_refresh()) == (401, "password_changed")
    assert get_code(tablet.post_refresh()) == (401, "password_changed")
