"""What only the Explore page needs."""
