"""The methods of the second factor: what they have in common, and the sent code."""

from .base import (
    CODE,
    CREDENTIAL,
    Challenge,
    Codes,
    MalformedAnswerError,
    Method,
    MethodUnavailableError,
    WrongAnswerError,
)
from .factors import Enrolled, Factors, factors_of, get_store, is_as_in_1_0_0
from .no_second_factor import NoSecondFactor
from .registry import (
    NO_2FA,
    find_method,
    get_enrolled,
    get_fallback,
    get_methods,
    get_offered,
    get_verbose_name,
    is_default,
    is_trusted,
    may_be_trusted,
    may_be_untrusted,
    needs_no_second_factor,
)
from .sent_code import CodeSender, SentCodeMethod
from .trusted_device import TrustedDevice
from .typed_answers import TypedAnswer

__all__ = [
    "CODE",
    "CREDENTIAL",
    "NO_2FA",
    "Challenge",
    "CodeSender",
    "Codes",
    "Enrolled",
    "Factors",
    "MalformedAnswerError",
    "Method",
    "MethodUnavailableError",
    "NoSecondFactor",
    "SentCodeMethod",
    "TrustedDevice",
    "TypedAnswer",
    "WrongAnswerError",
    "factors_of",
    "find_method",
    "get_enrolled",
    "get_fallback",
    "get_methods",
    "get_offered",
    "get_store",
    "get_verbose_name",
    "is_as_in_1_0_0",
    "is_default",
    "is_trusted",
    "may_be_trusted",
    "may_be_untrusted",
    "needs_no_second_factor",
]
