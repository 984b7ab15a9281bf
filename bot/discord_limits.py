"""Discord's limits, each with the page that states it.

Lengths are counted in UTF-16 units, as the official client is said to do; that is never less than the characters.
"""

# https://discord.com/developers/docs/resources/message#embed-object-embed-limits
EMBED_TITLE_UNITS = 256
EMBED_DESCRIPTION_UNITS = 4096
EMBED_FIELDS = 25
EMBED_FIELD_NAME_UNITS = 256
EMBED_FIELD_VALUE_UNITS = 1024
EMBEDS_UNITS_IN_ALL = 6000

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
CLOSED_WRONG_TOKEN = 4004
