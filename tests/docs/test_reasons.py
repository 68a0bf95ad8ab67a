"""The page about reasons tells what the log tells."""

import logging.config

from docs.pages import read, read_table, run

from drf_jwt_2fa.exceptions import Reason

PAGE = "reference/reasons.md"


def test_the_table_has_each_reason_in_the_order_of_the_code():
    reasons = [name.strip("`") for name, _when in read_table(PAGE, "Reason")]

    assert reasons == [reason.value for reason in Reason]


def test_codes_of_errors_that_the_table_has_too_mean_the_same():
    errors = {code for _, _, code, _ in read_table("reference/errors.md", "Endpoint")}
    reasons = {f"`{reason.value}`" for reason in Reason}

    assert errors & reasons <= {
        "`token_already_used`",
        "`login_outdated`",
        "`unknown_passkey`",
    }


def test_the_settings_show_the_refusals(settings, api, user, capsys):
    logging_settings = run("reference/reasons.md", "settings.py").LOGGING
    logger = logging.getLogger("drf_jwt_2fa")
    level, handlers = logger.level, list(logger.handlers)
    try:
        logging.config.dictConfig(logging_settings)
        code, token = api.get_code_and_token()
        api.auth(token, f"{code}0")
    finally:
        logger.setLevel(level)
        logger.handlers = handlers

    line = f"POST /auth/ was refused: wrong_code (user {user.pk})"
    assert capsys.readouterr().err.splitlines() == [line]
    assert f"{line.rpartition(' ')[0]} 7)" in read(PAGE)
