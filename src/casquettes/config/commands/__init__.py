"""The `casquettes` commands: one module each, with `register(subcommands)` and a `run(arguments)`."""
