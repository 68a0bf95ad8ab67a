"""The methods of the second factor: what they have in common, and the sent code."""

from .base import (
    CannotBeEnrolledError,
    Challenge,
    Codes,
    Method,
    NoPendingEnrollmentError,
    WrongAnswerError,
)
from .registry import get_enrollment_state, get_methods, get_offered, is_default
from .sent_code import CodeSender, SentCodeMethod

__all__ = [
    "CannotBeEnrolledError",
    "Challenge",
    "CodeSender",
    "Codes",
    "Method",
    "NoPendingEnrollmentError",
    "SentCodeMethod",
    "WrongAnswerError",
    "get_enrollment_state",
    "get_methods",
    "get_offered",
    "is_default",
]
