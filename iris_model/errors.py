"""The one error this package raises on purpose."""


class IrisError(Exception):
    """A problem the user can solve; the message says what was found and what to do."""
