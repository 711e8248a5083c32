"""The answer in the browser, following the thumb; the server confirms on release."""
