"""Acts on trainings and partners."""
