"""Runs commands in process, as a person sees them: exit code, output, errors."""

from bot.cli import main


def run(capsys, *arguments, home):
    """One command over a home."""
    capsys.readouterr()
    code = main([*map(str, arguments), "--home", str(home.folder)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def one_sentence(errors):
    """What a person is told who did something that can't be done."""
    [line] = errors.strip().splitlines()
    assert line.startswith("newshound: ")
    return line.removeprefix("newshound: ")
