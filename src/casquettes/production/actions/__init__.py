"""What is done with missions and their sessions."""
