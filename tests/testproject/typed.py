"""Forms in which people type and paste a code."""


def _write_in(first):
    """Return what writes ASCII digits as those that begin with this character."""
    digits = {ord("0") + digit: ord(first) + digit for digit in range(10)}
    return lambda code: code.translate(digits)


def _write_full_width(code):
    return "".join(
        chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in code
    )


FORMS = [
    lambda code: f" {code} ",
    lambda code: f"{code[:3]} {code[3:]}",
    lambda code: f"{code[:3]}-{code[3:]}",
    lambda code: f"{code[:3]}\u2013{code[3:]}",
    lambda code: f"{code[:3]}\u2212{code[3:]}",
    lambda code: f"{code[:3]}\u30fc{code[3:]}",
    lambda code: f"{code[:3]}\u00a0{code[3:]}",
    lambda code: f"{code[:3]}\u202f{code[3:]}",
    lambda code: f"\t{code}\r\n",
    lambda code: f"\ufeff\u200e{code}\u200b",
    _write_full_width,
    _write_in("\u0660"),
    _write_in("\u06f0"),
    _write_in("\u0966"),
    _write_in("\U0001d7ce"),
]
