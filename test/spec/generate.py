"""Makes valid modules of any size whose functions look like compiled C.

A function is a tree of statements (assignments, loads and stores, conditionals,
counted loops, switches, direct and indirect calls) over a few locals and a global,
drawn from a seeded generator: the same seed and size give the same bytes. Nothing in
them traps, and no result depends on the bits of a NaN. A function calls only ones of about half
its index, so that every program ends soon. Exports: "run", the last function, and
"_start", which calls it and ignores the result.
"""

import random

I32, I64, F64 = 0x7F, 0x7E, 0x7C
LOCALS = 6  # of i32 beside the two parameters; one more counts loops
WIDE, REAL = 9, 10  # the local of type i64, the one of type f64
BINARY = bytes.fromhex("6a 6b 6c 71 72 73 74 75 76 77")  # add ... rotl
# eqz, extend8_s and extend16_s often, clz, ctz and popcnt as seldom as C has them.
UNARY = bytes.fromhex("45 c0 c1") * 12 + bytes.fromhex("67 68 69")
COMPARE = bytes.fromhex("46 47 48 49 4a 4b 4c 4d 4e 4f")  # eq ... ge_u
MEMORY_MASK = 0xFFF8


def unsigned(n):
    out = bytearray()
    while n > 0x7F:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes([*out, n])


def signed(n):
    out = bytearray()
    while not -0x40 <= n < 0x40:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes([*out, n & 0x7F])


def section(code, body):
    return bytes([code]) + unsigned(len(body)) + body


def vector(items):
    return unsigned(len(items)) + b"".join(items)


def const(n):
    return b"\x41" + signed(n)


def masked(address):
    return address + const(MEMORY_MASK) + b"\x71"


class Writer:
    """Code of one function; every method returns the bytes of its construct."""

    def __init__(self, source, callees):
        self.source, self.callees = source, callees
        self.loops = 0  # enclosing loops: they share one counter, so one at a time

    def local(self):
        return unsigned(self.source.randrange(2 + LOCALS))

    def value(self, depth):
        """An i32 expression."""
        pick = self.source.random()
        if depth == 0 or pick < 0.25:
            if self.source.random() < 0.7:
                return b"\x20" + self.local()
            return const(self.source.choice([0, 1, 4, 8, 31, 255, 1000, -1, 1 << 20]))
        one = self.value(depth - 1)
        if pick < 0.60:
            return one + self.value(depth - 1) + bytes([self.source.choice(BINARY)])
        if pick < 0.75:
            load = self.source.choice([b"\x28\x02", b"\x2d\x00", b"\x2e\x01"])
            return masked(one) + load + unsigned(self.source.randrange(64))
        if pick < 0.83:
            return one + self.value(depth - 1) + bytes([self.source.choice(COMPARE)])
        return one + self.source.choice([
            bytes([self.source.choice(UNARY)]),
            self.value(depth - 1) + const(1) + b"\x72\x6e",  # divided by an odd number
            self.value(depth - 1) + b"\x20" + self.local() + b"\x1b",  # select
            b"\x23\x00\x6a",  # plus the global
            b"\xac\x20" + unsigned(WIDE) + b"\x7e\x22" + unsigned(WIDE) + b"\xa7",
            b"\xb7\x20" + unsigned(REAL) + b"\xa1\xfc\x02",  # minus a real, saturated
        ])

    def block(self, length, depth):
        return b"".join(self.statement(depth) for _ in range(length))

    def statement(self, depth):
        pick = self.source.random()
        if depth == 0 or pick < 0.45:
            return self.value(3) + b"\x21" + self.local()
        if pick < 0.58:
            return masked(self.value(2)) + self.value(2) + b"\x36\x02\x04"
        if pick < 0.73:
            body = self.value(2) + b"\x04\x40" + self.block(2, depth - 1)
            if self.source.random() < 0.5:
                body += b"\x05" + self.block(2, depth - 1)
            return body + b"\x0b"
        if pick < 0.80:
            return self.loop(depth)
        if pick < 0.86:
            return self.switch(depth)
        if pick < 0.93 and self.callees and not self.loops:
            return self.call() + b"\x21" + self.local()
        if pick < 0.96:
            return self.value(2) + b"\x24\x00"  # the global
        real = b"\x20" + unsigned(REAL)
        return real + self.value(1) + b"\xb7" + real + b"\xa2\xa0\x21" + unsigned(REAL)

    def call(self):
        arguments = self.value(2) + self.value(1)
        if self.source.random() < 0.7:
            return arguments + b"\x10" + unsigned(self.source.choice(self.callees))
        # The table holds every function at its index.
        mask = 3 if len(self.callees) == 4 else 0
        index = self.value(1) + const(mask) + b"\x71" + const(self.callees[0]) + b"\x6a"
        return arguments + index + b"\x11\x01\x00"

    def loop(self, depth):
        if self.loops:
            return self.statement(0)
        self.loops += 1
        counter = unsigned(2 + LOCALS)
        step = b"\x20" + counter + const(1) + b"\x6b\x22" + counter + b"\x0d\x00"
        body = (const(self.source.randrange(2, 9)) + b"\x21" + counter + b"\x03\x40"
                + self.block(3, depth - 1) + step + b"\x0b")
        self.loops -= 1
        return body

    def switch(self, depth):
        """A br_table over blocks, as a C switch with four cases becomes."""
        cases = 4
        body = b"\x02\x40" * cases + self.value(2)
        body += b"\x0e" + unsigned(cases - 1) + bytes(range(cases))
        for case in range(cases):
            body += b"\x0b" + self.statement(depth - 1)
            if case < cases - 1:
                # A case with a break leaves through the outermost block.
                body += b"\x0c" + unsigned(cases - 2 - case) if self.source.random() < 0.7 else b""
        return body

    def function(self, size):
        """A body of at least `size` bytes."""
        code = vector([unsigned(LOCALS + 1) + bytes([I32]), b"\x01" + bytes([I64]),
                       b"\x01" + bytes([F64])])
        parts = [code]
        length = len(code)
        while length < size:
            parts.append(self.statement(3))
            length += len(parts[-1])
        body = b"".join(parts) + digest() + b"\x0b"
        return unsigned(len(body)) + body


def digest():
    """A value in which every local and the global have a part."""
    code = b"\x23\x00\x20" + unsigned(WIDE) + b"\xa7\x6a\x20" + unsigned(REAL) + b"\xfc\x02\x73"
    for local in range(2 + LOCALS):
        code += const(31) + b"\x6c\x20" + unsigned(local) + b"\x6a"
    return code


def module(size, single=False, seed=1):
    """A module of about `size` bytes: many functions, or one that has nearly all."""
    source = random.Random(f"{seed} {size} {single}")
    codes, total = [], 0
    while total < size:
        half = len(codes) // 2
        callees = range(half, min(half + 4, len(codes)))
        # Most functions are short, few are long.
        wanted = size if single else int(source.lognormvariate(6, 1))
        codes.append(Writer(source, callees).function(min(wanted, size - total)))
        total += len(codes[-1])
    return assemble(codes)


def assemble(codes):
    last = len(codes) - 1
    start = b"\x00" + const(7) + const(9) + b"\x10" + unsigned(last) + b"\x1a\x0b"
    types = [b"\x60\x00\x00", b"\x60\x02" + bytes([I32, I32]) + b"\x01" + bytes([I32])]
    count = unsigned(len(codes))
    exports = [b"\x06memory\x02\x00", b"\x03run\x00" + unsigned(last),
               b"\x06_start\x00" + unsigned(last + 1)]
    elements = b"\x00" + const(0) + b"\x0b" + vector([unsigned(i) for i in range(len(codes))])
    return b"".join([
        b"\0asm\x01\0\0\0",
        section(1, vector(types)),
        section(3, vector([b"\x01"] * len(codes) + [b"\x00"])),
        section(4, vector([b"\x70\x00" + count])),
        section(5, vector([b"\x00\x02"])),
        section(6, vector([bytes([I32]) + b"\x01" + const(1) + b"\x0b"])),
        section(7, vector(exports)),
        section(9, vector([elements])),
        section(10, vector([*codes, unsigned(len(start)) + start])),
    ])
