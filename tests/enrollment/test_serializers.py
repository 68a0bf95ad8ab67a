"""The shape of requests."""

from drf_jwt_2fa.enrollment.serializers import ConfirmSerializer


def test_no_secret_is_in_the_repr_of_a_serializer():
    serializer = ConfirmSerializer(data={"code": "471100"})

    assert repr(serializer) == "<ConfirmSerializer>"
