"""The shape of what is told of missions and their sessions."""
