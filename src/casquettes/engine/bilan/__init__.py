"""Taking stock: the questions, and the moments for it. See docs/method/bilan.md."""
