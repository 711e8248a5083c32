"""Every figure that README and docs quote, measured beside the program a user would write."""
