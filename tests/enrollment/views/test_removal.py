"""``totp/``."""


def test_a_removed_app_is_not_asked_for(enrolled_ann):
    response = enrolled_ann.api.delete("/totp/", enrolled_ann.prove())

    assert response.status_code == 200
    assert set(response.json()) == {"access", "refresh"}
    enrolled_ann.app = None
    answer = enrolled_ann.begin()
    assert answer["method"] == "code-sender"
    assert enrolled_ann.finish(answer["token"])
    assert enrolled_ann.api.get("/2fa-method/").json()["methods"] == []
    assert enrolled_ann.api.get("/recovery-codes/").json() == {"recovery_codes_left": 0}
