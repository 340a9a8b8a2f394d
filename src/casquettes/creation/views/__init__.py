"""Pages of what she sells."""
