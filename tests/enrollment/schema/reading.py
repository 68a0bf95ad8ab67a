"""Reads the OpenAPI schema of the enrolment endpoints, as clients do."""

from schema.reading import resolve

OPERATIONS = [
    ("post", "totp/setup/"),
    ("post", "totp/confirm/"),
    ("delete", "totp/"),
    ("get", "recovery-codes/"),
    ("post", "recovery-codes/"),
    ("get", "2fa-method/"),
    ("post", "2fa-method/"),
]
OF_PASSKEYS = [
    ("get", "passkeys/"),
    ("post", "passkeys/setup/"),
    ("post", "passkeys/confirm/"),
    ("patch", "passkeys/{uid}/"),
    ("delete", "passkeys/{uid}/"),
]
# Of any method, by the endpoint of the app that it is like.
GENERIC = {
    ("post", "methods/{name}/setup/"): "totp/setup/",
    ("post", "methods/{name}/confirm/"): "totp/confirm/",
    ("delete", "methods/{name}/"): "totp/",
}


def get_operation(schema, method, endpoint):
    return schema["paths"][f"/{endpoint}"][method]


def get_content(schema, method, endpoint, status):
    responses = get_operation(schema, method, endpoint)["responses"]
    content = responses[str(status)]["content"]["application/json"]
    return {**content, "schema": resolve(schema, content["schema"])}


def get_request(schema, method, endpoint):
    body = get_operation(schema, method, endpoint)["requestBody"]
    content = body["content"]["application/json"]
    return resolve(schema, content["schema"]), content["examples"]


def validate(value, schema):
    """Validate by a schema of OpenAPI 3.0, which has its own way to say `null`."""
    # It comes with drf-spectacular, which is not installed everywhere.
    import jsonschema  # noqa: PLC0415

    jsonschema.validate(value, spell_out_null(schema))


def spell_out_null(schema):
    if isinstance(schema, list):
        return [spell_out_null(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    spelt_out = {key: spell_out_null(value) for key, value in schema.items()}
    if spelt_out.pop("nullable", False):
        return {"anyOf": [spelt_out, {"type": "null"}]}
    return spelt_out
