"""Names of users and sites, of any characters and any length."""

from hypothesis import example, given, settings, strategies as st

any_name = st.text(alphabet=st.characters(codec=None), max_size=300)


def with_any_names(test):
    """Run the test with many accounts and issuers, the same ones each time."""
    test = settings(derandomize=True, deadline=None, max_examples=200)(test)
    for account, issuer in [
        ("田" * 150, "株" * 64),
        (":" * 150, ":" * 150),
        ("e" + "\u0301" * 150, ""),
    ]:
        test = example(account=account, issuer=issuer)(test)
    return given(account=any_name, issuer=any_name)(test)
