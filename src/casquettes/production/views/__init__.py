"""The pages of missions and their sessions."""
