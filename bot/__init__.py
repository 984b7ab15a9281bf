"""The command line, the Discord bot, and the one composition root."""
