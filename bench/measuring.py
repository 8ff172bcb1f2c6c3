"""Costs of one operation, measured by programs that take a row and a count.

A cost is the CPU time of a process with a large count less that with a small one, divided
by the difference: neither start nor compilation is in it. How large is found out in the
beginning. Engines take turns in every round.
"""

import datetime
import os
import pathlib
import statistics
import sys

from tools import Unavailable

import builds
from support import Score, parser

SMALL = 100  # the count that is subtracted
CHECKED = 1000


def makeParser(text):
    arguments = parser(text)
    arguments.add_argument("--quick", action="store_true", help="shorter runs")
    arguments.add_argument("--check", action="store_true", help="compare results only")
    arguments.add_argument("--rounds", type=int, help="3 with --quick")
    arguments.add_argument("--peers", help="default: all; none with --check")
    arguments.add_argument("--cpu", default=builds.DEFAULT_CPU, help="for all compilers")
    arguments.add_argument("--json", type=pathlib.Path, help="write all figures here")
    return arguments


def parse(arguments, peers, rounds=7):
    options = arguments.parse_args()
    options.rounds = options.rounds or (3 if options.quick else rounds)
    if options.peers is None:
        options.peers = "" if options.check else ",".join(peers)
    options.peers = [name for name in options.peers.split(",") if name]
    if set(options.peers) - set(peers):
        arguments.error(f"peers are {', '.join(peers)}")
    return options


def findEngines(own, peers, options, scratch):
    """The engine `own` and those peers that this machine has."""
    found = [own(options, scratch)]
    for name in options.peers:
        try:
            found.append(peers[name](options, scratch))
        except Unavailable as reason:
            print(f"absent: {name}: {reason}", file=sys.stderr)
    return found


def checkAll(options, engines, rows, call):
    """Runs everything once with a small count."""
    score = Score(options.verbose)
    for name in set(options.peers) - {engine.name for engine in engines}:
        score.skip(name, "absent")
    for engine in engines:
        for row in rows:
            if row not in engine.rows:
                continue
            why = ""
            try:
                call(engine, row, min(CHECKED, engine.most.get(row, CHECKED)))
            except Unavailable as reason:
                why = str(reason)
            score.check(not why, f"{engine.name} {row}", why)
    score.close()


def measureTimes(options, engines, rows, call, given={}):
    """Of each row and engine the nanoseconds of all rounds; call(engine, row, count) runs
    a program. Counts are given or found out. An engine may do without rows, and limit
    counts (most)."""
    figures, counts = {row: {} for row in rows}, {}
    for row in rows:
        for engine in engines:
            if row in engine.rows:
                most = engine.most.get(row, 10**9)
                counts[row, engine] = min(given[row], most) if row in given else findCount(
                    lambda count: call(engine, row, count), most, 0.1 if options.quick else 0.4)
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        for (row, engine), count in counts.items():
            large, small = call(engine, row, count), call(engine, row, SMALL)
            cost = (large.cpu - small.cpu) / (count - SMALL) * 1e9
            figures[row].setdefault(engine.name, []).append(cost)
    return figures


def findCount(call, most, seconds):
    """A count with which the row takes that many seconds, or the largest that works."""
    start, count = call(SMALL).cpu, min(1000, most)
    while count < most:
        spent = call(count).cpu - start
        if spent >= seconds:
            break
        count = int(min(most, count * min(10, 1.2 * seconds / max(spent, 1e-3))))
    return count


def describe(options, engines):
    models = [line.partition(":")[2].strip() for line in open("/proc/cpuinfo")
              if line.startswith("model name")]
    return {"date": datetime.date.today().isoformat(),
            "machine": {"cpu": models[0] if models else os.uname().machine,
                        "cores": os.cpu_count(), "kernel": os.uname().release},
            "target": options.cpu, "rounds": options.rounds, "quick": options.quick,
            "engines": {engine.name: engine.version() for engine in engines}}


def printRows(result, own, targets):
    """A line for each row: the engine `own`, and its ratios to the others; targets[peer][row]
    is a ratio to reach."""
    machine = result["machine"]
    print(f"\n{machine['cpu']}, {machine['cores']} cores, Linux {machine['kernel']}, "
          f"{result['target']}, {result['rounds']} rounds; nanoseconds of CPU time, "
          f"ratio of {own} to the peer (of minima), ratio to reach")
    for name, version in result["engines"].items():
        print(f"  {name}: {version}")
    peers = [name for name in result["engines"] if name != own]
    print(f"\n{'row':11}{own:>9}" + "".join(f" |{name:>10}{'ratio':>25}" for name in peers))
    for row, figures in result["rows"].items():
        print(f"{row:11}{statistics.median(figures[own]):9.1f}"
              + "".join(" |" + column(figures[own], figures.get(peer), targets[peer].get(row))
                        for peer in peers))


def column(own, other, goal):
    if not other:
        return f"{'-':>10}{'':25}"
    ratios = [pick(own) / max(pick(other), 1e-3) for pick in (statistics.median, min)]
    shown = f"{statistics.median(other):10.1f} {ratios[0]:7.2g} ({ratios[1]:7.2g})"
    return shown + (judged(ratios[0], goal) if goal else " " * 7)


def judged(value, goal):
    return f"{'  ' if value <= goal else ' !'}{goal:<5.3g}"
