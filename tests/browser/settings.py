"""Settings of demos that browsers visit, and how wrong their clocks may be."""

# A code of the app is good once, and another one comes after half a minute.  With this
# window the clock of the page, whose phone makes the codes, can be put forward instead.
WINDOW = 10
WIDE_WINDOW = f'"TOTP_VALID_WINDOW": {WINDOW}'
NO_WAIT = '"AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0)'
IN_A_HURRY = f"{WIDE_WINDOW}, {NO_WAIT}"
STEP = 30  # Seconds.
