"""The `casquettes` commands: one module each, `register(subcommands)` and `run(arguments)`."""
