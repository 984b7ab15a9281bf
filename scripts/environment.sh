#!/bin/sh
# Makes .venv hold exactly what pyproject.toml and constraints.txt ask for; where it already does, it returns at once.
#
#     sh scripts/environment.sh run     what Newshound needs to run
#     sh scripts/environment.sh test    that, and what its tests and checks need
#
# PYTHON names the Python to use; without it the first fitting one of python3, python3.13, python3.12 and python3.11 is
# taken. Everything that pip says goes to .setup.log. What people see goes to standard error, so that standard output
# belongs to the program that is run afterwards, as standard input does. A failure is one sentence and exit status 1.
set -eu

cd "$(dirname "$0")/.."

WANTED=$1
LOG=.setup.log
LOCK=.setup.lock                      # a folder that holds the number of the process that sets up
READY=.venv/newshound-ready           # holds WANTED and the fingerprint of what was installed
UNFINISHED=.venv/newshound-unfinished # is there while something is being installed
NEEDED_MB=2500                        # what a new environment takes, with torch's build for the CPU
ALMOST_FULL_MB=50
NON_TERMINAL_SECONDS=10 # between two lines of progress where lines can't be overwritten

installer=               # the process that works in the background, for as long as it does
started=$(date +%s)
shown=                   # the second in which progress was shown last
before=0                 # how many packages were there already

case $WANTED in
run) target=. ;;
test) target='.[dev]' ;;
*)
    echo "usage: $0 run|test" >&2
    exit 2
    ;;
esac

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "newshound: $*"
    exit 1
}

fingerprint() { { pwd && cat pyproject.toml constraints.txt; } | cksum; }

free_mb() { df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024); found = 1 } END { if (!found) print 1000000 }'; }

log_holds() { grep -q -i -E "$1" "$LOG" 2>/dev/null; }

# Prints "fits VERSION", "old VERSION" or "lacks VERSION MODULE"; nothing for what is no Python. The code must run on any.
probe() {
    "$1" -c '
import sys
version = "%d.%d.%d" % sys.version_info[:3]
if sys.version_info < (3, 11):
    print("old " + version)
else:
    import importlib
    for module in ("ensurepip", "venv", "ssl", "sqlite3"):
        try:
            importlib.import_module(module)
        except ImportError:
            print("lacks " + version + " " + module)
            break
    else:
        print("fits " + version)
' 2>/dev/null </dev/null | grep -E '^(fits|old|lacks) [0-9]' || :
}

# Sets `python` to the first Python that fits, and `probed` to what is known of it; or says what was found instead.
find_python() {
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python3.13 python3.12 python3.11; fi
    old='' lacking=''
    for python; do
        probed=$(probe "$python")
        case $probed in
        fits*) return ;;
        lacks*) lacking=${lacking:-$python is Python ${probed#lacks }} ;;
        old*) old=${old:-$python is Python ${probed#old }} ;;
        esac
    done
    module=${lacking##* } lacking=${lacking% *}
    case $module in
    '') ;;
    ensurepip | venv)
        version=${lacking##* }
        fail "$lacking but has no $module module; install it (on Debian and Ubuntu: apt-get install" \
            "python${version%.*}-venv), then run the same command again"
        ;;
    *)
        fail "$lacking but has no $module module; use a Python that was built with it (make run" \
            "PYTHON=/path/to/python3), then run the same command again"
        ;;
    esac
    fail "Newshound needs Python 3.11 or newer, but ${old:-${PYTHON:-python3} is not a Python that runs here};" \
        "install one, or name one that is there (make run PYTHON=/path/to/python3.11), then run the same command again"
}

# Tells what is going on: each second where a line can be overwritten, each ten seconds elsewhere.
show_progress() {
    if [ "$seconds" = "$shown" ]; then return; fi
    if [ -t 2 ]; then
        printf '\r\033[K%.78s' "Setting up ($seconds s): $(progress)" >&2
    elif [ $((seconds % NON_TERMINAL_SECONDS)) -eq 0 ]; then
        say "Setting up ($seconds s): $(progress)"
    fi
    shown=$seconds
}

# shellcheck disable=SC2012 # names of packages hold no odd characters
count_installed() { ls -d .venv/lib/python*/site-packages/*.dist-info 2>/dev/null | wc -l; }

# What pip is doing, read from its log.
progress() {
    awk -v installed=$(($(count_installed) - before)) '
        /^ *(Collecting|Requirement already satisfied:) / { found++ }
        /^ *Collecting / { now = "looking for " $2; sub(/[^A-Za-z0-9._ -].*/, "", now) }
        /^ *Downloading / { now = $2 " " $3 " " $4; sub(/^.*\//, "", now); now = "downloading " now }
        /^Installing collected packages:/ { wanted = split($0, names, ",") }
        END {
            if (wanted) printf "installed %d of %d packages", installed < wanted ? installed : wanted, wanted
            else printf "found %d packages, %s", found, now ? now : "starting"
        }' "$LOG"
}

# Runs a command with its output in the log, showing progress; returns its exit status.
run_logged() {
    "$@" >>"$LOG" 2>&1 </dev/null &
    installer=$!
    while kill -0 "$installer" 2>/dev/null; do
        seconds=$(($(date +%s) - started))
        show_progress
        sleep 0.1 2>/dev/null || sleep 1
    done
    if [ -t 2 ]; then printf '\r\033[K' >&2; fi
    status=0
    wait "$installer" || status=$?
    installer=
    return "$status"
}

stopped() {
    trap - INT TERM HUP
    if [ -n "$installer" ]; then kill "$installer" 2>/dev/null || :; fi
    if [ -t 2 ]; then printf '\r\033[K' >&2; fi
    say "newshound: the set-up was stopped; run the same command again to start it anew"
    exit 130
}

# Says in one sentence why the set-up failed with status $1, and what to do.
explain() {
    again="then run the same command again (pip's own words are in $LOG)"
    temporary=${TMPDIR:-/tmp}
    if log_holds 'no space left on device|errno 28|disk quota exceeded|errno 122' ||
        [ "$(free_mb .)" -lt "$ALMOST_FULL_MB" ] || [ "$(free_mb "$temporary")" -lt "$ALMOST_FULL_MB" ]; then
        # What is half written is of no use, and takes the room that the next try needs.
        rm -rf .venv
        fail "the disk ran full: about $NEEDED_MB MB are needed, and $(free_mb .) MB are free in $(pwd) and" \
            "$(free_mb "$temporary") MB in $temporary; make room, or set TMPDIR to a folder with more, $again"
    fi
    rm -f "$UNFINISHED"
    if log_holds 'permission denied|errno 13|read-only file system|errno 30'; then
        fail "pip may not write to a file or folder; make this folder and the one of pip's cache writable for you, $again"
    elif log_holds 'certificate_verify_failed|certificate verify failed'; then
        fail "the package index's certificate can't be verified; set PIP_CERT to your network's certificates, $again"
    elif log_holds 'failed to establish a new connection|name resolution|name or service not known|nodename nor servname|timed out|timeouterror|connect ?timeout|read ?timeout|network is unreachable|proxyerror|tunnel connection failed|connection (refused|reset|aborted|error|broken)|max retries exceeded|sslerror|ssleof|incompleteread|remotedisconnected|50[0-9] server error'; then
        fail "the package index can't be reached; check the network (and the proxy, if there is one), $again"
    elif log_holds 'no matching distribution found for'; then
        missing=$(sed -n 's/.*No matching distribution found for \([^ ]*\).*/\1/p' "$LOG" | head -n 1)
        fail "the package index offers no ready-made $missing for $(.venv/bin/python -V) on this machine; check pip's" \
            "settings (pip config list), or run make clean and name another Python with PYTHON=, $again"
    elif [ "$1" -gt 128 ]; then
        fail "pip was ended by signal $(($1 - 128)), perhaps for want of memory; make sure that 2 GB are free, $again"
    fi
    reason=$(grep '^ERROR:' "$LOG" 2>/dev/null | tail -n 1 | sed -e 's/^ERROR: *//' || :)
    fail "pip failed (${reason:-exit status $1}); mend that, $again"
}

is_ready() {
    [ -x .venv/bin/python ] && [ -f "$READY" ] || return 1
    # What tests need includes what running needs.
    grep -q -x -F -e "$WANTED $1" -e "test $1" "$READY"
}

# Two set-ups in one .venv would destroy each other's work.
take_lock() {
    holder=$(cat "$LOCK/process" 2>/dev/null || :)
    if [ -n "$holder" ] && kill -0 "$holder" 2>/dev/null; then
        fail "another set-up is at work in this folder (process $holder); wait until it is done (or remove $LOCK, if that is" \
            "no set-up), then run the same command again"
    fi
    rm -rf "$LOCK" 2>/dev/null || :
    mkdir "$LOCK" 2>/dev/null || fail "$(pwd) can't be written to; make it writable for you, then run the same command again"
    echo "$$" >"$LOCK/process"
}

make_environment() {
    find_python
    if [ "$(free_mb .)" -lt "$NEEDED_MB" ]; then
        fail "the disk is too full: only $(free_mb .) MB are free in $(pwd), and about $NEEDED_MB MB are needed;" \
            "make room, then run the same command again"
    fi
    say "Setting up Newshound in .venv with Python ${probed#fits } ($python); this takes some minutes, once."
    rm -rf .venv
    mkdir .venv
    : >"$UNFINISHED"
    run_logged "$python" -m venv .venv || explain "$?"
}

expected=$(fingerprint)
if is_ready "$expected"; then exit 0; fi

take_lock
trap stopped INT TERM HUP
trap 'rm -rf "$LOCK"' EXIT
: >"$LOG"
case $(probe .venv/bin/python) in
fits*) if [ -e "$UNFINISHED" ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then make_environment; fi ;;
*) make_environment ;;
esac
rm -f "$READY"
: >"$UNFINISHED"
before=$(count_installed)
run_logged .venv/bin/python -m pip install --no-input --disable-pip-version-check --progress-bar off \
    --only-binary=:all: -c constraints.txt -e "$target" || explain "$?"
echo "$WANTED $expected" >"$READY"
rm -f "$UNFINISHED"
