"""Casquettes: run a one-person company, hat by hat."""

__version__ = "0.1.0"
