"""The base of sources."""

from drf_jwt_2fa.enrollment.importers import get_source


def test_another_table_takes_the_place_of_the_main_one():
    source = get_source("otp-webauthn")
    before = source.main
    referring = [
        one.name for one in source.tables if one.parent == ("credential_id", before)
    ]

    source.use_table("mine_key")
    names = [table.name for table in source.tables]
    assert "mine_key" in names
    assert before not in names
    # Tables that refer to it refer to the new one.
    assert referring
    parents = {one.name: one.parent for one in source.tables}
    assert {parents[name][1] for name in referring} == {"mine_key"}
    # Of this source alone.
    assert get_source("otp-webauthn").main == before
