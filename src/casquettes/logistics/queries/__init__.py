"""What is asked of trips."""
