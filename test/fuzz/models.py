"""What instructions may give, where no engine is asked or several answers are right.

Of a relaxed vector instruction: expressions in ordinary instructions, each of which is one
answer that the specification allows for all lanes; the first is that of the deterministic
profile. `{0}`, `{1}` and `{2}` are the operands. What an engine makes of the instruction
itself counts as an answer, too (that is how a fused multiply-add comes in).
"""

MIN32 = "(i32x4.splat (i32.const 0x80000000))"
ONES = "(i64x2.splat (i64.const -1))"
LOW = "(v128.const i32x4 -1 -1 0 0)"


def chosen(mask, yes, no):
    return f"(v128.bitselect {yes} {no} {mask})"


def low(mask):
    """A mask of two wide lanes as one of four, the high two of which are zero."""
    return (f"(i8x16.shuffle 0 1 2 3 8 9 10 11 16 16 16 16 16 16 16 16 {mask}"
            " (i64x2.splat (i64.const 0)))")


def truncations(shape, source, sign, zero):
    """Out of range, and of what is no number, processors make a number of their own."""
    number = f"({'f64' if zero else 'f32'}.const %s)"
    splat = f"({source}.splat {number})"
    plain = f"({shape}.trunc_sat_{source}_{sign}{zero} {{0}})"
    wrap = low if zero else str
    other = ONES if sign == "u" else MIN32
    if zero:
        other = f"(v128.and {other} {LOW})"
    isNumber = wrap(f"({source}.eq {{0}} {{0}})")
    if sign == "u":
        above = wrap(f"(v128.not ({source}.le {{0}} {splat % '-1'}))")
        both = f"(v128.and {isNumber} {above})"
        fits = wrap(f"({source}.ge {{0}} {splat % '0'})")
        return [plain, *(chosen(mask, plain, other) for mask in (isNumber, above, both, fits))]
    limit = splat % "2147483648"
    below = f"({source}.lt {{0}} {limit})"
    fits = wrap(f"(v128.and {below} ({source}.ge {{0}} {splat % '-2147483648'}))")
    return [plain, chosen(fits, plain, other), chosen(isNumber, plain, other)]


def selections(*tops):
    """By bits, or by the highest bit of a lane (on x86, of each byte)."""
    return [chosen("{2}", "{0}", "{1}"),
            *(chosen(f"({top}.shr_s {{2}} (i32.const {bits}))", "{0}", "{1}")
              for top, bits in tops)]


def extremes(shape, name):
    return [f"({shape}.{name} {{0}} {{1}})", f"({shape}.p{name} {{0}} {{1}})",
            f"({shape}.p{name} {{1}} {{0}})"]


def madd(shape, sign):
    product = f"({shape}.mul {{0}} {{1}})"
    return [f"({shape}.add {f'({shape}.neg {product})' if sign else product} {{2}})"]


def products(sign):
    """Of signed bytes and of bytes that have seven bits, or are taken so: low and high."""
    for half in ("low", "high"):
        yield (f"(i16x8.mul (i16x8.extend_{half}_i8x16_s {{0}})"
               f" (i16x8.extend_{half}_i8x16_{sign} {{1}}))")


def pairs(add, a, b):
    """Neighbours of two vectors of 16-bit lanes, added."""
    even = " ".join(f"{4 * i} {4 * i + 1}" for i in range(8))
    odd = " ".join(f"{4 * i + 2} {4 * i + 3}" for i in range(8))
    return f"({add} (i8x16.shuffle {even} {a} {b}) (i8x16.shuffle {odd} {a} {b}))"


DOTS = [pairs(add, *products(sign)) for sign in "su" for add in ("i16x8.add", "i16x8.add_sat_s")]


def wideDot(sign):
    """The same without a limit of 16 bits on the way."""
    a, b = (f"(i32x4.extadd_pairwise_i16x8_s {half})" for half in products(sign))
    even, odd = ("{0} {1} {2} {3} {8} {9} {10} {11} {16} {17} {18} {19} {24} {25} {26} {27}"
                 .format(*range(start, start + 28)) for start in (0, 4))
    return f"(i32x4.add (i8x16.shuffle {even} {a} {b}) (i8x16.shuffle {odd} {a} {b}))"


def added(sums):
    return [f"(i32x4.add {one} {{2}})" for one in sums]


def q15():
    least = "(i16x8.splat (i32.const 0x8000))"
    both = f"(v128.and (i16x8.eq {{0}} {least}) (i16x8.eq {{1}} {least}))"
    plain = "(i16x8.q15mulr_sat_s {0} {1})"
    return [plain, f"(v128.xor {plain} {both})"]


SWIZZLE = "(i8x16.swizzle {0} %s)"
RELAXED = {
    "i8x16.relaxed_swizzle": [
        SWIZZLE % "{1}", SWIZZLE % "(v128.and {1} (i8x16.splat (i32.const 0x8f)))",
        SWIZZLE % "(v128.and {1} (i8x16.splat (i32.const 0x0f)))"],
    "i32x4.relaxed_trunc_f32x4_s": truncations("i32x4", "f32x4", "s", ""),
    "i32x4.relaxed_trunc_f32x4_u": truncations("i32x4", "f32x4", "u", ""),
    "i32x4.relaxed_trunc_f64x2_s_zero": truncations("i32x4", "f64x2", "s", "_zero"),
    "i32x4.relaxed_trunc_f64x2_u_zero": truncations("i32x4", "f64x2", "u", "_zero"),
    "f32x4.relaxed_madd": madd("f32x4", ""),
    "f32x4.relaxed_nmadd": madd("f32x4", "-"),
    "f64x2.relaxed_madd": madd("f64x2", ""),
    "f64x2.relaxed_nmadd": madd("f64x2", "-"),
    "i8x16.relaxed_laneselect": selections(("i8x16", 7)),
    "i16x8.relaxed_laneselect": selections(("i16x8", 15), ("i8x16", 7)),
    "i32x4.relaxed_laneselect": selections(("i32x4", 31)),
    "i64x2.relaxed_laneselect": selections(("i64x2", 63)),
    "f32x4.relaxed_min": extremes("f32x4", "min"),
    "f32x4.relaxed_max": extremes("f32x4", "max"),
    "f64x2.relaxed_min": extremes("f64x2", "min"),
    "f64x2.relaxed_max": extremes("f64x2", "max"),
    "i16x8.relaxed_q15mulr_s": q15(),
    "i16x8.relaxed_dot_i8x16_i7x16_s": DOTS,
    "i32x4.relaxed_dot_i8x16_i7x16_add_s": added(
        [f"(i32x4.extadd_pairwise_i16x8_s {dot})" for dot in DOTS] +
        [wideDot(sign) for sign in "su"]),
}
# The deterministic profile fuses what no ordinary instruction does.
FUSED = {name for name in RELAXED if "madd" in name}


# Wide arithmetic, which V8 does not have.

def wide(value):
    return value % (1 << 64), value >> 64 & (1 << 64) - 1


def signed(value):
    return value - (value >> 63 << 64)


WIDE = {
    "i64.add128": lambda a, b, c, d: wide(a + c + (b + d << 64)),
    "i64.sub128": lambda a, b, c, d: wide(a - c + (b - d << 64)),
    "i64.mul_wide_s": lambda a, b: wide(signed(a) * signed(b)),
    "i64.mul_wide_u": lambda a, b: wide(a * b),
}
