"""The queries of trainings and partners."""
