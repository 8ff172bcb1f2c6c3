#!/usr/bin/env python3
"""Runs the scripts of the stack-switching proposal and our own, and what needs size.

usage: stack_switching.py [--levels LEVELS]

A script of the proposal that needs what this version does not compile is skipped;
which those are is listed here, and one that passes must not be on the list.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from support import SHARED, Score, compilerOf, parser, run

PROPOSAL = SHARED / "conformance" / "stack-switching"
OWN = pathlib.Path(__file__).with_name("stacks")
SPECTEST = pathlib.Path(__file__).with_name("spectest.wat")
# Without it some continuations have none at -O2 and above.
ALL_STACKS = "--continuation-stacks=all"
NEEDS = {
    "garbage collection": "cont validation_gc",
}
UNCOVERED = {name for names in NEEDS.values() for name in names.split()}


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--levels", default="0123")
    options = arguments.parse_args()
    compiler = compilerOf(options)
    score = Score(options.verbose)
    if not PROPOSAL.exists():
        score.skip("the proposal's scripts and examples", "../shared is absent")
    for level in options.levels:
        runScripts(compiler, [f"-O{level}"], score)
        if level in "23":
            runScripts(compiler, [f"-O{level}", ALL_STACKS], score)
        runExecutables(compiler, level, score)
        runSizes(compiler, level, score)
    runWithOldKernel(compiler, score)
    score.close()


def runScripts(compiler, flags, score):
    scripts = [*PROPOSAL.glob("*.wast"), *PROPOSAL.glob("examples/*.wast"), *OWN.glob("*.wast")]
    for script in sorted(scripts):
        result = run([compiler, "wast", *flags, script], timeout=300)
        why = judge(script, result)
        name = " ".join([script.name, *flags])
        if script.stem in UNCOVERED:
            orderly = result.status in (0, 1)
            score.check(why and orderly, name,
                        result.complaint() if why else "passes, so it is not uncovered")
            continue
        score.check(not why, name, why)


def runExecutables(compiler, level, score):
    """The proposal's examples as programs: their last module is called, the others are linked."""
    for script in sorted(PROPOSAL.glob("examples/*.wast")):
        if script.stem in UNCOVERED:
            continue
        with tempfile.TemporaryDirectory() as folder:
            result = runAsProgram(compiler, level, script, pathlib.Path(folder))
        results = re.findall(r'\(invoke "[^"]+"\) \(i32\.const (\d+)\)', script.read_text())
        why = judgeOutput(script, result.out, results) if result.ok else result.complaint()
        score.check(not why, f"{script.name} as a program -O{level}", why)


def runAsProgram(compiler, level, script, folder):
    text = script.read_text()
    registered = re.findall(r'^\(register "([^"]+)"', text, re.MULTILINE)
    call, arguments = re.findall(r'\(invoke "([^"]+)"((?: *\(i32\.const \d+\))*)', text)[-1]
    dumped = run([compiler, "wast", "--dump-modules", folder, script])
    if not dumped.ok:
        return dumped
    modules = sorted(folder.glob("*.wasm"), key=lambda path: int(path.name.split(".")[-2]))
    linked = [("spectest", SPECTEST), *zip(registered, modules)]
    program = folder / "program"
    built = run([compiler, f"-O{level}", modules[-1], "--invoke", call, "-o", program]
                + [f"--link={name}={path}" for name, path in linked])
    return run([program, *re.findall(r"\d+(?=\))", arguments)]) if built.ok else built


def judge(script, result):
    """What is wrong with a script's run; behind what it prints is the count of commands."""
    if not result.ok:
        return result.complaint()
    printed = result.out.splitlines(keepends=True)[:-1]
    return judgeOutput(script, b"".join(printed))


def judgeOutput(script, printed, results=()):
    """A program prints the results of its function, too."""
    expected = script.parent / "expected" / (script.stem + ".stdout")
    if not expected.exists():
        return ""
    wanted = expected.read_text().split() + list(results)
    return "" if printed.decode().split() == wanted else "prints something else"


def runSizes(compiler, level, score):
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, "program")

        def build(text, export):
            source = program.with_suffix(".wat")
            source.write_text(text)
            return run([compiler, f"-O{level}", ALL_STACKS, "--invoke", export, "-o", program,
                        source])

        for count in (3, 40, 999):  # the label takes the continuation too
            built = build(manyParameters(count), "run")
            result = run([program]) if built.ok else built
            wanted = str(sum(range(count)) & 0xFFFF_FFFF)
            score.check(result.ok and result.out.decode().strip() == wanted,
                        f"{count} parameters -O{level}", result.complaint())
        built = build(POPULATION, "live")
        for count in [100_000] + [1_000_000] * (level == "2"):
            if availableMemory() < count * 8 << 10:
                score.skip(f"{count} live -O{level}", "too little memory is available")
                continue
            result = run([program, str(count)]) if built.ok else built
            each = result.peak / count
            score.check(result.ok and each < 4.5 * 1024 + 80, f"{count} live -O{level}",
                        f"{each:.0f} bytes each, {result.complaint()}")
        built = build(POPULATION, "rounds")
        result = run([program, "10000000"]) if built.ok else built
        score.check(result.ok and result.peak < 64 << 20, f"ten million in turn -O{level}",
                    f"{result.peak} bytes, {result.complaint()}")
        built = build(THROWN, "rounds")
        result = run([program, "100000"]) if built.ok else built
        score.check(result.ok and result.peak < 64 << 20, f"exceptions in turn -O{level}",
                    f"{result.peak} bytes, {result.complaint()}")
        built = build(POPULATION, "waves")
        result = run([program, "5"]) if built.ok else built
        score.check(result.ok and result.peak < 256 << 20, f"waves -O{level}",
                    f"{result.peak} bytes, {result.complaint()}")


def runWithOldKernel(compiler, score):
    """Guards that are mappings of their own, of which a process may have so many."""
    host = shutil.which("clang-22") or shutil.which("cc")
    if not host:
        return score.skip("a kernel without guards", "there is no C compiler")
    mappings = int(pathlib.Path("/proc/sys/vm/max_map_count").read_text())
    with tempfile.TemporaryDirectory() as folder:
        source, shim, program, script = (
            pathlib.Path(folder, name) for name in ("shim.c", "shim.so", "program", "script.wast"))
        source.write_text(OLD_KERNEL)
        subprocess.run([host, "-O1", "-shared", "-fPIC", "-o", shim, source], check=True)
        environment = os.environ | {"LD_PRELOAD": str(shim)}
        for own in sorted(OWN.glob("*.wast")):
            result = run([compiler, "wast", own], env=environment)
            score.check(result.ok, f"{own.name} without guards", result.complaint())
        if mappings > 1_000_000:
            return score.skip("as many stacks as mappings allow", "the system's limit is high")
        script.write_text(POPULATION + beyondLimit(mappings))
        result = run([compiler, "wast", script], env=environment)
        score.check(result.ok, "on after the limit of mappings", result.complaint())
        program.with_suffix(".wat").write_text(POPULATION)
        built = run([compiler, "--invoke", "live", "-o", program, program.with_suffix(".wat")])
        result = run([program, str(mappings)], env=environment) if built.ok else built
        score.check(result.status == 134 and b"trap: too many continuations" in result.err,
                    "the limit of mappings as a trap", result.complaint())


def beyondLimit(mappings):
    """Two mappings a stack; the process has others."""
    possible = mappings // 2 - 1000
    return f"""
      (assert_return (invoke "live" (i32.const {possible})))
      (assert_trap (invoke "live" (i32.const {mappings})) "too many continuations")
      (assert_return (invoke "finish" (i32.const {possible})))
      (assert_return (invoke "live" (i32.const {possible})))
      (assert_return (invoke "rounds" (i32.const 10000)))"""


def availableMemory():
    text = pathlib.Path("/proc/meminfo").read_text()
    return int(re.search(r"MemAvailable: *(\d+) kB", text)[1]) << 10


def manyParameters(count):
    """All arguments come through a continuation, a third bound, and go back by a suspend."""
    third = count // 3
    params = " ".join(["i32"] * count)
    rest = " ".join(["i32"] * (count - third))
    numbers = lambda begin, end: " ".join(f"(i32.const {n})" for n in range(begin, end))
    pushed = " ".join(f"(local.get {n})" for n in range(count))
    return f"""(module
      (type $f (func (param {params}) (result i32))) (type $k (cont $f))
      (type $g (func (param {rest}) (result i32))) (type $kg (cont $g))
      (tag $t (param {params}) (result {params}))
      (type $h (func (param {params}) (result i32))) (type $kh (cont $h))
      (elem declare func $body)
      (func $body (type $f) (local $s i32)
        (suspend $t {pushed})
        {"(local.set $s (i32.add (local.get $s)))" * count}
        (local.get $s))
      (func (export "run") (result i32) (local $c (ref null $kh))
        (block $on (result {params} (ref $kh))
          (resume $kg (on $t $on) {numbers(third, count)}
            (cont.bind $k $kg {numbers(0, third)} (cont.new $k (ref.func $body))))
          (return))
        (local.set $c)
        (resume $kh (local.get $c))))"""


OLD_KERNEL = """
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>
long syscall(long, ...);
int madvise(void *address, unsigned long size, int advice) {
  if (advice != 102) /* MADV_GUARD_INSTALL */
    return (int)syscall(SYS_madvise, address, size, advice);
  errno = EINVAL;
  return -1;
}"""

POPULATION = """(module
  (type $f (func)) (type $k (cont $f))
  (tag $t)
  (func $yield (suspend $t))
  (func $nop)
  (elem declare func $yield $nop)
  (table $all 1000000 (ref null $k))
  (func $start (result (ref $k))
    (block $on (result (ref $k))
      (resume $k (on $t $on) (cont.new $k (ref.func $yield)))
      (unreachable)))
  (func $fill (param $n i32) (local $i i32)
    (loop $l
      (table.set $all (local.get $i) (call $start))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                          (local.get $n)))))
  (func $finish (export "finish") (param $n i32) (local $i i32)
    (loop $l
      (resume $k (table.get $all (local.get $i)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                          (local.get $n)))))
  (func (export "live") (param $n i32)
    (call $fill (local.get $n))
    (call $finish (local.get $n)))
  (func (export "rounds") (param $n i32)
    (loop $l
      (resume $k (cont.new $k (ref.func $nop)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  ;; Memory of finished ones is used again or given back.
  (func (export "waves") (param $n i32)
    (loop $l
      (call $fill (i32.const 20000))
      (call $finish (i32.const 20000))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))"""


# Exceptions end a fresh continuation, one that was suspended, and one that is thrown into,
# and take their memory with them.
THROWN = """(module
  (type $f (func)) (type $k (cont $f))
  (tag $y) (tag $e (param i64))
  (elem declare func $throws $yields-throws)
  (func $throws (throw $e (i64.const 1)))
  (func $yields-throws (suspend $y) (throw $e (i64.const 2)))
  (func $suspended (result (ref $k))
    (block $on (result (ref $k))
      (resume $k (on $y $on) (cont.new $k (ref.func $yields-throws)))
      (unreachable)))
  (func (export "rounds") (param $n i32) (local $sum i64) (local $rounds i64)
    (local.set $rounds (i64.extend_i32_u (local.get $n)))
    (loop $l
      (local.set $sum (i64.add (local.get $sum)
        (block $h (result i64)
          (try_table (catch $e $h) (resume $k (cont.new $k (ref.func $throws))))
          (unreachable))))
      (local.set $sum (i64.add (local.get $sum)
        (block $h (result i64)
          (try_table (catch $e $h) (resume $k (call $suspended)))
          (unreachable))))
      (local.set $sum (i64.add (local.get $sum)
        (block $h (result i64)
          (try_table (catch $e $h) (resume_throw $k $e (i64.const 3) (call $suspended)))
          (unreachable))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (if (i64.ne (local.get $sum) (i64.mul (local.get $rounds) (i64.const 6)))
      (then (unreachable)))))"""


if __name__ == "__main__":
    main()
