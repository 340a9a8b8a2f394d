"""The views of trainings and partners."""
