"""What is asked of missions and their sessions."""
