#!/usr/bin/env python3
"""Runs tail calls between functions of all arities, with results of several shapes.

usage: tail_calls.py [--levels LEVELS] [--turns COUNT]

There is a function for each number of integer and of float parameters up to 20. It
checks its arguments and goes on, in one of three ways, to a function with another
signature, whose arguments it makes of its own in another order; half of the calls are
within a try_table, which must not catch what the callee throws. A continuation may start
at any of them, and a module without tail calls is the target across modules. The last
function returns or throws.

A turn has three successors of each function. In the first ones, each number of either
class meets each other one; all turns together have every pair in each of the ways.
"""

import pathlib
import tempfile

from support import Score, compilerOf, parser, run

MOST = 20
SIGNATURES = [(ints, floats) for ints in range(MOST + 1) for floats in range(MOST + 1)]
COUNT = len(SIGNATURES)
TURNS = COUNT + 3
# What the functions return, and how they are entered.
SHAPES = {
    "in registers": (["i32", "f64", "i64", "f32", "i32"], ["enter", "start", "bind"]),
    "in the buffer": (["i64", "f32", "i32", "f64", "i64", "f64", "f32", "i32", "i64"],
                      ["enter", "leave"]),
}
ENTRIES = {
    "enter": "(call_ref $enter (table.get $enter (local.get $i)))",
    "start": "(resume $k (cont.new $k (table.get $enter (local.get $i))))",
    "bind": "(call_ref $enter (table.get $bind (local.get $i)))",
    "leave": "(call_ref $enter (table.get $leave (local.get $i)))",
}


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--levels", default="012")
    arguments.add_argument("--turns", type=int, default=1,
                           help=f"for each shape of results (default 1; all: {TURNS})")
    options = arguments.parse_args()
    compiler = compilerOf(options)
    score = Score(options.verbose)
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "matrix.wast")
        for turn in range(options.turns):
            for start, (name, (results, ways)) in enumerate(SHAPES.items()):
                text = matrix(results, ways, (turn + start) % TURNS)
                script.write_text(natural(results) + text + invocations(ways))
                for level in options.levels:
                    result = run([compiler, "wast", f"-O{level}", script])
                    score.check(result.ok, f"results {name}, turn {turn}, -O{level}",
                                result.complaint())
    score.close()


def parameters(number):
    """Types of the parameters of a signature, both classes in turn."""
    ints, floats = SIGNATURES[number]
    types = []
    for i in range(max(ints, floats)):
        if i < ints:
            types.append("i32" if (i + number) % 3 else "i64")
        if i < floats:
            types.append("f32" if (i + number) % 2 else "f64")
    return types


def successors(number, turn):
    """Next signatures: by return_call, return_call_indirect, return_call_ref."""
    if turn >= 3:
        return [(number + turn + COUNT // 3 * way) % COUNT for way in range(3)]
    ints, floats = SIGNATURES[number]
    found = [SIGNATURES.index((floats, ints)),
             SIGNATURES.index((MOST - ints, (floats + 2 * ints + 7) % (MOST + 1))),
             (number * 8 + 5) % COUNT]
    return found[turn:] + found[:turn]


def valueOf(number, position):
    """Of a parameter; an f32 holds it exactly."""
    return number * 2 * MOST + position


def converted(value, source, target):
    if source == target:
        return value
    if source[0] == target[0] == "i":
        return f"(i32.wrap_i64 {value})" if target == "i32" else f"(i64.extend_i32_s {value})"
    if source[0] == target[0] == "f":
        return (f"(f32.demote_f64 {value})" if target == "f32"
                else f"(f64.promote_f32 {value})")
    operation = "convert_%s_s" if target[0] == "f" else "trunc_%s_s"
    return f"({target}.{operation % source} {value})"


def madeOf(number, target):
    """Arguments for signature `target` from the parameters of `number`, last one first."""
    have, text = parameters(number), []
    for position, wanted in enumerate(parameters(target)):
        value = valueOf(target, position)
        if not have:
            text.append(f"({wanted}.const {value})")
            continue
        source = len(have) - 1 - position % len(have)
        mine = converted(f"(local.get {source})", have[source], wanted)
        difference = value - valueOf(number, source)
        text.append(f"({wanted}.add {mine} ({wanted}.const {difference}))")
    return " ".join(text)


def constants(number):
    return " ".join(f"({t}.const {valueOf(number, i)})" for i, t in enumerate(parameters(number)))


def checked(number):
    """Traps unless all parameters are what they should be."""
    differences = [f"({t}.ne (local.get {i}) ({t}.const {valueOf(number, i)}))"
                   for i, t in enumerate(parameters(number))]
    if not differences:
        return ""
    return " ".join(differences) + " i32.or" * (len(differences) - 1) + " if unreachable end"


def result(kind, position, base):
    """What the last function returns; `base` is its number, an i32."""
    return f"({kind}.add ({kind}.const {position * 1000}) {converted(base, 'i32', kind)})"


def returned(results, base):
    return " ".join(result(kind, i, base) for i, kind in enumerate(results))


def types(results):
    shape = f"(result {' '.join(results)})"
    for number in range(COUNT):
        yield f"(type $t{number} (func (param {' '.join(parameters(number))}) {shape}))"
    yield f"(type $enter (func {shape})) (type $k (cont $enter))"


def ending(results, base):
    """The last function throws its number if it is asked to, and returns otherwise."""
    return f"""(if (global.get $throws) (then (throw $e {base})))
      (return {returned(results, base)})"""


SHARED = """(tag $e {0} (param i32)) (global $throws {1} (mut i32){2})"""


def natural(results):
    """A module whose functions only check and return or throw; no tail call is in it."""
    functions = "\n".join(
        f"(func (export \"f{n}\") (type $t{n}) {checked(n)} {ending(results, f'(i32.const {n})')})"
        for n in range(COUNT))
    return """(module {}
{}
{})
(register "natural")
""".format("\n".join(types(results)), functions,
           SHARED.format('(export "e")', '(export "throws")', " (i32.const 0)"))


def matrix(results, ways, turn):
    numbers = range(COUNT)
    lines = ["(module", *types(results)]
    lines += [f'(import "natural" "f{n}" (func $n{n} (type $t{n})))' for n in numbers]
    lines.append(SHARED.format('(import "natural" "e")', '(import "natural" "throws")', ""))
    lines += ["(global $hops (mut i32) (i32.const 0)) (global $last (mut i32) (i32.const 0))",
              f"(table $all funcref (elem {' '.join(f'$f{n}' for n in numbers)}))",
              f"(table $natural funcref (elem {' '.join(f'$n{n}' for n in numbers)}))"]
    for way in [way for way in ways if way != "start"]:
        elements = " ".join(f"(ref.func ${way}{n})" for n in numbers)
        lines.append(f"(table ${way} {COUNT} (ref null $enter))"
                     f"(elem (table ${way}) (i32.const 0) (ref null $enter) {elements})")
    for number in numbers:
        lines += function(number, results, ways, turn)
    return "\n".join([*lines, *driver(results, ways), ")"])


def onward(number, turn, callee, table):
    """One of the three tail calls, as the hops that are left have it; every other one is
    within a try_table."""
    calls = []
    for way, target in enumerate(successors(number, turn)):
        name = f"${callee}{target}"
        instruction, last = [
            (f"return_call {name}", ""),
            (f"return_call_indirect ${table} (type $t{target})", f"(i32.const {target})"),
            (f"return_call_ref $t{target}", f"(ref.func {name})")][way]
        call = f"({instruction} {madeOf(number, target)} {last})"
        guarded = f"(try_table (catch_all $caught) {call}) unreachable"
        calls.append(guarded if (number + way + turn) % 2 else call)
    return f"""(block $caught
        (block $c (block $b (block $a
          (br_table $a $b $c (i32.rem_u (global.get $hops) (i32.const 3))))
          {calls[0]})
          {calls[1]})
        {calls[2]})
      unreachable"""


def function(number, results, ways, turn):
    yield f"(type $k{number} (cont $t{number}))"
    yield f"""(func $f{number} (type $t{number})
      {checked(number)}
      (global.set $last (i32.const {number}))
      (if (i32.eqz (global.get $hops)) (then {ending(results, "(global.get $last)")}))
      (global.set $hops (i32.sub (global.get $hops) (i32.const 1)))
      {onward(number, turn, "f", "all")})"""
    yield f"(func $enter{number} (type $enter) (return_call $f{number} {constants(number)}))"
    if "leave" in ways:  # to the other module
        first, second, third = successors(number, turn)
        way = "(i32.rem_u (global.get $hops) (i32.const 3))"
        yield f"""(func $g{number} (type $t{number}) {checked(number)}
          (global.set $last
            (select (select (i32.const {third}) (i32.const {second}) (i32.eq {way} (i32.const 2)))
                    (i32.const {first}) {way}))
          {onward(number, turn, "n", "natural")})
          (func $leave{number} (type $enter) (return_call $g{number} {constants(number)}))"""
    if "bind" in ways:
        yield f"""(func $bind{number} (type $enter)
          (resume $k{number} {constants(number)} (cont.new $k{number} (ref.func $f{number}))))"""


def driver(results, ways):
    """Enters each function in each way, with up to five calls behind it."""
    compared = "\n".join(
        f"{result(kind, i, '(global.get $last)')} {kind}.ne if unreachable end"
        for i, kind in reversed([*enumerate(results)]))
    for name in ways:
        yield f"""(func (export "{name}") (param $hops i32) (param $throw i32) (local $i i32)
          (global.set $throws (local.get $throw))
          (loop $l
            (global.set $hops (local.get $hops))
            (if (local.get $throw)
              (then
                (block $thrown (result i32)
                  (try_table (catch $e $thrown) {ENTRIES[name]} unreachable) unreachable)
                (global.get $last) i32.ne if unreachable end)
              (else {ENTRIES[name]} {compared}))
            (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                                (i32.const {COUNT})))))"""
    yield f"""(func (export "long") (param $hops i32)
      (global.set $throws (i32.const 0)) (global.set $hops (local.get $hops))
      (call $enter1) {compared})"""


def invocations(ways):
    calls = [f'(invoke "{name}" (i32.const {hops}) (i32.const {throw}))'
             for throw in range(2) for hops in range(6) for name in ways]
    calls.append('(invoke "long" (i32.const 1000000))')
    return "".join(f"\n(assert_return {call})" for call in calls)


if __name__ == "__main__":
    main()
