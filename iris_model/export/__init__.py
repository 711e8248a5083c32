"""The model in forms that work without this program."""
