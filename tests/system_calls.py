"""Watches what a child process writes, system call by system call, and kills it or fails a call at a chosen one.

Linux only, without a compiler and without rights: the child asks the kernel (seccomp, "user notification") to stop it
at each call that makes, writes, moves or removes a file, whoever in it makes the call: Python, SQLite, tantivy's and
Chroma's own threads. The parent reads which call it is and for what file, and lets it go on, answers it with an error,
or kills the child while it waits there: exactly before the call, which is also exactly after the one before.
"""

import array
import ctypes
import errno
import fcntl
import os
import platform
import re
import select
import signal
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_BY_FD, _BY_PATH, _BY_AT = "fd", "path", "at"
# Name: how its file is named, and its number on x86_64 and aarch64 (None where there is no such call).
_CALLS: dict[str, tuple[str, int | None, int | None]] = {
    "write": (_BY_FD, 1, 64),
    "writev": (_BY_FD, 20, 66),
    "pwrite": (_BY_FD, 18, 68),
    "pwritev": (_BY_FD, 296, 70),
    "sendfile": (_BY_FD, 40, 71),
    "copy_file_range": ("third", 326, 285),
    "fallocate": (_BY_FD, 285, 47),
    "truncate": (_BY_FD, 77, 46),
    "fsync": (_BY_FD, 74, 82),
    "fdatasync": (_BY_FD, 75, 83),
    "open": ("open", 2, None),
    "openat": ("openat", 257, 56),
    "rename": (_BY_PATH, 82, None),
    "renameat": (_BY_AT, 264, 38),
    "renameat2": (_BY_AT, 316, 276),
    "mkdir": (_BY_PATH, 83, None),
    "mkdirat": (_BY_AT, 258, 34),
    "rmdir": (_BY_PATH, 84, None),
    "unlink": (_BY_PATH, 87, None),
    "unlinkat": (_BY_AT, 263, 35),
    "linkat": (_BY_AT, 265, 37),
}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SAME = {"open": "make", "openat": "make", "writev": "write", "pwrite": "write", "pwritev": "write"} | {
    name: name.removesuffix("2").removesuffix("at") for name in ("renameat", "renameat2", "mkdirat", "unlinkat")
}
_NOTIF_RECV, _NOTIF_SEND = 0xC0502100, 0xC0182101
_RET_NOTIF, _RET_ALLOW = 0x7FC00000, 0x7FFF0000
_NO_NEW_PRIVS, _SET_FILTER, _NEW_LISTENER, _CONTINUE = 38, 1, 8, 1
_AT_CWD = -100

_NUMBERS = {"x86_64": 1, "aarch64": 2}.get(platform.machine(), 0)
_NAMES = {call[_NUMBERS]: name for name, call in _CALLS.items() if call[_NUMBERS] is not None} if _NUMBERS else {}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to do at the `hit`-th call of a point: kill, or (with `error`) fail it, and all later ones if `onwards`.

    `point` is a name like "fsync CURRENT.new"; empty, every call counts. Without a `hit`, calls are only counted.
    "open" is opening to read, "make" opening to write.
    `seconds` kills after a time, wherever the child is then.
    """

    point: str = ""
    hit: int = 0
    error: int = 0
    onwards: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Watched:
    """How a child ended, how often each point was met, and as the how-manieth of all calls it was met last."""

    killed_at: str
    status: int
    hits: dict[str, int]
    last: dict[str, int]


def why_not() -> str:
    """Why calls can't be watched here; empty where they can."""
    if not _NUMBERS or platform.system() != "Linux":
        return f"{platform.system()} on {platform.machine()}"
    child = os.fork()
    if not child:
        try:
            os._exit(0 if _listener() >= 0 else 1)
        finally:
            os._exit(1)
    return "" if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 else "this kernel or container refuses seccomp"


def watched(work: Callable[[], None], folder: Path, beside: Path, plan: Plan) -> Watched:
    """Run `work` in a forked child. Its calls for the folder and all in it are points, and those for one file beside.

    The latter is for marking other moments: calls for it may be killed at, but are never failed.
    """
    here, there = socket.socketpair()
    child = os.fork()
    if not child:
        try:
            here.close()
            socket.send_fds(there, [b"!"], [_listener()])
            there.close()
            work()
            os._exit(0)
        finally:
            os._exit(70)
    there.close()
    _, [listener], *_ = socket.recv_fds(here, 1, 1)
    here.close()
    try:
        return _supervise(child, listener, (folder, beside), plan)
    finally:
        os.close(listener)


def _listener() -> int:
    """Have this process (and all its later threads) stop at the calls; what tells of them."""
    libc = ctypes.CDLL(None, use_errno=True)
    rules = [struct.pack("HBBI", 0x20, 0, 0, 0)]
    rules += [struct.pack("HBBI", 0x15, len(_NAMES) - place, 0, number) for place, number in enumerate(_NAMES)]
    rules += [struct.pack("HBBI", 0x06, 0, 0, result) for result in (_RET_ALLOW, _RET_NOTIF)]
    code = ctypes.create_string_buffer(b"".join(rules))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(rules), ctypes.addressof(code)))
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    return int(libc.syscall(_SECCOMP[platform.machine()], _SET_FILTER, _NEW_LISTENER, program))


def _supervise(child: int, listener: int, places: tuple[Path, Path], plan: Plan) -> Watched:
    hits: Counter[str] = Counter()
    last: dict[str, int] = {}
    total, killed_at = 0, ""
    ended = os.pidfd_open(child)
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    poll.register(ended, select.POLLIN)
    until = time.monotonic() + (plan.seconds or 600)
    try:
        while True:
            ready = dict(poll.poll(max(until - time.monotonic(), 0) * 1000))
            if not ready:
                os.kill(child, signal.SIGKILL)
                killed_at = "a random time" if plan.seconds else "the end of patience"
            if not ready or ended in ready:
                break
            call = _received(listener)
            if call is None:
                continue
            request, task, number, arguments = call
            point = _point(task, number, arguments, *places)
            if point:
                hits[point] += 1
                total += 1
                last[point] = total
            met = hits[point] if plan.point else total
            mine = bool(point and plan.hit and plan.point in ("", point))
            if mine and not plan.error and met == plan.hit:
                os.kill(child, signal.SIGKILL)
                killed_at = point
                break
            fails = (
                mine
                and plan.error
                and not point.endswith(places[1].name)
                and (met == plan.hit or (plan.onwards and met > plan.hit))
            )
            _answer(listener, request, plan.error if fails else 0)
    finally:
        os.close(ended)
    _, status = os.waitpid(child, 0)
    return Watched(killed_at=killed_at, status=os.waitstatus_to_exitcode(status), hits=dict(hits), last=last)


def _received(listener: int) -> tuple[int, int, int, tuple[int, ...]] | None:
    note = array.array("B", bytes(80))
    try:
        fcntl.ioctl(listener, _NOTIF_RECV, note)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EINTR):
            return None
        raise
    request, task, _, number, _, _, *arguments = struct.unpack("QIIiIQ6Q", note.tobytes())
    return request, task, number, tuple(arguments)


def _answer(listener: int, request: int, error: int) -> None:
    try:
        fcntl.ioctl(listener, _NOTIF_SEND, struct.pack("QqiI", request, 0, -error, 0 if error else _CONTINUE))
    except OSError as gone:
        if gone.errno != errno.ENOENT:
            raise


def _point(task: int, number: int, arguments: tuple[int, ...], folder: Path, beside: Path) -> str:
    """The call and the file, with the parts of a name that chance decides left out; empty for other calls."""
    name = _NAMES[number]
    how = _CALLS[name][0]
    path = _path(task, how, arguments)
    if path == str(beside):
        return f"{_SAME.get(name, name)} {beside.name}"
    if path != str(folder) and not path.startswith(f"{folder}/"):
        return ""
    call = _SAME.get(name, name)
    if call == "make" and not arguments[1 if how == "open" else 2] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
        call = "open"
    return f"{call} {plain(os.path.relpath(path, folder))}"


def plain(path: str) -> str:
    """A path without what differs from run to run."""
    path = re.sub(r"\d{8}T\d{6}Z-\d+", "EDITION", path)
    path = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "COLLECTION", path)
    path = re.sub(r"\.tmp\w{6}", ".tmp", path)
    return re.sub(r"[0-9a-f]{32}(\.\d+(?=\.del))?", "SEGMENT", path)


def _path(task: int, how: str, arguments: tuple[int, ...]) -> str:
    try:
        if how in (_BY_FD, "third"):
            descriptor = arguments[2 if how == "third" else 0] & 0xFFFFFFFF
            return str(Path(f"/proc/{task}/fd/{descriptor}").readlink())
        if how in (_BY_PATH, "open"):
            return _absolute(task, _AT_CWD, _string(task, arguments[0]))
        return _absolute(task, ctypes.c_int(arguments[0] & 0xFFFFFFFF).value, _string(task, arguments[1]))
    except OSError:
        return ""


def _absolute(task: int, at: int, path: str) -> str:
    if path.startswith("/"):
        return path
    return str(Path(f"/proc/{task}/cwd" if at == _AT_CWD else f"/proc/{task}/fd/{at}").readlink() / path)


def _string(task: int, address: int) -> str:
    with open(f"/proc/{task}/mem", "rb", buffering=0) as memory:  # noqa: PTH123 - a Path would make it no quicker
        memory.seek(address)
        # Not past the page's end, which may be the end of what is mapped.
        found = memory.read(4096 - address % 4096)
        if b"\0" not in found:
            found += memory.read(4096)
    return os.fsdecode(found.split(b"\0", 1)[0])
