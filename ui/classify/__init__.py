"""What only the Classify page needs."""
