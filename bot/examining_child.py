"""The process in which the doctor looks: it makes one check after the other, and may die at any of them."""

import importlib
import json
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from bot.check_list import Check
from bot.composition import quiet_libraries
from bot.diagnosis import Case
from bot.settings import load_settings
from index.errors import NewshoundError
from index.finding import Finding, Scope, fault, wrong
from index.home import Home
from index.model_choice import signature_of

READY = b"ready\n"
# The parent kills after the time that it allows; this is for a parent that was killed itself.
_GRACE_SECONDS = 5.0
_LONGEST_REASON_CHARACTERS = 200


def examine(home: str, checks: Sequence[Mapping[str, str]], *, quick: bool, seconds: float) -> None:
    """Make the checks, given by the fields of `Check`; write each finding as a line of JSON to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    quiet_libraries()
    logging.disable()  # whatever is to be said is a finding
    findings = _own_output()
    settings = load_settings(Path(home))
    scope = Scope(home=Home(settings.home), signature=_signature(settings.embedder), now=datetime.now(UTC), quick=quick)
    case = Case(scope=scope, settings=settings, environ=os.environ)
    _write(findings, READY)
    for check in checks:
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE_SECONDS)  # no handler: the process ends
        _write(findings, json.dumps(asdict(_found(Check(**check), case))).encode() + b"\n")
        signal.setitimer(signal.ITIMER_REAL, 0)


def _found(check: Check, case: Case) -> Finding:
    try:
        module, name = check.place.split(":")
        run = getattr(importlib.import_module(module), name)
        found: Finding = run(case.scope if module.startswith("index.") else case)
    except NewshoundError as error:
        return fault(error, check.mend)
    except Exception as error:  # noqa: BLE001 - of any library, over files that may hold anything; it is a finding
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_REASON_CHARACTERS]
        return wrong(f"it could not be looked at ({reason})", check.mend)
    return found


def _signature(embedder: str) -> str:
    try:
        return signature_of(embedder)
    except OSError:  # a folder that may not be read: loading it says so
        return f"unreadable {embedder}"


def _write(findings: BinaryIO, line: bytes) -> None:
    findings.write(line)
    findings.flush()


def _own_output() -> BinaryIO:
    """Standard output for findings alone: what a library prints goes nowhere, and not between them."""
    findings = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return findings
