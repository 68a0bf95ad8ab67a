"""The reasons of refusals, for the log."""

from __future__ import annotations

from enum import Enum


class Reason(str, Enum):
    """Why a request was refused: for the log, and never for the client."""

    WRONG_PASSWORD = "wrong_password"
    WRONG_CODE = "wrong_code"
    WRONG_PASSKEY = "wrong_passkey"
    UNKNOWN_PASSKEY = "unknown_passkey"
    NO_USER = "no_user"
    INACTIVE_USER = "inactive_user"
    USER_NOT_ALLOWED = "user_not_allowed"
    MALFORMED_TOKEN = "malformed_token"
    FOREIGN_TOKEN = "foreign_token"
    EXPIRED_TOKEN = "expired_token"
    UNKNOWN_TOKEN = "unknown_token"
    REPLACED_TOKEN = "replaced_token"
    USED_TOKEN = "token_already_used"
    RETIRED_KEY = "retired_key"
    ACCOUNT_CHANGED = "account_changed"
    OUTDATED_LOGIN = "login_outdated"
    METHOD_NOT_CONFIGURED = "method_not_configured"
    METHOD_NOT_OFFERED = "method_not_offered"
    NOT_A_STEP_UP = "not_a_step_up"
    TOKEN_OF_ANOTHER_USER = "token_of_another_user"
    TOKEN_OF_A_SESSION = "token_of_a_session"
    NO_SESSION = "no_session"
    UNKNOWN_SESSION = "unknown_session"
    EXPIRED_SESSION = "expired_session"
    ENDED_SESSION = "ended_session"
    SESSION_OF_ANOTHER_USER = "session_of_another_user"
    COPIED_TOKEN = "copied_token"
    UNKNOWN_GENERATION = "unknown_generation"
