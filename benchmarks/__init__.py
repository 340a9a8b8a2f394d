"""Every promise of speed and memory, measured: one file per promise, run by `casquettes bench`."""
