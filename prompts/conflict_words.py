"""The words that stand with accounts that differ, wherever they are shown; none of them says who is right."""


def heading_of(*, is_update: bool) -> str:
    """What stands above the accounts; `is_update` says that one outlet alone told them all."""
    return "The outlet has changed this since" if is_update else "Accounts differ"


def marks_of(*, updates: bool, superseded: bool) -> list[str]:
    """What is said of one account beside its outlet and date."""
    return [*(["its update"] if updates else []), *(["a newer report has another figure"] if superseded else [])]
