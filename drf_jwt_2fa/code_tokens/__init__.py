"""Code tokens: JWTs, what they are bound to, and what they take of limits."""
