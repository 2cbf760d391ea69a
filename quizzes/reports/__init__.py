"""What can be asked of all attempts at once."""
