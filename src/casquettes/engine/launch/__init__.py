"""A launch stress-tested before it is lived. See docs/method/launch.md."""
