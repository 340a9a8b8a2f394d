"""What she decides in the pilot's seat."""
