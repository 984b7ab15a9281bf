"""The options that several commands share, each as long as it may be."""

from discord import app_commands

from bot.discord_choices import LONGEST_CHOICE_UNITS
from prompts.question import LONGEST_QUESTION_CHARACTERS

# https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure
LONGEST_DAY_CHARACTERS = 60

QuestionOption = app_commands.Range[str, 1, LONGEST_QUESTION_CHARACTERS]
DayOption = app_commands.Range[str, 1, LONGEST_DAY_CHARACTERS]
OutletOption = app_commands.Range[str, 1, LONGEST_CHOICE_UNITS]
