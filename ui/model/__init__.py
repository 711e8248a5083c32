"""What only the Model page needs."""
