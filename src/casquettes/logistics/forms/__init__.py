"""The shape of what is told of trips."""
