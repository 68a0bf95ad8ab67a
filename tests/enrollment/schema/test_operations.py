"""What is said of all operations."""

import pytest
from enrollment.schema.reading import GENERIC, OPERATIONS, get_operation

pytestmark = pytest.mark.integration


def test_operations_that_take_a_proof_say_what_follows_a_wrong_one(generate):
    schema, saying = generate(), []

    for method, endpoint in [*OPERATIONS, *GENERIC]:
        operation = get_operation(schema, method, endpoint)
        takes_proof = "`incorrect_proof`" in str(operation["responses"].get("403"))
        says_so = "the same code token takes another one" in operation["description"]
        assert says_so == takes_proof
        saying.append(says_so)
    assert saying.count(True) == 6
