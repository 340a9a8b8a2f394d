"""Choices: her figures as a year to decide on, the plan proposed, the decisions being tried."""
