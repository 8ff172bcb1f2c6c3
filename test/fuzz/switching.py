#!/usr/bin/env python3
"""Generated programs that switch stacks and throw do the same at every level.

Functions of a program create, bind, resume, switch to and throw into continuations that
are kept in tables, suspend, throw and catch, in an order drawn from a seed; everything
that they see goes into a checksum. The main function keeps resuming what is left.
Handlers are missing at random, so that suspensions and exceptions pass any number of
stacks. Some programs trap, by an unhandled tag or a reference that was used before.

usage: switching.py [--count N] [--seed S] [--keep DIR] [--node PROGRAM]

--node names a Node 26 or newer, which then runs the programs that do not `switch`, too
(V8 has no `switch` yet).
"""

import random

import generated
from support import compilerOf, run

LEVELS = ["-O0", "-O1", "-O2", "-O3"]
SLOTS = 5  # of each table
NODE_FLAGS = ["--experimental-wasm-wasmfx", "--no-turboshaft-wasm-load-elimination"]
NODE = """
const bytes = require('fs').readFileSync(process.argv[1]);
const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
let printed;
try { printed = String(instance.exports.main()); } catch (error) { printed = 'trap'; }
console.log(printed);
"""

PRELUDE = """(module
  (type $f0 (func (result i32))) (type $k0 (cont $f0))
  (type $f1 (func (param i32) (result i32))) (type $k1 (cont $f1))
  (type $f2 (func (param i64 i32) (result i32))) (type $k2 (cont $f2))
  (type $f5 (func (param i32 f64 i64 i32 i64) (result i32))) (type $k5 (cont $f5))
  (rec (type $fs (func (param i32 (ref null $ks)) (result i32))) (type $ks (cont $fs)))
  (tag $e0 (param i32)) (tag $e1 (param i64 f64 i32 i64 i32))
  (tag $y1 (param i32) (result i32)) (tag $y2 (result i64 i32))
  (tag $y5 (param i64 i32 f64 i32) (result i32 f64 i64 i32 i64))
  (tag $s (result i32))
  (table $t0 5 (ref null $k0)) (table $t1 5 (ref null $k1)) (table $t2 5 (ref null $k2))
  (table $t5 5 (ref null $k5)) (table $ts 5 (ref null $ks))
  (global $sum (mut i64) (i64.const 0)) (global $fuel (mut i32) (i32.const 1500))
  (func $log (param i32)
    (global.set $sum (i64.add (i64.mul (global.get $sum) (i64.const 1000003))
                              (i64.add (i64.extend_i32_u (local.get 0)) (i64.const 1)))))
  (func $log64 (param i64)
    (call $log (i32.wrap_i64 (i64.xor (local.get 0) (i64.shr_u (local.get 0) (i64.const 32))))))
  (func $logf (param f64) (call $log64 (i64.reinterpret_f64 (local.get 0))))
"""

# Of each continuation type: the values that it takes, and the type with fewer of them.
TAKES = {"0": "", "1": "i", "2": "li", "5": "idlil"}
BINDS = {"1": ("i", "0"), "2": ("l", "1")}
CLAUSES = {"$y1": ("i", "1"), "$y2": ("", "2"), "$y5": ("lidi", "5")}
WASM_TYPES = {"i": "i32", "l": "i64", "d": "f64"}
LOGS = {"i": "$log", "l": "$log64", "d": "$logf"}


class Program:
    def __init__(self, seed, switches):
        self.random = random.Random(seed)
        self.switches = switches
        self.count = self.random.randint(4, 9)

    def text(self):
        functions = [self.function(n) for n in range(self.count)]
        names = " ".join(f"$g{n} $h{n}" for n in range(self.count))
        return f"{PRELUDE} (elem declare func {names} $a0 $a2 $a5)\n{self.adapters()}" + \
            "\n".join(functions) + self.main() + ")\n"

    def function(self, number):
        """$g takes an i32, $h is the same as what a switch may enter."""
        body = self.statements(3)
        return f"""  (func $g{number} (type $f1) {self.locals()}
    (if (i32.lt_s (global.get $fuel) (i32.const 0)) (then (return (local.get 0))))
    (global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))
    {body}
    (local.get $x))
  (func $h{number} (type $fs)
    (table.set $ts {self.slot()} (local.get 1))
    (call $g{number} (local.get 0)))"""

    def locals(self):
        return """(local $x i32) (local $n i32) (local $l i64) (local $d f64)
    (local $c0 (ref null $k0)) (local $c1 (ref null $k1)) (local $c2 (ref null $k2))
    (local $c5 (ref null $k5)) (local $cs (ref null $ks))"""

    def adapters(self):
        call = "(call $g0 (i32.add (local.get 0) (i32.const 1)))"
        return f"""  (func $a0 (type $f0) (call $g{self.pick()} (i32.const 77)))
  (func $a2 (type $f2) (call $log64 (local.get 0)) (call $g{self.pick()} (local.get 1)))
  (func $a5 (type $f5) (call $logf (local.get 1)) (call $log64 (local.get 4))
    {call})
"""

    def main(self):
        """Everything that suspends is resumed again, whatever it suspends with."""
        body = "\n".join(self.resume(kind, list(CLAUSES), guarded=True)
                         for kind in TAKES for _ in range(SLOTS))
        return f"""
  (func (export "main") (result i64) {self.locals()} (local $rounds i32)
    (local.set $rounds (i32.const 60))
    (loop $again
      (block $caught
        (try_table (catch_all $caught)
          {self.create()} {self.create()} {self.create()} {self.create()} {body}))
      (local.set $x (local.get $rounds))
      (br_if $again
        (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (global.get $sum))"""

    # Statements leave the operand stack as it is.

    def statements(self, depth):
        return "\n    ".join(self.statement(depth) for _ in range(self.random.randint(2, 5)))

    def statement(self, depth):
        kinds = ["log", "suspend", "suspend", "create", "resume", "resume", "bind"]
        kinds += ["call", "throw", "throwInto", "set"]
        if self.switches:
            kinds += ["switch"]
        if depth:
            kinds += ["handler", "handler", "condition", "loop"]
        kind = self.random.choice(kinds)
        return getattr(self, kind)(depth) if kind in ("handler", "condition", "loop") \
            else getattr(self, kind)()

    def log(self):
        return f"(call $log {self.i()})"

    def set(self):
        return self.random.choice([f"(local.set $x {self.i()})", f"(local.set $l {self.l()})",
                                   f"(local.set $d {self.d()})"])

    def suspend(self):
        tag = self.random.choice(list(CLAUSES))
        payload, back = CLAUSES[tag][0], TAKES[CLAUSES[tag][1]]
        return f"(suspend {tag} {self.values(payload)}) {self.take(back)}"

    def create(self):
        kind = self.random.choice("00112255" + ("sss" if self.switches else ""))
        function = f"$a{kind}"
        if kind == "1":
            function = f"$g{self.pick()}"
        elif kind == "s":
            function = f"$h{self.pick()}"
        return f"(table.set $t{kind} {self.slot()} (cont.new $k{kind} (ref.func {function})))"

    def resume(self, kind=None, tags=None, guarded=None):
        kind = kind or self.random.choice(list(TAKES))
        if tags is None:
            tags = [tag for tag in CLAUSES if self.random.random() < 0.4]
            self.random.shuffle(tags)
        values = self.values(TAKES[kind])
        return self.withContinuation(
            kind, lambda c: self.handled("resume $k" + kind, tags, f"{values} {c}"), guarded)

    def throwInto(self):
        kind = self.random.choice(list(TAKES))
        tags = [tag for tag in CLAUSES if self.random.random() < 0.4]
        tag, payload = self.random.choice([("$e0", "i"), ("$e1", "ldili")])
        return self.withContinuation(kind, lambda c: self.handled(
            f"resume_throw $k{kind} {tag}", tags, f"{self.values(payload)} {c}"))

    def bind(self):
        kind = self.random.choice(list(BINDS))
        bound, less = BINDS[kind]
        return self.withContinuation(kind, lambda c: (
            f"(table.set $t{less} {self.slot()}"
            f" (cont.bind $k{kind} $k{less} {self.values(bound)} {c}))"))

    def switch(self):
        return self.withContinuation("s", lambda c: (
            f"(switch $ks $s {self.i()} {c}) (local.set $cs) (call $log)"
            f" (table.set $ts {self.slot()} (local.get $cs))"))

    def withContinuation(self, kind, use, guarded=None):
        """Takes a continuation out of its table, if there is one; seldom leaves it there."""
        slot, local = self.slot(), f"$c{kind}"
        if guarded is None:
            guarded = self.random.random() < 0.98
        forget = f"(table.set $t{kind} {slot} (ref.null $k{kind}))" if guarded else ""
        return f"""(local.set {local} (table.get $t{kind} {slot}))
    (if (i32.eqz (ref.is_null (local.get {local})))
      (then {forget} {use(f"(local.get {local})")}))"""

    def handled(self, instruction, tags, operands):
        """A resumption whose clauses put away what they get."""
        clauses = [f"(on {tag} $on{n})" for n, tag in enumerate(tags)]
        if self.switches and self.random.random() < 0.5:
            clauses.append("(on $s switch)")
            self.random.shuffle(clauses)
        text = f"({instruction} {' '.join(clauses)} {operands}) (call $log) (br $done)"
        for n, tag in enumerate(tags):
            payload, kind = CLAUSES[tag]
            types = " ".join(WASM_TYPES[letter] for letter in payload)
            text = f"""(block $on{n} (result {types} (ref $k{kind})) {text})
      (local.set $c{kind}) {self.take(payload)}
      (table.set $t{kind} {self.slot()} (local.get $c{kind})) (br $done)"""
        return f"(block $done {text})"

    def call(self):
        return f"(call $log (call $g{self.pick()} {self.i()}))"

    def throw(self):
        thrown = self.random.choice([f"(throw $e0 {self.i()})",
                                     f"(throw $e1 {self.values('ldili')})"])
        return f"(if (i32.eqz (i32.and {self.i()} (i32.const 3))) (then {thrown}))"

    def handler(self, depth):
        body = self.statements(depth - 1)
        way = self.random.randrange(5)
        if way == 0:
            return f"""(block $h (result i32)
      (try_table (catch $e0 $h) {body}) (i32.const 1)) (call $log)"""
        if way == 1:
            return f"""(block $out (block $h (result i64 f64 i32 i64 i32)
      (try_table (catch $e1 $h) {body}) (br $out)) {self.take("ldili")})"""
        if way == 2:
            return f"(block $h (try_table (catch_all $h) {body}))"
        if way == 3:
            return f"""(block $out (throw_ref (block $h (result exnref)
      (try_table (catch_all_ref $h) {body}) (br $out))))"""
        return f"""(block $out (block $h (result i32 exnref)
      (try_table (catch_ref $e0 $h) {body}) (br $out)) (drop) (local.set $x))"""

    def condition(self, depth):
        return f"""(if (i32.and {self.i()} (i32.const 1))
      (then {self.statements(depth - 1)}) (else {self.statements(depth - 1)}))"""

    def loop(self, depth):
        """The counter is the function's, so loops within end each other early."""
        return f"""(local.set $n (i32.const {self.random.randint(1, 4)}))
    (loop $l {self.statements(depth - 1)}
      (br_if $l (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
                          (i32.const 0))))"""

    # Values.

    def values(self, letters):
        return " ".join(getattr(self, letter)() for letter in letters)

    def take(self, letters):
        """Puts values into the checksum, the last ones into locals."""
        locals_ = {"i": "$x", "l": "$l", "d": "$d"}
        return " ".join(f"(local.set {locals_[letter]}) (call {LOGS[letter]}"
                        f" (local.get {locals_[letter]}))" for letter in reversed(letters))

    def i(self):
        return self.random.choice([
            "(local.get $x)", f"(i32.const {self.random.randint(-9, 9)})", "(local.get $n)",
            "(i32.add (local.get $x) (i32.wrap_i64 (local.get $l)))",
            "(i32.wrap_i64 (i64.shr_u (global.get $sum) (i64.const 7)))",
            "(i32.mul (local.get $x) (i32.const 13))"])

    def l(self):  # noqa: E743
        return self.random.choice([
            "(local.get $l)", "(global.get $sum)", "(i64.extend_i32_s (local.get $x))",
            "(i64.mul (local.get $l) (i64.const -7))"])

    def d(self):
        return self.random.choice([
            "(local.get $d)", "(f64.convert_i32_s (local.get $x))", "(f64.const 1.5)",
            "(f64.add (local.get $d) (f64.const 0.25))"])

    def slot(self):
        return f"(i32.const {self.random.randrange(SLOTS)})"

    def pick(self):
        return self.random.randrange(self.count)


def main():
    arguments = generated.arguments(__doc__, "programs")
    arguments.add_argument("--node", help="a Node that has stack switching")
    options = arguments.parse_args()
    wfxc = compilerOf(options)

    def switches(number):
        return number % 2 == 1

    def check(path, number):
        yield "", compare(wfxc, path, options.node if not switches(number) else None)

    generated.checkAll(options, ".wat",
                       lambda seed, number: Program(seed, switches(number)).text(), check)


def compare(wfxc, path, node):
    """Why the results differ, or nothing."""
    results = {level: outcome(run([wfxc, "run", level, "--continuation-stack-size=32M",
                                   "--stack-size=64M", "--invoke", "main", path], timeout=120))
               for level in LEVELS}
    if node:
        binary = path.with_suffix(".wasm")
        run([wfxc, "wat2wasm", path, "-o", binary])
        theirs = run([node, *NODE_FLAGS, "-e", NODE, binary], timeout=120)
        printed = theirs.out.decode().strip()
        # V8 aborts on what it has not finished, and has its own words for traps.
        if theirs.ok and not (printed == "trap" and results["-O0"].startswith("trap: ")):
            results["node"] = printed
    return generated.difference(results)


def outcome(done):
    """The checksum, or the first line of a trap's message."""
    if done.status == 134:
        first = done.err.decode().splitlines()[0]
        return first if first.startswith("trap: ") else done.complaint() + generated.FAILURE
    return generated.outcome(done)


if __name__ == "__main__":
    main()
