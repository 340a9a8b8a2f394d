"""The pages of trips."""
