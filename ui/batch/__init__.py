"""What only the Batch page needs."""
