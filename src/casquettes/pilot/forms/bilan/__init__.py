"""The shapes of the bilan: how it is begun, and one form for every kind of answer."""
