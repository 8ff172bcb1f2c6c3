#!/usr/bin/env python3
"""Loops that compare bytes give the same results at every optimisation level.

A generated function walks two or three arrays until a byte differs from another or is a
certain one, or a counter ends it. It is called with arrays that begin before the end of a
page and run across it, and of lengths around multiples of eight; memory holds few bytes
that are not all the same, so the comparisons get far. In some modules an array ends where
the memory ends. Each module returns a sum of what the functions found, at -O0, -O1, -O2,
-O3 for a processor with AVX2, and with checked memories.

usage: comparisons.py [--count N] [--seed S] [--keep DIR]
"""

import random

from generated import arguments, checkRuns

WAYS = ["-O0", "-O1", "-O2", "-O3 --cpu=x86-64-v3", "-O2 --bounds=check"]
FUNCTIONS = 6  # of one module
CALLS = 60  # of one function
PAGE, END, COMMON = 4096, 0x20000, 7
TABLE = 0x10000  # arguments of the calls; arrays of modules that do not trap end below


class Comparison:
    """The text of one function of three addresses and a length."""

    def __init__(self, rng, number):
        self.rng, self.number = rng, number
        self.arrays = rng.choice([2, 2, 2, 3])
        self.counter = rng.choice(["down", "down", "end", "up", "none"])
        self.endings = [self.difference()]
        if self.counter == "none" or rng.random() < 0.6:
            self.endings.append(self.certain())
        if rng.random() < 0.2:
            self.endings.append(self.difference())
        rng.shuffle(self.endings)
        self.joined = rng.random() < 0.4

    def byte(self, array):
        return f"(local.get ${'abc'[array]})"

    def difference(self):
        first, second = self.rng.sample(range(self.arrays), 2)
        return f"(i32.ne {self.byte(first)} {self.byte(second)})"

    def certain(self):
        value = self.rng.choice(["(i32.const 0)", "(i32.const 200)", "(local.get $wanted)"])
        return f"(i32.eq {self.byte(self.rng.randrange(self.arrays))} {value})"

    def text(self):
        loads = "\n        ".join(
            f"(local.set ${'abc'[array]} (i32.load8_u offset={self.rng.choice([0, 0, 3])} "
            f"(local.get ${'pqr'[array]})))" for array in range(self.arrays))
        endings = self.endings
        if self.joined and len(endings) > 1:
            endings = [f"(i32.or {endings[0]} {endings[1]})", *endings[2:]]
        leave = "\n        ".join(f"(br_if $out {ending})" for ending in endings)
        onwards = "\n        ".join(f"(local.set ${name} (i32.add (local.get ${name}) (i32.const 1)))"
                                    for name in "pqr"[:self.arrays])
        again = {
            "down": "(br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))",
            "end": "(br_if $again (i32.ne (local.get $p) (local.get $end)))",
            "up": "(br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))"
                  " (local.get $n)))",
            "none": "(br $again)",
        }[self.counter]
        found = "".join(f"(i32.mul (i32.const 31) (i32.add (local.get ${name}) " for name in "pqabni")
        return f"""
  (func $compare{self.number} (param $p i32) (param $q i32) (param $r i32) (param $n i32)
      (result i32) (local $a i32) (local $b i32) (local $c i32) (local $i i32) (local $end i32)
      (local $wanted i32)
    (if (i32.eqz (local.get $n)) (then (return (i32.const 1))))
    (local.set $end (i32.add (local.get $p) (local.get $n)))
    (local.set $wanted (i32.and (local.get $n) (i32.const 255)))
    (block $out
      (loop $again
        {loads}
        {leave}
        {onwards}
        {again}))
    {found}(local.get $c){"))" * 6})"""


FRAME = """(module
  (memory 2)
  (func $fill (param $at i32) (param $to i32)
    (memory.fill (local.get $at) (i32.const COMMON) (i32.sub (local.get $to) (local.get $at))))
  FUNCTIONS
  (func (export "run") (result i32) (local $at i32) (local $sum i32)
    (call $fill (i32.const 0) (i32.const TABLE))
    (call $fill (i32.const REST) (i32.const END))
    BYTES
    CALLS
    (local.get $sum))
  (data (i32.const TABLE) "ARGUMENTS"))
"""


def calls(number, table):
    """All calls of one function, with arguments that it finds in the memory."""
    words = " ".join(f"(i32.load offset={4 * word} (local.get $at))" for word in range(4))
    return f"""
    (local.set $at (i32.const {table}))
    (loop $more
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31))
                               (call $compare{number} {words})))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $more (i32.ne (local.get $at) (i32.const {table + 16 * CALLS}))))"""


def module(seed):
    """A module whose arrays stay in memory, or one with an array that may not."""
    rng = random.Random(seed)
    runsOut = rng.random() < 0.3
    functions = [Comparison(rng, number) for number in range(1 if runsOut else FUNCTIONS)]

    def address():
        page = rng.randrange(1, 12) * PAGE
        return page - rng.randrange(24) if rng.random() < 0.7 else page + rng.randrange(PAGE)

    def length():
        return rng.choice([rng.randrange(20), 8 * rng.randrange(6), rng.randrange(9000)])

    rows = [[address(), address(), address(), length()] for _ in range(len(functions) * CALLS)]
    if runsOut:
        for row in rows[:30]:
            row[rng.randrange(2)] = END - rng.randrange(4, 60)
    special = [(rng.randrange(0x100, TABLE), rng.choice([0, 1, 200])) for _ in range(30)]
    # Without a counter each comparison comes to an end here.
    special += [(at, 200) for at in range(TABLE - 8, TABLE)]
    if rng.random() < 0.8:
        special += [(at, 200) for at in range(END - 4, END)]
    words = b"".join(word.to_bytes(4, "little") for row in rows for word in row)
    stores = " ".join(f"(i32.store8 (i32.const {at}) (i32.const {value}))" for at, value in special)
    text = FRAME.replace("FUNCTIONS", "".join(function.text() for function in functions))
    text = text.replace("CALLS", "".join(
        calls(number, TABLE + 16 * CALLS * number) for number in range(len(functions))))
    text = text.replace("BYTES", stores).replace("REST", str(TABLE + len(words)))
    text = text.replace("ARGUMENTS", "".join(f"\\{byte:02x}" for byte in words))
    return text.replace("COMMON", str(COMMON)).replace("TABLE", str(TABLE)).replace("END", str(END))


if __name__ == "__main__":
    checkRuns(arguments(__doc__, "modules", 60).parse_args(), WAYS, module)
