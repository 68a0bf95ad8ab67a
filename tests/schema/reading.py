"""The OpenAPI schema of the login endpoints, read as clients do."""

from needs import require_module

ENDPOINTS = [
    *("get-code/", "challenge/", "auth/", "step-up/"),
    *("refresh/", "verify/", "sign-out/"),
]


def generate_schema(patterns):
    """Return the schema that drf-spectacular makes of these URL patterns."""
    require_module("drf_spectacular")
    # Not installed everywhere.
    from drf_spectacular.generators import SchemaGenerator  # noqa: PLC0415
    from drf_spectacular.validation import validate_schema  # noqa: PLC0415

    import drf_jwt_2fa.schema  # noqa: F401, PLC0415

    schema = SchemaGenerator(patterns=patterns).get_schema(public=True)
    validate_schema(schema)
    return schema


def get_operation(schema, endpoint):
    return schema["paths"][f"/{endpoint}"]["post"]


def list_contents(schema, endpoint):
    """Return the statuses of the answers that have content."""
    responses = get_operation(schema, endpoint)["responses"]
    return [status for status in responses if status != "204"]


def get_content(schema, endpoint, status):
    response = get_operation(schema, endpoint)["responses"][str(status)]
    return response["content"]["application/json"]


def get_body(schema, endpoint, status):
    return resolve(schema, get_content(schema, endpoint, status)["schema"])


def get_request(schema, endpoint):
    content = get_operation(schema, endpoint)["requestBody"]["content"]
    return resolve(schema, content["application/json"]["schema"])


def resolve(schema, body):
    """Return the body with the components that it refers to, and those in them."""
    if isinstance(body, list):
        return [resolve(schema, one) for one in body]
    if not isinstance(body, dict):
        return body
    if "$ref" in body:
        name = body["$ref"].rpartition("/")[2]
        return resolve(schema, schema["components"]["schemas"][name])
    return {key: resolve(schema, value) for key, value in body.items()}
