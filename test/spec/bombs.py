#!/usr/bin/env python3
"""Modules that are small for what they ask of a compiler must have a bounded cost.

Each bomb is one construct at a size that no producer needs: 100,000 functions or nested
blocks, 50,000 locals, a table of a million branches and so on. It is compiled at fractions
of its size, below and above the limit for optimisation (ValidModule::excessiveFunctions),
and in whole. A byte of it may cost so many times what a byte of ordinary code costs in the
same run, whatever the size, and so much memory. The program must then give the right result.

usage: bombs.py [--full] [--levels=-O0,-O1,-O2] [--only NAME]
"""

import functools
import operator
import pathlib
import tempfile

import generate
from generate import const, section, unsigned, vector
from scaling import TIME_LIMIT
from support import Score, compilerOf, parser, run

I32 = b"\x7f"
BLOCK, LOOP, IF, ELSE, END = b"\x02\x40", b"\x03\x40", b"\x04\x40", b"\x05", b"\x0b"
GET, SET, ADD = b"\x20\x00", b"\x21\x00", b"\x6a"
INPUT = 3  # the argument of "run"


def get(local):
    return b"\x20" + unsigned(local)


def put(local):
    return b"\x21" + unsigned(local)


def module(bodies, locals=0, extra=()):
    """Functions from i32 to i32 with further i32 locals, of which the last is "run"."""
    declared = vector([unsigned(locals) + I32]) if locals else b"\x00"
    codes = [declared + body + END for body in bodies]
    sections = {
        1: vector([b"\x60\x01" + I32 + b"\x01" + I32, b"\x60\x00\x00"]),
        3: vector([b"\x00"] * len(codes)),
        5: vector([b"\x00\x02"]),
        7: vector([b"\x03run\x00" + unsigned(len(codes) - 1)]),
        10: vector([unsigned(len(code)) + code for code in codes]),
        **dict(extra),
    }
    order = sorted(sections, key=lambda code: 5.5 if code == 13 else code)
    return b"\0asm\x01\0\0\0" + b"".join(section(code, sections[code]) for code in order)


def functions(n):
    """Each calls the one of half its index; all are in a table."""
    bodies = [GET]
    bodies += [GET + b"\x10" + unsigned(i // 2) + const(1) + ADD for i in range(1, n)]
    extra = {4: vector([b"\x70\x00" + unsigned(n)]),
             9: vector([b"\x00" + const(0) + END + vector([unsigned(i) for i in range(n)])])}
    return module(bodies, extra=extra.items()), INPUT + (n - 1).bit_length()


def oneFunction(n):
    return generate.module(n, single=True), None


def manyLocals(n):
    """All of them are alive at once."""
    fill = b"".join(get(i - 1) + get(0) + b"\x73" + const(i) + ADD + put(i) for i in range(1, n + 1))
    total = get(0) + b"".join(get(i) + ADD for i in range(1, n + 1))
    values = [INPUT]
    for i in range(1, n + 1):
        values.append((values[-1] ^ INPUT) + i & 0xFFFFFFFF)
    return module([fill + total], n), sum(values)


def nestedBlocks(n):
    """From the innermost, branches to 1000 of them; each level counts."""
    step = max(1, n // 1000)
    branches = b"".join(get(0) + const(-level) + b"\x46\x0d" + unsigned(level) for level in range(0, n, step))
    count = GET + const(1) + ADD + SET
    return module([BLOCK * n + branches + (END + count) * n + GET]), INPUT + n


def nestedLoops(n):
    """Each is left at its end."""
    tail = GET + const(1) + ADD + b"\x22\x00" + b"\x45\x0d\x00" + END
    return module([LOOP * n + tail * n + GET]), INPUT + n


def nestedIfs(n):
    count = GET + const(1) + ADD + SET
    return module([(GET + IF) * n + (count + END) * n + GET]), INPUT + n


def nestedElses(n):
    """The end of a long chain of `else if`."""
    cases = b"".join(GET + const(-1 - i) + b"\x46" + IF + const(i) + SET + ELSE for i in range(n))
    return module([cases + const(77) + SET + END * n + GET]), 77


def nestedTries(n):
    """A call at each level; the innermost throws, the outermost catches."""
    return nestedCalls(n, b"\x00\x00\x00")


def nestedCalls(n, clause):
    callee = GET + const(-1) + b"\x46" + IF + b"\x08\x00" + END + GET
    enter = BLOCK + b"\x1f\x40\x01" + clause + GET + b"\x10\x00\x1a"
    body = enter * n + (END + END) * n + GET + b"\x10\x00"
    return module([callee, body], extra={13: vector([b"\x00\x01"])}.items()), INPUT


def branchTable(labels):
    def make(n):
        """Every label adds one."""
        table = b"".join(unsigned(i * 7919 % labels) for i in range(n))
        count = GET + const(1) + ADD + SET
        code = BLOCK * labels + GET + b"\x0e" + unsigned(n) + table + b"\x00"
        code += (END + count) * labels + GET
        return module([code]), INPUT + labels - INPUT * 7919 % labels
    return make


def operands(n):
    """A deep operand stack, then a long chain of additions."""
    return module([GET * n + ADD * (n - 1)]), INPUT * n


def accesses(n):
    """One block of loads and stores."""
    code = b"".join(const(4 * (i % 1000)) + GET + b"\x36\x02\x00" + const(4 * (i * 7 % 1000))
                    + b"\x28\x02\x00" + SET for i in range(n))
    return module([code + GET]), None


def conditionals(n):
    """One after the other."""
    code = b"".join(GET + const(-i) + b"\x46" + IF + const(i) + SET + END for i in range(1, n + 1))
    return module([code + GET]), INPUT


def calls(n):
    return module([GET + const(1) + ADD, GET + b"\x10\x00" * n]), INPUT + n


def globals_(n):
    """Set one after the other, then added up."""
    code = b"".join(GET + const(i) + ADD + b"\x24" + unsigned(i) for i in range(n))
    total = const(0) + b"".join(b"\x23" + unsigned(i) + ADD for i in range(n))
    declared = vector([I32 + b"\x01" + const(0) + END] * n)
    return module([code + total], extra={6: declared}.items()), n * INPUT + n * (n - 1) // 2


def dataSegments(n):
    rows = [b"\x00" + const(i % 60000) + END + b"\x01" + bytes([i % 251]) for i in range(n)]
    return module([GET], extra={11: vector(rows)}.items()), INPUT


def vectorConstants(n):
    """Every one is used."""
    constants = [i * 0x9E3779B97F4A7C15F39CC0605CEDC834 % (1 << 128) for i in range(n)]
    code = b"".join(b"\xfd\x0c" + value.to_bytes(16, "little") + (b"\xfd\x51" if i else b"")
                    for i, value in enumerate(constants))
    total = functools.reduce(operator.xor, constants)
    return module([code + b"\xfd\x1b\x00" + GET + ADD]), INPUT + total % (1 << 32)


# name: (maker, full size)
BOMBS = {
    "functions": (functions, 100_000),
    "one function": (oneFunction, 5 << 20),
    "locals": (manyLocals, 50_000),
    "nested blocks": (nestedBlocks, 100_000),
    "nested loops": (nestedLoops, 100_000),
    "nested ifs": (nestedIfs, 100_000),
    "nested elses": (nestedElses, 100_000),
    "nested try_tables": (nestedTries, 100_000),
    "br_table": (branchTable(100), 1_000_000),
    "br_table of many labels": (branchTable(10_000), 1_000_000),
    "operands": (operands, 1_000_000),
    "loads and stores": (accesses, 200_000),
    "conditionals": (conditionals, 100_000),
    "calls": (calls, 200_000),
    "globals": (globals_, 100_000),
    "data segments": (dataSegments, 100_000),
    "vector constants": (vectorConstants, 65_536),
}
PARTS, QUICK_PARTS = [32, 12, 4, 1], [64, 16]
# The worst known is 25 times: SimplifyCFG's time for a chain of comparisons of one local
# with constants grows with the square of its length.
TIMES_ORDINARY = 50
BYTES_PER_BYTE = 8192
ORDINARY_SIZE = 256 << 10


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--full", action="store_true", help="up to the full sizes")
    arguments.add_argument("--levels", default="-O0,-O1,-O2")
    arguments.add_argument("--only", help="this bomb alone")
    options = arguments.parse_args()
    wfxc, score = compilerOf(options), Score(options.verbose)
    with tempfile.TemporaryDirectory() as scratch:
        for level in options.levels.split(","):
            compiler = Compiler(wfxc, level, pathlib.Path(scratch), score)
            for name, (make, size) in BOMBS.items():
                if options.only in (None, name):
                    for part in PARTS if options.full else QUICK_PARTS:
                        compiler.explode(name, make, size // part)
    score.close()


class Compiler:
    """wfxc at one level, and what it needs for ordinary code."""

    def __init__(self, wfxc, level, scratch, score):
        self.wfxc, self.level, self.score = wfxc, level, score
        self.source, self.program = scratch / "m.wasm", scratch / "m"
        nothing = self.compile(module([GET]))
        done = self.compile(generate.module(ORDINARY_SIZE))
        self.least, self.leastPeak = nothing.cpu, nothing.peak
        self.perByte = (done.cpu - self.least) / ORDINARY_SIZE
        print(f"{level}: {self.perByte * 1e6:.1f} us per byte of ordinary code")

    def compile(self, data):
        self.source.write_bytes(data)
        return run([self.wfxc, self.source, "-o", self.program, self.level, "--invoke=run"],
                   timeout=TIME_LIMIT)

    def explode(self, name, make, size):
        data, result = make(size)
        done = self.compile(data)
        name = f"{name} {size} {self.level}"
        if not self.score.check(done.ok, name, done.complaint()):
            return
        times = (done.cpu - self.least) / len(data) / self.perByte
        memory = (done.peak - self.leastPeak) / len(data)
        print(f"{name:36} {len(data):10,} bytes {done.cpu:8.2f} s {times:6.1f} {done.peak / 1e6:8.1f} MB "
              f"{memory:8.0f}", flush=True)
        self.score.check(times <= TIMES_ORDINARY, name, f"{times:.1f} times ordinary code's time")
        self.score.check(memory <= BYTES_PER_BYTE, name, f"{memory:.0f} bytes of memory for each byte")
        if result is not None:
            ran = run([self.program, str(INPUT)])
            result = (result + (1 << 31)) % (1 << 32) - (1 << 31)  # as an i32 is printed
            self.score.check(ran.out.split() == [str(result).encode()], f"{name}: result",
                             f"{ran.out!r} for {result} {ran.complaint()}")


if __name__ == "__main__":
    main()
