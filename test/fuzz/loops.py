#!/usr/bin/env python3
"""Loops as producers unroll them give the same results at every optimisation level.

A generated iteration loads, computes, carries values over and stores. It stands in a
loop once or several times, the copies at their own addresses; sometimes one copy differs
from the others in a detail, so that it is no copy. Arrays may overlap, addresses may run
out of the memory, counters may go in either direction. Each module runs a few loops and
returns a sum of its memory, at -O0, -O1, -O2, -O3 for a processor with AVX2, and with checked
memories.

usage: loops.py [--count N] [--seed S] [--keep DIR]
"""

import random

from generated import arguments, checkRuns

WAYS = ["-O0", "-O1", "-O2", "-O3 --cpu=x86-64-v3", "-O2 --bounds=check"]
LOOPS = 8  # of one module
TYPES = {"i32": 4, "i64": 8, "f64": 8, "f32": 4}
OPERATIONS = {
    "i32": ["add", "sub", "mul", "and", "xor", "or"],
    "i64": ["add", "sub", "mul", "xor", "rotl"],
    # Of positive numbers these make no NaN, whose bits may differ.
    "f64": ["add", "min", "max"],
    "f32": ["add", "min", "max"],
}


class Loop:
    """The text of one function without parameters and results."""

    def __init__(self, rng, number, type, runsOut):
        self.rng, self.number, self.type = rng, number, type
        self.copies = rng.choice([1, 2, 2, 3, 4, 4, 8])
        self.size = TYPES[self.type]
        self.stride = self.size * rng.choice([1, 1, 1, 2, 5])
        self.iterations = self.copies * rng.choice([1, 2, 7, 33])
        last = 0x20000 if runsOut else 0x8000
        self.bases = [rng.randrange(0, last, self.size) for _ in range(3)]
        if runsOut:
            self.bases[0] = 0x20000 - self.iterations * self.stride // 2
        self.carried = rng.random() < 0.5
        self.odd = rng.randrange(self.copies) if rng.random() < 0.25 else None
        self.template = [self.expression(2) for _ in range(rng.choice([1, 1, 2]))]
        self.stored = [rng.choice([0, 0, -1, 1]) for _ in self.template]
        self.usesOffsets = rng.random() < 0.4
        self.countsDown = rng.random() < 0.3

    def expression(self, depth):
        """A tree: (operation, left, right), (load, array, distance) and other leaves."""
        kind = self.rng.random()
        if depth and kind < 0.7:
            operation = self.rng.choice(OPERATIONS[self.type])
            return ("op", operation, self.expression(depth - 1), self.expression(depth - 1))
        if kind < 0.85:
            return ("load", self.rng.randrange(3), self.rng.randrange(-2, 3))
        if kind < 0.93 and self.carried:
            return ("carried",)
        if kind < 0.96 and self.type == "i32":
            return ("address", self.rng.randrange(3))
        return ("const", self.rng.randrange(1, 9))

    def index(self, array, copy, distance):
        """Code for an address, and the offset that belongs to it."""
        constant = self.bases[array] + 64 + distance * self.size
        ahead = copy * self.stride
        inside, offset = (constant, ahead) if self.usesOffsets else (constant + ahead, 0)
        return f"(i32.add (local.get $at) (i32.const {inside}))", f"offset={offset}"

    def code(self, tree, copy):
        if tree[0] == "op":
            left, right = self.code(tree[2], copy), self.code(tree[3], copy)
            return f"({self.type}.{tree[1]} {left} {right})"
        if tree[0] == "load":
            index, offset = self.index(tree[1], copy, tree[2])
            return f"({self.type}.load {offset} {index})"
        if tree[0] == "address":
            return f"(i32.add (local.get $at) (i32.const {tree[1] + copy * self.stride}))"
        if tree[0] == "carried":
            return "(local.get $carried)"
        value = tree[1] + (copy == self.odd)
        return f"({self.type}.const {value})"

    def copy(self, copy):
        lines = []
        for array, tree in enumerate(self.template):
            index, offset = self.index(array, copy, self.stored[array])
            lines.append(f"({self.type}.store {offset} {index} {self.code(tree, copy)})")
        if self.carried:
            index, offset = self.index(2, copy, 0)
            more = f"({self.type}.load {offset} {index})"
            operation = OPERATIONS[self.type][-1] if copy == self.odd else "add"
            lines.append(f"(local.set $carried ({self.type}.{operation} "
                         f"(local.get $carried) {more}))")
        return "\n      ".join(lines)

    def text(self):
        total = self.iterations * self.stride
        first, step, end = 0, self.copies * self.stride, total
        if self.countsDown:
            first, step, end = -total & 0xFFFFFFFF, step, 0
            self.bases = [base + total for base in self.bases]
        body = "\n      ".join(self.copy(copy) for copy in range(self.copies))
        return f"""
  (func $loop{self.number} (local $at i32) (local $carried {self.type})
    (local.set $at (i32.const {first}))
    (loop $again
      {body}
      (local.set $at (i32.add (local.get $at) (i32.const {step})))
      (br_if $again (i32.ne (local.get $at) (i32.const {end}))))
    ({self.type}.store (i32.const {8 * self.number}) (local.get $carried)))"""


FRAME = """(module
  (memory 2)
  (func $fill (local $i i32)
    (loop $again
      (i32.store (local.get $i) (i32.const 0x3F800000))
      (i32.store8 (local.get $i) (i32.mul (local.get $i) (i32.const 37)))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 0x20000)))))
  (func $sum (result i64) (local $i i32) (local $sum i64)
    (loop $again
      (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31))
                               (i64.load32_u (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 0x20000))))
    (local.get $sum))
  LOOPS
  (func (export "run") (result i64)
    (call $fill)
    CALLS
    (call $sum)))
"""


def module(seed):
    """A module whose loops stay in memory, or one with a loop that does not."""
    rng = random.Random(seed)
    runsOut = rng.random() < 0.2
    count = 1 if runsOut else LOOPS
    type = rng.choice(list(TYPES))
    loops = [Loop(rng, number, type, runsOut) for number in range(count)]
    return FRAME.replace("LOOPS", "".join(loop.text() for loop in loops)).replace(
        "CALLS", " ".join(f"(call $loop{number})" for number in range(count)))


if __name__ == "__main__":
    checkRuns(arguments(__doc__, "modules", 60).parse_args(), WAYS, module)
