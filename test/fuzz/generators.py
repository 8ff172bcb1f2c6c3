#!/usr/bin/env python3
"""Generated programs whose continuations hardly leave their creators do the same at every
level.

Where the compiler optimises it does without stacks for most of these continuations
(docs/continuations.md). Bodies suspend with several tags and values of all types, call
functions and the host, loop, throw, trap, and use generators of their own; creators resume
them at one place or at several, in loops, through small functions, by turns, drop them
half-way, or use a reference twice. Everything goes into a checksum. Backtraces count, too.

usage: generators.py [--count N] [--seed S] [--keep DIR]
"""

import random

import generated
from support import compilerOf, run

LEVELS = ["-O0", "-O1", "-O2", "-O3", "-Os"]
LETTERS = {"i": "i32", "l": "i64", "f": "f32", "d": "f64", "v": "v128", "r": "funcref"}
SETS = ["", "", "i", "i", "l", "il", "ddi", "vl", "r", "ilfdvri", "lllll", "ivrld"]
LOGS = """
  (import "wasi_snapshot_preview1" "sched_yield" (func $host (result i32)))
  (global $sum (mut i64) (i64.const 0)) (global $fuel (mut i32) (i32.const 2000))
  (memory 1) (table 2 funcref) (elem (i32.const 1) func $log)
  (func $log (param i32)
    (global.set $sum (i64.add (i64.mul (global.get $sum) (i64.const 1000003))
                              (i64.add (i64.extend_i32_u (local.get 0)) (i64.const 1)))))
  (func $logi (param i32) (call $log (local.get 0)))
  (func $logl (param i64)
    (call $log (i32.wrap_i64 (i64.xor (local.get 0) (i64.shr_u (local.get 0) (i64.const 32))))))
  (func $logf (param f32) (call $log (i32.reinterpret_f32 (local.get 0))))
  (func $logd (param f64) (call $logl (i64.reinterpret_f64 (local.get 0))))
  (func $logv (param v128)
    (call $logl (i64x2.extract_lane 0 (local.get 0)))
    (call $logl (i64x2.extract_lane 1 (local.get 0))))
  (func $logr (param funcref) (call $log (ref.is_null (local.get 0))))
  (func $sink (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
    (i32.add (call $sink (i32.shr_u (local.get 0) (i32.const 1))) (i32.const 3)))
  (func $spend
    (global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))
    (if (i32.lt_s (global.get $fuel) (i32.const 0)) (then (unreachable))))
"""


def types(letters):
    return " ".join(LETTERS[letter] for letter in letters)


class Tag:
    def __init__(self, number, random):
        self.name = f"$t{number}"
        self.params, self.results = random.choice(SETS), random.choice(SETS)

    def text(self):
        return f"(tag {self.name} (param {types(self.params)}) (result {types(self.results)}))"


class Body:
    """What a continuation runs. `inner` are bodies whose creators it may call."""

    def __init__(self, number, random, tags, inner):
        self.number, self.name = number, f"$g{number}"
        self.params, self.results = random.choice(SETS), random.choice(SETS)
        self.tags = random.sample(tags, random.randint(1, min(2, len(tags))))
        self.inner = inner


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tags = [Tag(n, self.random) for n in range(self.random.randint(1, 3))]
        self.bodies = []
        for n in range(self.random.randint(1, 4)):
            self.bodies.append(Body(n, self.random, self.tags, list(self.bodies)))
        self.declared = {}  # continuation types by parameters and results

    def chance(self, probability):
        return self.random.random() < probability

    def text(self):
        functions = "\n".join(self.body(body) + self.user(body) for body in self.bodies)
        names = " ".join(body.name for body in self.bodies)
        main = self.main()
        kinds = "".join(
            f"  (type $f{n} (func (param {types(p)}) (result {types(r)}))) (type $k{n} (cont $f{n}))\n"
            for (p, r), n in self.declared.items())
        return ("(module\n" + kinds + LOGS + "  (tag $e (param i32))\n  "
                + " ".join(tag.text() for tag in self.tags)
                + f"\n  (elem declare func {names})\n{functions}{main})\n")

    def kind(self, params, results):
        number = self.declared.setdefault((params, results), len(self.declared))
        return f"$k{number}"

    # Values. Each function has locals $xi, $xl, ... of all types and a counter $n.

    LOCALS = "(local $n i32) " + " ".join(f"(local $x{a} {t})" for a, t in LETTERS.items())

    def value(self, letter):
        choices = {
            "i": ["(local.get $xi)", f"(i32.const {self.random.randint(-5, 99)})",
                  "(i32.add (local.get $xi) (i32.const 7))", "(i32.wrap_i64 (global.get $sum))",
                  "(i32.load8_u (i32.and (local.get $xi) (i32.const 255)))"],
            "l": ["(local.get $xl)", "(global.get $sum)", "(i64.extend_i32_s (local.get $xi))"],
            "f": ["(local.get $xf)", "(f32.convert_i32_s (local.get $xi))"],
            "d": ["(local.get $xd)", "(f64.convert_i64_s (local.get $xl))"],
            "v": ["(local.get $xv)", "(i32x4.splat (local.get $xi))",
                  "(i64x2.replace_lane 1 (local.get $xv) (global.get $sum))"],
            "r": ["(local.get $xr)", "(ref.null func)", "(ref.func $log)"],
        }
        return self.random.choice(choices[letter])

    def values(self, letters):
        return " ".join(self.value(letter) for letter in letters)

    def take(self, letters):
        """Puts the topmost values into the checksum and into locals."""
        return " ".join(f"(local.set $x{a}) (call $log{a} (local.get $x{a}))"
                        for a in reversed(letters))

    # Bodies.

    def body(self, body):
        body.locals = ""
        statements = self.statements(body, 2)
        return f"""  (func {body.name} (param {types(body.params)}) (result {types(body.results)})
    {self.LOCALS}{body.locals}
    {" ".join(f"(local.get {i})" for i in range(len(body.params)))} {self.take(body.params)}
    {statements}
    {self.values(body.results)})
"""

    def statements(self, body, depth):
        return "\n    ".join(self.statement(body, depth)
                             for _ in range(self.random.randint(1, 4)))

    def statement(self, body, depth):
        kinds = ["suspend"] * 4 + ["log", "store", "set", "call", "leave", "throw", "trap", "host"]
        kinds += ["inner", "pipe"] * bool(body.inner) + ["indirect"] * self.chance(0.05)
        kinds += ["loop", "loop", "condition", "handler"] * bool(depth)
        kind = self.random.choice(kinds)
        return getattr(self, kind)(body, depth)

    def suspend(self, body, _):
        tag = self.random.choice(body.tags)
        return f"(suspend {tag.name} {self.values(tag.params)}) {self.take(tag.results)}"

    def log(self, *_):
        return f"(call $log {self.value('i')})"

    def store(self, *_):
        return f"(i32.store (i32.and {self.value('i')} (i32.const 0xff)) {self.value('i')})"

    def set(self, *_):
        letter = self.random.choice("ilfdv")
        return f"(local.set $x{letter} {self.value(letter)})"

    def call(self, *_):
        return f"(call $log (call $sink {self.value('i')}))"

    def indirect(self, *_):
        return "(call_indirect (param i32) (i32.const 3) (i32.const 1))"

    def host(self, *_):
        return "(call $log (call $host))"

    def leave(self, body, _):
        return f"""(if (i32.eq (i32.and {self.value('i')} (i32.const 7)) (i32.const 3))
      (then (return {self.values(body.results)})))"""

    def throw(self, *_):
        return f"""(if (i32.eq (i32.and {self.value('i')} (i32.const 7)) (i32.const 1))
      (then (throw $e {self.value('i')})))"""

    def trap(self, *_):
        """By a division, a load, an instruction of its own."""
        trap = self.random.choice([
            "(call $log (i32.div_u (i32.const 1) (i32.and (local.get $xi) (i32.const 0))))",
            "(drop (i32.load (i32.const -1)))", "(unreachable)"])
        return f"""(if (i32.eq (i32.and {self.value('i')} (i32.const 63)) (i32.const 9))
      (then {trap}))"""

    def inner(self, body, _):
        return f"(call $u{self.random.choice(body.inner).number} {self.value('i')})"

    def pipe(self, body, _):
        """A generator of its own, some of whose suspensions come between those of the body."""
        inner = self.random.choice(body.inner)
        prefix = f"p{body.locals.count('local')}"
        body.locals += self.locals_(inner, prefix)

        def loopOf(tag):
            def then(other):
                return "(br_if $next (i32.and (local.get $xi) (i32.const 3))) (br $done)" \
                    if other is tag else "(br $done)"
            code = self.resumed(inner, tag, then, "(br $done)", prefix)
            return f"(loop $next (call $spend) {self.suspend(body, 0)} {code}) (unreachable)"

        code = self.resume(inner, inner.rest, self.new(inner), loopOf, "(br $done)", prefix)
        return f"(block $done {code})"

    def loop(self, body, depth):
        return f"""(local.set $n (i32.const {self.random.randint(1, 4)}))
    (loop $l (call $spend) {self.statements(body, depth - 1)}
      (br_if $l (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
                          (i32.const 0))))"""

    def condition(self, body, depth):
        return f"""(if (i32.and {self.value('i')} (i32.const 1))
      (then {self.statements(body, depth - 1)}) (else {self.statements(body, depth - 1)}))"""

    def handler(self, body, depth):
        return f"""(block $out (block $h (result i32)
      (try_table (catch $e $h) {self.statements(body, depth - 1)}) (br $out)) {self.take("i")})"""

    # Creators: $u<n> takes an i32.

    def user(self, body):
        body.rest = self.chance(0.4) * body.params[self.random.randint(0, len(body.params)):] \
            or body.params
        way = self.random.choice(["once", "loop", "loop", "places", "places", "turns", "helper"])
        return getattr(self, "use" + way.capitalize())(body)

    def creator(self, body, locals_, code):
        if self.chance(0.3):
            code = f"""(block $out (block $h (result i32)
      (try_table (catch $e $h) {code}) (br $out)) {self.take("i")})"""
        return f"""  (func $u{body.number} (param i32) {self.LOCALS} {locals_}
    (call $spend)
    (local.set $xi (local.get 0))
    {code})
"""

    def locals_(self, body, prefix=""):
        """One for the fresh continuation, one for each tag that it may suspend with."""
        text = f"(local ${prefix}c (ref null {self.kind(body.rest, body.results)}))"
        for tag in body.tags:
            text += f" (local ${prefix}c{tag.name[1:]}" \
                f" (ref null {self.kind(tag.results, body.results)}))"
        return text

    def new(self, body):
        """A continuation that still takes `rest`: others are bound, at once or by turns."""
        code = f"(cont.new {self.kind(body.params, body.results)} (ref.func {body.name}))"
        left = body.params
        while left != body.rest:
            count = self.random.randint(1, len(left) - len(body.rest))
            kinds = [self.kind(types, body.results) for types in (left, left[count:])]
            code = f"(cont.bind {' '.join(kinds)} {self.values(left[:count])} {code})"
            left = left[count:]
        return code

    def resume(self, body, params, reference, then, done, prefix=""):
        """A resumption: `then(tag)` comes after a suspension, `done` after the end."""
        tags = list(body.tags)
        self.random.shuffle(tags)
        clauses = " ".join(f"(on {tag.name} $on{tag.name[1:]})" for tag in tags)
        code = f"""(resume {self.kind(params, body.results)} {clauses} {self.values(params)} {reference})
      {self.take(body.results)} {done}"""
        code = f"(call $log {self.value('i')})" * self.chance(0.3) + code
        for tag in tags:
            kind = self.kind(tag.results, body.results)
            code = f"""(block $on{tag.name[1:]} (result {types(tag.params)} (ref {kind}))
      {code})
      (local.set ${prefix}c{tag.name[1:]}) {self.take(tag.params)} {then(tag)}"""
        return code

    def resumed(self, body, tag, then, done, prefix=""):
        """A resumption of what has suspended with `tag`."""
        return self.resume(body, tag.results, f"(local.get ${prefix}c{tag.name[1:]})", then,
                           done, prefix)

    def useOnce(self, body):
        """Perhaps some resumptions, one after the other; what is left then is dropped."""
        def rest(depth):
            def then(tag):
                if not depth or self.chance(0.2):
                    return "(br $done)"
                again = self.chance(0.1)
                more = self.resumed(body, tag, rest(depth - 1), "(br $done)")
                if again:  # a reference is used twice
                    more = f"""(local.set $n (i32.const 2))
      (loop $again (block $done {more})
        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (br $done)"""
                return more
            return then
        code = self.resume(body, body.rest, self.new(body), rest(2), "(br $done)")
        return self.creator(body, self.locals_(body), f"(block $done {code})")

    def useLoop(self, body):
        """All in one loop with a place for each type, and perhaps around that another one."""
        which = {tag: n + 1 for n, tag in enumerate(body.tags)}
        limit = self.random.choice([1, 3, 50])

        def then(tag):
            return f"""(local.set $which (i32.const {which[tag]}))
      (br_if $next (i32.lt_u (local.tee $steps (i32.add (local.get $steps) (i32.const 1)))
                             (i32.const {limit}))) (br $done)"""
        code = self.resume(body, body.rest, "(local.get $c)", then, "(br $done)")
        for tag in body.tags:
            place = self.resumed(body, tag, then, "(br $done)")
            code = f"""(if (i32.eq (local.get $which) (i32.const {which[tag]}))
      (then {place})) {code}"""
        code = f"""(local.set $c {self.new(body)}) (local.set $which (i32.const 0))
    (block $done (loop $next (call $spend) {code}))"""
        if self.chance(0.4):
            code = f"""(local.set $rounds (i32.const 3))
    (loop $rounds (local.set $steps (i32.const 0)) {code}
      (br_if $rounds (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))"""
        return self.creator(body, self.locals_(body) + "(local $which i32) (local $steps i32)"
                            " (local $rounds i32)", code)

    def usePlaces(self, body):
        """The first resumption has a place of its own, those after a tag a loop."""
        def loopOf(tag):
            def then(other):
                return "(br_if $next (i32.and (local.get $xi) (i32.const 3))) (br $done)" \
                    if other is tag else "(br $done)"
            code = self.resumed(body, tag, then, "(br $done)")
            return f"(loop $next (call $spend) {code}) (unreachable)"

        code = self.resume(body, body.rest, self.new(body), loopOf, "(br $done)")
        return self.creator(body, self.locals_(body), f"(block $done {code})")

    def useTurns(self, body):
        """Two of them by turns, if they suspend with the same tag."""
        tag = body.tags[0]

        def turn(prefix):
            def then(other):
                return "(br $go)" if other is tag else "(br $done)"
            return f"(block $go {self.resumed(body, tag, then, '(br $done)', prefix)})"

        def first(prefix):
            def then(other):
                return "(br $go)" if other is tag else "(br $done)"
            code = self.resume(body, body.rest, self.new(body), then, "(br $done)", prefix)
            return f"(block $go {code})"
        code = f"""(block $done {first("a")} {first("b")}
      (loop $next (call $spend) {turn("a")} {turn("b")} (br $next)))"""
        return self.creator(body, self.locals_(body, "a") + self.locals_(body, "b"), code)

    def useHelper(self, body):
        """Made by one function, resumed by another."""
        tag, n = body.tags[0], body.number
        kind = self.kind(tag.results, body.results)

        def stay(other):
            return "(local.set $r (local.get $c{})) (br $done)".format(tag.name[1:]) \
                if other is tag else "(br $done)"

        def helper(name, params, reference, kinds):
            code = self.resume(body, params, reference, stay, "(br $done)")
            return f"""  (func {name} (param $k {kinds}) (result i32 (ref null {kind}))
    {self.LOCALS} {self.locals_(body)} (local $r (ref null {kind}))
    (block $done {code})
    (local.get $xi) (local.get $r))
"""
        fresh = self.kind(body.rest, body.results)
        text = f"  (func $make{n} (result (ref {fresh})) {self.LOCALS} {self.new(body)})\n"
        text += helper(f"$first{n}", body.rest, "(local.get $k)", f"(ref null {fresh})")
        text += helper(f"$next{n}", tag.results, "(local.get $k)", f"(ref null {kind})")
        make = f"(call $make{n})" if self.chance(0.5) else self.new(body)
        end = "" if self.chance(0.2) else "(br_if $done (ref.is_null (local.get $r)))"
        return text + self.creator(body, f"(local $r (ref null {kind}))", f"""
    (call $first{n} {make}) (local.set $r) (local.set $xi)
    (block $done (loop $next (call $spend) {end}
      (call $next{n} (local.get $r)) (local.set $r) (local.set $xi) (call $log (local.get $xi))
      (br_if $next (i32.and (local.get $xi) (i32.const 15)))))""")

    def main(self):
        calls = "\n".join(f"""    (block $h (result i32)
      (try_table (catch $e $h) (call $u{body.number} (i32.const {self.random.randint(0, 99)})))
      (i32.const 5)) (call $log)""" for body in self.bodies for _ in range(2))
        return f"""  (func (export "main") (result i64)
{calls}
    (global.get $sum))
"""


def main():
    options = generated.arguments(__doc__, "programs").parse_args()
    wfxc = compilerOf(options)

    def check(path, number):
        yield "", generated.difference(
            {level: outcome(run([wfxc, "run", level, "--verify", "--invoke", "main", path],
                                timeout=120)) for level in LEVELS})

    generated.checkAll(options, ".wat", lambda seed, number: Program(seed).text(), check)


def outcome(done):
    """The checksum, or a trap with its backtrace."""
    message = done.err.decode()
    if done.status == 134 and message.startswith("trap: "):
        return message
    return generated.outcome(done)


if __name__ == "__main__":
    main()
