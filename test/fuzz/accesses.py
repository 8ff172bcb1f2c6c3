"""Accesses to memory at its ends and where addresses overflow.

Memories of several sizes and kinds, each with the addresses and offsets that meet at its
ends, at 2^31, 2^32 and the largest address. Only few windows of a memory are ever touched:
`fill` gives them known bytes and `digest` sums them up, so that stores can be compared,
those too that trap and must leave everything as it was.
"""

from dataclasses import dataclass, replace

from operands import Instruction, immediates, unique

PAGE = 1 << 16
WINDOW = 32  # bytes
PATTERN = 0x7FA00001FFF7FE80  # repeats; some of its parts are signalling not-a-numbers
SEGMENT = 16  # bytes of the data segment
VALUES = {"i": 0x89ABCDEF, "I": 0x8796A5B4C3D2E1F0, "f": 0x7FA12345, "F": 0xFFF4567812345678,
          "v": 0x7FA12345000000018796A5B4C3D2E1F0}
# Instructions whose type depends on immediates, though not here.
FURTHER = [Instruction("MemoryCopy", "memory.copy", "None", "aaa", "", "BulkMemory", 1)]
EFFECTS = ("store", "rmw", "fill", "copy", "init")


@dataclass(frozen=True)
class Memory:
    type: str  # of its addresses
    pages: int
    shared: bool = False

    @property
    def name(self):
        return f"{self.type} memory of {self.pages} pages" + ", shared" * self.shared

    @property
    def letter(self):
        return "i" if self.type == "i32" else "I"

    @property
    def size(self):
        return self.pages * PAGE

    @property
    def features(self):
        return ["Memory64"] * (self.type == "i64") + ["Threads"] * self.shared

    def windows(self):
        starts = [0, self.size - WINDOW]
        return starts + [edge - WINDOW // 2 for edge in (1 << 31, 1 << 32)
                         if edge + WINDOW <= self.size]

    def text(self):
        words = [start + step for start in self.windows() for step in range(0, WINDOW, 8)]
        constant = self.type + ".const"
        stores = " ".join(f"(i64.store ({constant} {word}) (i64.const 0x{PATTERN:x}))"
                          for word in words)
        sums = "".join(f" (i64.add (i64.rotl (i64.load ({constant} {word}))"
                       f" (i64.const {7 * i + 1})))" for i, word in enumerate(words))
        return f"""(memory {self.type} {self.pages} {self.pages}{" shared" * self.shared})
  (data $d "0123456789abcdef")
  (func (export "fill") {stores})
  (func (export "digest") (result i64) (i64.const 0){sums})"""


MEMORIES = [Memory("i32", 1), Memory("i32", 32769), Memory("i32", 65536), Memory("i64", 1),
            Memory("i64", 65537), Memory("i32", 1, True), Memory("i64", 1, True)]


def touches(memory, address, width):
    """Whether all of an access is within a window."""
    return any(start <= address and address + width <= start + WINDOW
               for start in memory.windows())


def edges(memory, width):
    """Addresses of accesses near something that matters."""
    near = (-width - 1, -width, -width + 1, -1, 0, 1)
    marks = [memory.size, 1 << 31, 1 << 32]
    if memory.type == "i64":
        marks += [1 << 63, 1 << 64]
    return unique([0, 1, width, *(mark + step for mark in marks for step in near)])


def offsets(memory, width):
    found = [0, 1, width, memory.size - width, 1 << 15, (1 << 31) - 1, 1 << 31, (1 << 32) - 1]
    if memory.type == "i64":
        found += [1 << 32, 1 << 47, (1 << 63) + 1, (1 << 64) - 1]
    return unique(offset for offset in found if offset < 1 << (64 if memory.type == "i64" else 32))


def addresses(memory, offset, width):
    """What, with an offset, is in a window or out of bounds; also where the sum overflows."""
    limit = 1 << (32 if memory.type == "i32" else 64)
    found = [edge - offset for edge in edges(memory, width)]
    found += [memory.size - 1, (1 << 31) - 1, 1 << 31, limit - 1, limit - offset, limit - width]
    return [address for address in unique(found)
            if 0 <= address < limit and (address + offset + width > memory.size
                                         or touches(memory, address + offset, width))]


def accessCases(instruction, memory, offset):
    """Operands of an access: its address and values, of which some find themselves there."""
    width, atomic = instruction.width, instruction.feature == "Threads"
    for address in addresses(memory, offset, width):
        where = address + offset
        outside, misaligned = where + width > memory.size, atomic and where % width
        values = [VALUES[letter] for letter in instruction.parameters[1:]]
        there = PATTERN >> 8 * (where % 8) & ((1 << 8 * width) - 1)
        open_ = outside and misaligned  # either trap is right
        if "cmpxchg" in instruction.text:
            yield (address, there, values[1]), open_
        if "wait" in instruction.text:
            # Waits for no time, or not at all since something else is there.
            open_ = open_ or not memory.shared and (outside or misaligned)
            yield (address, there, 0), open_
            values = [there ^ 1, 1000]
        if "notify" in instruction.text:
            values = [3]
        yield (address, *values), open_


def rangeCases(instruction, memory):
    """Operands of memory.fill, memory.copy and memory.init."""
    last = (1 << (32 if memory.type == "i32" else 64)) - 1
    for length in (0, 1, 8, 15, SEGMENT + 1, 1 << 31, last):
        for address in [*addresses(memory, 0, length if length < WINDOW else 1)]:
            outside = address + length > memory.size
            if not (outside or length == 0 or touches(memory, address, length)):
                continue
            if instruction.text == "memory.fill":
                yield (address, 0x1AB, length), False
            elif instruction.text == "memory.copy":
                for other in (0, 3, memory.size - length, memory.size + 1 - length):
                    if 0 <= other <= last:
                        yield (address, other, length), False
                        yield (other, address, length), False
            elif length < 1 << 32:
                for source in (0, SEGMENT - length, SEGMENT, SEGMENT + 1, 0xFFFFFFFF):
                    if source >= 0:
                        yield (address, source, length), False


def variants(instruction, memory, random):
    """(text of the immediates, operands and whether the kind of trap is open) of what
    accesses the memory."""
    if instruction.immediate in ("MemArg", "MemArgLane"):
        for offset in offsets(memory, instruction.width):
            cases = list(accessCases(instruction, memory, offset))
            lanes = immediates(instruction, random) if "Lane" in instruction.immediate else [""]
            yield f"offset=0x{offset:x} {random.choice(lanes)}", cases
    elif instruction.text == "memory.size":
        yield "", [((), False)]
    elif instruction.text == "memory.grow":
        most = (1 << (32 if memory.type == "i32" else 64)) - 1
        yield "", [((pages,), False) for pages in (0, 1, 65535, 65536, 65537, most // 2, most)]
    elif instruction.text == "memory.init":
        yield "$d", list(rangeCases(instruction, memory))
    elif instruction.text in ("memory.fill", "memory.copy"):
        yield "", list(rangeCases(instruction, memory))


def resolved(instruction, memory):
    """The instruction with the memory's address type in its signature."""
    parameters, results = instruction.parameters, instruction.results
    return replace(instruction, parameters=parameters.replace("a", memory.letter),
                   results=results.replace("a", memory.letter))
