"""The passkey method (WebAuthn Level 3)."""
