"""Discord's limits, each with the page that states it.

Lengths are counted in UTF-16 units, as the official client is said to do; that is never less than the characters.
"""

# https://discord.com/developers/docs/components/reference
VIEW_TEXT_UNITS = 4000
VIEW_COMPONENTS = 40
CUSTOM_ID_UNITS = 100
BUTTON_LABEL_UNITS = 80

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060
EXPIRED = frozenset({10015, 50027})

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
CLOSED_WRONG_TOKEN = 4004
