"""The answers of the guided bilan, one form for each kind of question."""
