"""What is asked of quotes."""
