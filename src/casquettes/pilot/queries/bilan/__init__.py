"""What the guided bilan reads: the facts beside its questions, and what it keeps of them."""
