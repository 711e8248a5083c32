"""The one error this package raises on purpose."""


class IrisError(Exception):
    """Something the user can mend; the message says what was found and what to do, in plain text."""
