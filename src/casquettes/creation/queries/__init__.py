"""What is asked of offers."""
