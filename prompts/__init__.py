"""From a question and its hits to a checked, cited answer."""
