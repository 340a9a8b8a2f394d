"""The forms of trainings and partners."""
