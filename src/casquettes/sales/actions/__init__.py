"""What is done with quotes: drafting, sending, answering."""
