"""The instructions of Opcodes.def and the operands that bring out their differences.

A value is its bits, an int; a type is a letter of the table's signatures (i I f F v, and
a for an address). What is here knows the text format of values, but no engine.
"""

import pathlib
import re
import struct
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "lib" / "Frontend" / "Opcodes.def"
ROW = re.compile(r'^(?:OP|ACCESS)\((\w+), \w+, \w+, "([^"]+)", (\w+), "([^"]+)", (\w+)'
                 r'(?:, (\d))?\)$')

TYPES = {"i": "i32", "I": "i64", "f": "f32", "F": "f64", "v": "v128"}
BITS = {"i": 32, "I": 64, "f": 32, "F": 64, "v": 128}
LANES = {"i8x16": ("i8", 8), "i16x8": ("i16", 16), "i32x4": ("i", 32), "i64x2": ("I", 64),
         "f32x4": ("f", 32), "f64x2": ("F", 64)}
SHAPE = re.compile("|".join(LANES))
MANTISSA = {32: 23, 64: 52}


@dataclass(frozen=True)
class Instruction:
    name: str
    text: str
    immediate: str
    parameters: str
    results: str
    feature: str
    width: int  # bytes that it accesses


def instructions():
    """Every instruction of fixed type."""
    found = []
    for line in TABLE.read_text().splitlines():
        if not line.startswith(("OP(", "ACCESS(")):
            continue
        row = ROW.match(line)
        if not row:
            raise ValueError("cannot read this row: " + line)
        name, text, immediate, signature, feature, align = row.groups()
        if signature != "*":
            parameters, results = signature.split(":")
            found.append(Instruction(name, text, immediate, parameters, results, feature,
                                     1 << int(align or 0)))
    return found


# Values as bits.

def masks(width, *more):
    """Integers at the limits of their own and of narrower types."""
    top = 1 << (width - 1)
    values = [0, 1, -1, 2, -2, top, top - 1, top + 1, 5, 0x12345678 * (1 + (1 << 32)), *more]
    values += [width - 1, width, width + 1]
    return unique(value % (1 << width) for value in values)


def unique(values):
    return list(dict.fromkeys(values))


def f32(value):
    return struct.unpack("<I", struct.pack("<f", value))[0]


def f64(value):
    return struct.unpack("<Q", struct.pack("<d", value))[0]


def floats(width):
    """Zeros, limits, numbers around those of conversions, not-a-numbers of all kinds."""
    bits, mantissa = (f32 if width == 32 else f64), MANTISSA[width]
    quiet, top = 1 << (mantissa - 1), 1 << (width - 1)
    infinity = top - (1 << mantissa)
    values = [0, 1, (1 << mantissa) - 1, 1 << mantissa, infinity, infinity - 1]
    values += [bits(x) for x in (0.5, 1.0, 1.5, 2.5, 3.0, 0.1, 255.5)]
    values += [bits(1.0) - 1, bits(1.0) + 1, bits(2.0 ** (mantissa - 1)) + 1]
    values += [bits(2.0 ** power) + step for power in (31, 32, 63, 64) for step in (-1, 0, 1)]
    if width == 64:  # just above and below what an i32 and an f32 can be
        values += [bits(x) for x in (2147483647.5, 4294967295.5, 3.4028235677973366e38, 1e-46)]
    values += [infinity | quiet, infinity | quiet | 0x1234, infinity | 1, infinity | (quiet >> 1)]
    return unique(value ^ sign for value in values for sign in (0, top))


SCALARS = {
    "i8": masks(8, 0x0F, 0x10, 0x55, 100, 0x83),
    "i16": masks(16, 0xFF, 0x80, 0x7F, 0x5555, 0xFF00, 0x00FF),
    "i": masks(32, 0xFF, 0x80, 0x7F, 0xFFFF, 0x8000, 0x7FFF, 7, 1000, (1 << 24) + 1),
    "I": masks(64, 0xFF, 0x80, 0xFFFF, 0x8000, 1 << 31, 1 << 32, (1 << 32) - 1, (1 << 53) + 1,
               0x8000004000000001, 0x7FFFFFBFFFFFFFFF),
    "f": floats(32),
    "F": floats(64),
}
SHIFTS = unique([0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 255, 256, 0x80000000,
                 0xFFFFFFFF])


def lanesOf(instruction):
    """Letter and width of an operand's lanes: a conversion names its source last."""
    shapes = SHAPE.findall(instruction.text)
    return LANES[shapes[-1] if shapes else "i32x4"]


def joined(lanes, width):
    return sum(lane << (i * width) for i, lane in enumerate(lanes))


def split(bits, width):
    return [bits >> i & ((1 << width) - 1) for i in range(0, 128, width)]


def vectors(values, width, distances):
    """Vectors of consecutive values, the second one `distance` further, and so on: with each
    distance, all pairs of values meet in the lanes of few vectors."""
    count = 128 // width
    for start in range(0, len(values), count):
        yield tuple(joined([values[(start + lane + distance) % len(values)]
                            for lane in range(count)], width) for distance in distances)


def tuples(instruction, random, limit):
    """At most `limit` tuples of operands, drawn where there are more."""
    letters = instruction.parameters
    if letters.startswith("v"):
        found = vectorTuples(instruction, random)
    else:
        found = [()]
        for letter in letters:
            values = SCALARS[letter]
            if len(found) * len(values) > 4000:
                found = random.sample(found, 4000 // len(values))
            found = [(*operands, value) for operands in found for value in values]
    return random.sample(found, limit) if len(found) > limit else found


def mixtures(values, width, count, random):
    """Vectors whose lanes have nothing to do with each other, and vectors of equal lanes, for
    which a compiler has ways of its own."""
    lanes = 128 // width

    def mixed():
        return joined(random.choices(values, k=lanes), width)

    for value in values:
        yield tuple(mixed() for _ in range(count))
        for equal in range(count):
            yield tuple(joined([value] * lanes, width) if i == equal else mixed()
                        for i in range(count))


def vectorTuples(instruction, random):
    letter, width = lanesOf(instruction)
    values, count = SCALARS[letter], instruction.parameters.count("v")
    if "swizzle" in instruction.text:
        values = unique([*range(18), *values])
    values = random.sample(values, len(values))  # so that neighbours differ with the seed
    distances = [(0,)]
    if count > 1:
        distances = [(0, second) for second in range(len(values))]
    if count > 2:
        distances = [(0, random.choice(range(len(values))), random.choice(range(len(values))))
                     for _ in range(3 * len(values))]
    found = [vector for each in distances for vector in vectors(values, width, each)]
    found += mixtures(values, width, count, random)
    for scalar in instruction.parameters[count:]:
        shifts = re.search("sh[lr]", instruction.text)
        found = [(*vector, value) for vector in found
                 for value in (SHIFTS if shifts else SCALARS[scalar])]
    return found


def immediates(instruction, random):
    """The texts of the immediates that are worth trying."""
    if instruction.immediate == "None":
        return [""]
    if instruction.immediate in ("Lane", "MemArgLane"):
        count = (16 // instruction.width if instruction.immediate == "MemArgLane"
                 else 128 // LANES[SHAPE.findall(instruction.text)[0]][1])
        return [str(lane) for lane in unique([0, count // 2, count - 1])]
    if instruction.immediate == "Shuffle":
        some = [list(range(16)), list(range(16, 32)), [0] * 16, [31 - i for i in range(16)],
                [i // 2 + 16 * (i % 2) for i in range(16)], [i ^ 1 for i in range(16)],
                [4 * (i % 4) + i // 4 for i in range(16)], [(i + 5) % 32 for i in range(16)],
                [i % 8 + 8 for i in range(16)], [i if i % 3 else i + 16 for i in range(16)]]
        some += [[random.randrange(32) for _ in range(16)] for _ in range(10)]
        return [" ".join(map(str, lanes)) for lanes in some]
    if instruction.immediate == "V128":
        return [constantText("v", operands[0]) for operands in vectors(SCALARS["f"], 32, (0,))]
    letter = {"I32": "i", "I64": "I", "F32": "f", "F64": "F"}.get(instruction.immediate)
    return [constantText(letter, value) for value in SCALARS[letter]] if letter else None


# Not-a-numbers: where a specification leaves bits open.

OPEN = re.compile(r"(f32|f64|f32x4|f64x2)\.(add|sub|mul|div|min|max|sqrt|ceil|floor|trunc|nearest"
                  r"|demote_\w+|promote_\w+|relaxed_(madd|nmadd|min|max))$")


def isNan(bits, width):
    return bits & ((1 << (width - 1)) - 1) > ((1 << (width - 1)) - (1 << MANTISSA[width]))


def isCanonical(bits, width):
    quiet = 1 << (MANTISSA[width] - 1)
    return bits & ((1 << MANTISSA[width]) - 1) == quiet


def anyNan(instruction, text, operands):
    """What stands for a not-a-number in a result; nothing where its bits are determined."""
    if not OPEN.match(text):
        return None
    for letter, value in zip(instruction.parameters, operands):
        lanes, width = [value], BITS[letter]
        if letter == "v":
            width = lanesOf(instruction)[1]
            lanes = split(value, width)
        if any(isNan(lane, width) and not isCanonical(lane, width) for lane in lanes):
            return "nan:arithmetic"
    return "nan:canonical"


# Text.

def floatText(bits, width, anyNan=None):
    sign, mantissa = "-" if bits >> (width - 1) else "", bits & ((1 << MANTISSA[width]) - 1)
    if isNan(bits, width):
        return anyNan or f"{sign}nan:0x{mantissa:x}"
    packed = bits.to_bytes(width // 8, "little")
    value = struct.unpack("<f" if width == 32 else "<d", packed)[0]
    return value.hex()


def constantText(letter, bits, anyNan=None, shape=None):
    """What follows `.const`; a vector is written in lanes of `shape` for the sake of NaNs."""
    if letter in "iI":
        return f"0x{bits:x}"
    if letter in "fF":
        return floatText(bits, BITS[letter], anyNan)
    if anyNan:
        width = LANES[shape][1]
        return f"{shape} " + " ".join(floatText(lane, width, anyNan)
                                      for lane in split(bits, width))
    return f"i64x2 0x{bits & (1 << 64) - 1:x} 0x{bits >> 64:x}"


def constant(letter, bits):
    return f"({TYPES[letter]}.const {constantText(letter, bits)})"


def expected(instruction, text, letter, bits, operands):
    """A result as an assertion has it, where `text` is what computes it."""
    nan = anyNan(instruction, text, operands)
    shape = SHAPE.findall(instruction.text)
    return f"({TYPES[letter]}.const {constantText(letter, bits, nan, shape and shape[0])})"


def clause(kind, letters):
    return f"({kind} {' '.join(TYPES[letter] for letter in letters)})" if letters else ""


def signature(parameters, results):
    return f"{clause('param', parameters)} {clause('result', results)}"
