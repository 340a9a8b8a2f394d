from casquettes.config.commands.answer import Subcommands


def register(subcommands: Subcommands) -> None:
    """To come."""
