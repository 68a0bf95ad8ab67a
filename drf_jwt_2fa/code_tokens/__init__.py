"""Code tokens: JWTs, what they are bound to, and the limits they count against."""
