import json

from drf_jwt_2fa.error_details import CodeOfDetail


def test_a_code_beside_its_text_is_no_error_of_its_own():
    code = CodeOfDetail("some_code", "some_code")

    assert not code
    assert code == "some_code"
    assert json.dumps({"code": code}) == '{"code": "some_code"}'
