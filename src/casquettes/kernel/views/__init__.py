"""Pages of the kernel, split by noun."""
