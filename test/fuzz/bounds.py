#!/usr/bin/env python3
"""Random accesses to memories of all kinds trap exactly where they should.

Each script has one memory, 32-bit or 64-bit, with pages of 64 KiB or of one byte, which
grows half-way; functions with loads and stores of all widths at offsets near the
interesting numbers, some with two accesses at one index; and calls of them with such
indices. What must happen is computed with numbers that have no end. The scripts are run at
-O0 and -O2, with guards and without.

usage: bounds.py [--count N] [--seed S] [--keep DIR]
"""

import random

from generated import arguments, checkAll
from support import compilerOf, run

WAYS = ["-O0", "-O2", "-O0 --bounds=check", "-O2 --bounds=check"]
LOADS = [("i32.load8_u", 1), ("i32.load16_s", 2), ("f32.load", 4), ("i64.load32_u", 4),
         ("i64.load", 8), ("f64.load", 8)]
STORES = [("i32.store8", "i32", 1), ("i64.store16", "i64", 2), ("i32.store", "i32", 4),
          ("i64.store", "i64", 8)]
FUNCTIONS, CALLS = 30, 12


def main():
    options = arguments(__doc__, "scripts").parse_args()
    wfxc = compilerOf(options)

    def check(path, number):
        for way in WAYS:
            done = run([wfxc, "wast", *way.split(), path], timeout=120)
            yield way, "" if done.ok else done.complaint()

    checkAll(options, ".wast",
             lambda seed, number: Script(random.Random(seed), number).text(), check)


class Script:
    def __init__(self, rng, number):
        self.rng = rng
        self.bits = (32, 64)[number % 2]
        self.page = (65536, 1)[number // 2 % 2]
        self.min = rng.choice([0, 1, 2, 5]) if self.page > 1 else rng.choice([0, 3, 9, 4096, 70000])
        self.grown = self.min + rng.choice([1, 2, 3] if self.page > 1 else [1, 7, 5000])
        self.max = rng.choice(["", str(self.grown), str(self.grown + 3)])

    def text(self):
        functions = [self.function(f"f{i}") for i in range(FUNCTIONS)]
        kind = "i64 " if self.bits == 64 else ""
        size = " (pagesize 1)" if self.page == 1 else ""
        lines = [f"(module (memory {kind}{self.min} {self.max}{size})",
                 f'  (func (export "grow") (param i{self.bits}) (result i{self.bits})'
                 " (memory.grow (local.get 0)))"]
        lines += [f"  {text}" for text, _ in functions] + [")"]
        lines += self.calls(functions, self.min * self.page)
        const = f"i{self.bits}.const"
        lines.append(f'(assert_return (invoke "grow" ({const} {self.grown - self.min}))'
                     f" ({const} {self.min}))")
        lines += self.calls(functions, self.grown * self.page)
        return "\n".join(lines) + "\n"

    def near(self, limit):
        """A number below the limit, near one at which something changes."""
        marks = [0, self.min * self.page, self.grown * self.page, 1 << 16, 1 << 31, 1 << 32,
                 (1 << 36) - 1, 1 << 46, 1 << 63, limit]
        mark = self.rng.choice([mark for mark in marks if mark <= limit])
        return (mark + self.rng.choice([0, 0, 0, -1, -2, -4, -8, -9, 1, 4, 7])) % limit

    def function(self, name):
        """Its text, and how far it reaches from its index."""
        small = self.rng.random() < 0.5
        offset = self.rng.choice([0, 1, 4, 8]) if small else self.near(1 << self.bits)
        accesses = [self.access(offset)]
        if self.rng.random() < 0.3 and offset + 64 < 1 << self.bits:
            accesses.append(self.access(offset + self.rng.choice([0, 1, 8, 60])))
        body = " ".join(text for text, _ in accesses)
        text = f'(func (export "{name}") (param i{self.bits}) {body})'
        return text, max(reach for _, reach in accesses)

    def access(self, offset):
        if self.rng.random() < 0.6:
            op, size = self.rng.choice(LOADS)
            return f"(drop ({op} offset={offset} (local.get 0)))", offset + size
        op, type, size = self.rng.choice(STORES)
        return f"({op} offset={offset} (local.get 0) ({type}.const 1))", offset + size

    def calls(self, functions, size):
        """Assertions about each function while the memory has size bytes."""
        limit = 1 << self.bits
        for number, (_, reach) in enumerate(functions):
            edge = max(size - reach, 0)
            indices = [edge, edge + 1] + [self.near(limit) for _ in range(CALLS)]
            for index in indices:
                call = f'(invoke "f{number}" (i{self.bits}.const {index}))'
                if index + reach <= size:
                    yield f"(assert_return {call})"
                else:
                    yield f'(assert_trap {call} "out of bounds memory access")'


if __name__ == "__main__":
    main()
