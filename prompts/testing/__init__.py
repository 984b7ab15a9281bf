"""Testing prompts with no network and no key: cases, recorded replies, verdicts, metrics and comparisons."""
