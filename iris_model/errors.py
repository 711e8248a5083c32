"""The one error this package raises on purpose."""


class IrisError(Exception):
    """Something the user can mend: the message says in plain text what was found, what to do."""
