import pytest


@pytest.fixture
def validate():
    """Return what a serializer of this class makes of the data."""

    def validate(serializer_class, **data):
        serializer = serializer_class(data=data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    return validate
