#!/usr/bin/env python3
"""Every instruction of fixed type gives the results and traps that other engines give.

The instructions come from lib/Frontend/Opcodes.def, their operands from operands.py and
accesses.py. Node 26 says what each case should do; generated scripts then ask wfxc, at
each level, with the operands as parameters of a function, as constants, and mixed, and
Wasmtime for a second opinion. Where Node cannot tell, models.py does.

usage: instructions.py [--sample N] [--seed S] [--levels LEVELS] [--only REGEX] [--keep DIR]

A difference is printed with a script of its own, for `wfxc wast`. Features that the
compiler under test refuses are skipped; their cases still go through Node, Wasmtime and
`wfxc validate`.
"""

import concurrent.futures
import dataclasses
import functools
import itertools
import os
import pathlib
import random
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "test" / "spec"), str(ROOT / "bench")]

import accesses  # noqa: E402
import models  # noqa: E402
from engines import Unavailable, findNode  # noqa: E402
from operands import (BITS, TYPES, clause, constant, expected, immediates,  # noqa: E402
                      instructions, signature, tuples, unique)
from oracle import ask  # noqa: E402
from peers import findWasmtime  # noqa: E402
from support import Score, compilerOf, parser, run  # noqa: E402

# What there is nothing to compare of.
UNCOVERED = {
    "Nop": "has no effect",
    "AtomicFence": "has no effect within one thread",
    "DataDrop": "seen only by a later memory.init: the specification's scripts have it",
    "ElemDrop": "seen only by a later table.init: the specification's scripts have it",
}
FEATURE = re.compile(r'^FEATURE\((\w+), *"([^"]+)"', re.MULTILINE)
CONSTANTS = 2100  # cases of an instruction that become constants
GROUP = 16  # results of one function of constants
BATCH = 24  # instructions and immediates in a module
WASMTIME = ("simd relaxed-simd memory64 threads shared-memory wide-arithmetic multi-memory").split()
SHOWN = 12  # differences of a batch
ORDINARY = ("memory.size", "i32.load", "i64.store")  # tried in shared memories, too


@dataclasses.dataclass
class Variant:
    """An instruction with immediates, and its cases: operands, and what they give."""

    instruction: object
    immediates: str
    cases: list
    inMemory: bool = False
    addresses: tuple = ()  # positions of operands that are addresses or lengths
    anyTrap: list = dataclasses.field(default_factory=list)  # of each case: which is open
    answers: list = dataclasses.field(default_factory=list)
    after: list = dataclasses.field(default_factory=list)  # of each case: memory's digest

    @property
    def effects(self):
        return self.inMemory and any(word in self.instruction.text for word in accesses.EFFECTS)

    def code(self, texts):
        parts = [self.instruction.text, *self.immediates.split(), *texts]
        return f"({' '.join(parts)})"

    def function(self, name, constants, added=0):
        """With the operands of `constants` (position to value) as constants, the others as
        parameters, and those that are addresses as sums of `added` and a parameter."""
        rest, texts = [], []
        for i, letter in enumerate(self.instruction.parameters):
            if i in constants:
                texts.append(constant(letter, constants[i]))
                continue
            texts.append(f"(local.get {len(rest)})")
            rest.append(letter)
            if added and i in self.addresses:
                texts[-1] = f"({TYPES[letter]}.add {texts[-1]} {constant(letter, added)})"
        return (f'(func (export "{name}") {signature(rest, self.instruction.results)}'
                f" {self.code(texts)})")

    def arguments(self, case, constants=(), added=0):
        """(type, value) of each parameter."""
        found = []
        for i, (letter, value) in enumerate(zip(self.instruction.parameters, case)):
            if i in self.addresses:
                value = (value - added) % (1 << BITS[letter])
            if i not in constants:
                found.append((letter, value))
        return found


@dataclasses.dataclass
class Batch:
    name: str
    variants: list
    features: set
    prelude: str = ""  # fields of the module

    def halves(self):
        middle = len(self.variants) // 2
        for part in (self.variants[:middle], self.variants[middle:]):
            yield dataclasses.replace(self, variants=part)


# What to try.

def batches(options, score):
    chosen = re.compile(options.only)
    known = instructions() + accesses.FURTHER
    used = set()
    found = values(known, options, used)
    for memory in accesses.MEMORIES:
        found += memoryBatches(known, memory, options, used)
    missing = {row.name for row in known} - used
    score.check(missing == set(UNCOVERED), "coverage",
                f"neither exercised nor excused, or both: {sorted(missing ^ set(UNCOVERED))}")
    for batch in found:
        batch.variants = [v for v in batch.variants if chosen.search(v.instruction.text)]
    return [batch for batch in found if batch.variants]


def values(known, options, used):
    variants = {}
    for row in known:
        if "a" in row.parameters + row.results:
            continue
        chance = random.Random(f"{options.seed} {row.name}")
        texts = immediates(row, chance)
        if texts is None or not row.results:
            continue
        limit = options.sample or 1 << 30
        for text in chance.sample(texts, min(len(texts), limit)):
            used.add(row.name)
            cases = tuples(row, chance, limit)
            variants.setdefault(row.feature, []).append(Variant(row, text, cases))
    found = []
    for feature, those in variants.items():
        for number, start in enumerate(range(0, len(those), BATCH)):
            found.append(Batch(f"{feature}-{number}", those[start:start + BATCH], {feature}))
    return found


def memoryBatches(known, memory, options, used):
    those = {}
    for row in known:
        if "a" not in row.parameters + row.results:
            continue
        # Ordinary accesses do not care whether memory is shared.
        if memory.shared and row.feature != "Threads" and row.text not in ORDINARY:
            continue
        chance = random.Random(f"{options.seed} {row.name} {memory.name}")
        found = list(accesses.variants(row, memory, chance))
        if options.sample and len(found) > 2:
            found = chance.sample(found, 2)
        for text, cases in found:
            used.add(row.name)
            if options.sample and len(cases) > options.sample:
                cases = chance.sample(cases, options.sample)
            addresses = tuple(i for i, letter in enumerate(row.parameters) if letter == "a")
            those.setdefault(row.feature, []).append(Variant(
                accesses.resolved(row, memory), text, [case for case, _ in cases],
                True, addresses, [open_ for _, open_ in cases]))
    found = []
    for feature, some in those.items():
        for number, start in enumerate(range(0, len(some), 8 * BATCH)):
            found.append(Batch(f"{feature}-{memory.name.replace(' ', '-')}-{number}",
                               some[start:start + 8 * BATCH], {feature, *memory.features},
                               memory.text()))
    return found


# What wfxc is asked.

@dataclasses.dataclass
class Line:
    """One line of a script: an assertion, with the function that it calls."""

    function: str
    text: str
    single: object = None  # of a group: gives the line of one of its results


def script(batch, deterministic):
    """The lines of a batch: all cases in all forms."""
    lines, names = [], map(str, itertools.count())
    for variant in batch.variants:
        for form in forms(variant):
            functions = {}
            for number in form.cases:
                case = variant.cases[number]
                values = {i: case[i] for i in form.constants}
                key = tuple(values.values())
                if key not in functions:
                    name = next(names)
                    functions[key] = name, variant.function(name, values, form.added)
                name, function = functions[key]
                arguments = variant.arguments(case, values, form.added)
                lines.append(Line(function, command(variant, number, name, arguments,
                                                    deterministic)))
        lines += groups(variant, names, deterministic)
    return lines


@dataclasses.dataclass
class Form:
    constants: tuple  # positions of operands that are constants
    cases: list  # numbers
    added: int = 0  # to a parameter for an address


def forms(variant):
    """Which operands are constants, in which cases; all of them only where no group can be."""
    everything = range(len(variant.cases))
    positions = tuple(range(len(variant.instruction.parameters)))
    yield Form((), everything)
    if variant.inMemory:
        chance = random.Random(variant.code([]))
        if variant.addresses:
            yield Form((), everything, chance.choice([1, 24, 1 << 31, (1 << 32) - 16]))
        for some in unique([variant.addresses, positions]):
            if some:
                yield Form(some, chance.sample(everything, min(3, len(everything))))
        return
    if len(positions) > 1:
        for position in positions:
            yield Form((position,), everything)
    if positions:
        yield Form(positions, [i for i in everything if isinstance(variant.answers[i], str)])


def groups(variant, names, deterministic):
    """Functions with the results of many constant cases."""
    row = variant.instruction
    if variant.inMemory or not row.parameters:
        return
    numbers = [i for i, answer in enumerate(variant.answers) if not isinstance(answer, str)]
    if len(numbers) > CONSTANTS:
        numbers = random.Random(row.name).sample(numbers, CONSTANTS)
    for start in range(0, len(numbers), GROUP):
        some, name = numbers[start:start + GROUP], next(names)
        line = grouped(variant, name, some, deterministic)
        line.single = functools.partial(
            lambda some, name, index: grouped(variant, name, [some[index // len(row.results)]],
                                              deterministic), some, name)
        yield line


def grouped(variant, name, numbers, deterministic):
    row = variant.instruction
    bodies = [variant.code([constant(*argument)
                            for argument in variant.arguments(variant.cases[number])])
              for number in numbers]
    wanted = " ".join(results(variant, number, deterministic) for number in numbers)
    body = "\n  ".join([clause("result", row.results * len(numbers)), *bodies])
    return Line(f'(func (export "{name}") {body})', f'(assert_return (invoke "{name}") {wanted})')


def results(variant, number, deterministic):
    """The results that a case may have."""
    row, answers = variant.instruction, variant.answers[number]
    if deterministic:
        answers = answers[-1:] if row.text in models.FUSED else answers[:1]
    texts = []
    for i, letter in enumerate(row.results):
        ways = unique(expected(row, text, letter, answer[i], variant.cases[number])
                      for text, answer in answers)
        texts.append(ways[0] if len(ways) == 1 else f"(either {' '.join(ways)})")
    return " ".join(texts)


def command(variant, number, name, arguments, deterministic):
    answer = variant.answers[number]
    invoke = f'(invoke "{name}" {" ".join(constant(*argument) for argument in arguments)})'
    text = (f'(assert_trap {invoke} "{answer}")' if isinstance(answer, str)
            else f"(assert_return {invoke} {results(variant, number, deterministic)})")
    if variant.inMemory:
        text = '(invoke "fill") ' + text
    if variant.effects:
        text += f' (assert_return (invoke "digest") (i64.const 0x{variant.after[number]:x}))'
    return text


def scriptText(batch, lines):
    functions = "\n".join(unique(line.function for line in lines))
    head = f"(module {batch.prelude}\n{functions})\n"
    return head, head + "\n".join(line.text for line in lines) + "\n"


# Asking.

COMPLAINT = re.compile(r"^.*?:(\d+): (.*)$", re.MULTILINE)
CLOSING = re.compile(r"^\d+ passed, \d+ failed$", re.MULTILINE)


def compare(batch, wfxc, arguments, deterministic, folder):
    """How many assertions hold, and what is said of the others."""
    lines = script(batch, deterministic)
    head, text = scriptText(batch, lines)
    path = folder / "script.wast"
    path.write_text(text)
    done = run([wfxc, "wast", *arguments, path], timeout=1200)
    output = done.out.decode(errors="replace")
    if not CLOSING.search(output) or done.status not in (0, 1):
        if len(batch.variants) > 1:
            parts = [compare(half, wfxc, arguments, deterministic, folder)
                     for half in batch.halves()]
            return sum(part[0] for part in parts), parts[0][1] + parts[1][1]
        row = batch.variants[0]
        said = "\n".join([done.complaint(), *output.splitlines()[:3]])
        return 0, [f"{row.instruction.text} {row.immediates}: {said}\n{text[:2000]}"]
    found = complaints(output + done.err.decode(errors="replace"), batch, lines, head)
    if done.status and not found:
        found = [done.complaint()]
    return len(lines) - len(found), found


def complaints(output, batch, lines, head):
    """What is said of each line, with a script for this line alone."""
    said = {}
    for match in COMPLAINT.finditer(output):
        said.setdefault(int(match[1]) - head.count("\n") - 1, match[2])
    found = []
    for index, what in said.items():
        if index < 0:
            found.append(what)
            continue
        line, which = lines[index], re.match(r"result (\d+): ", what)
        if which and line.single:
            line = line.single(int(which[1]))
        found.append(f"{what}\n{scriptText(batch, [line])[1]}")
    return found


def second(batch, wasmtime, deterministic, folder):
    """What Wasmtime has against a batch; it stops at the first difference."""
    lines = script(batch, deterministic)
    head, text = scriptText(batch, lines)
    path = folder / "wasmtime.wast"
    path.write_text(text.replace('"expected shared memory"', '"atomic wait on non-shared memory"'))
    flags = ",".join(f"{name}=y" for name in WASMTIME)
    if deterministic:
        flags += ",relaxed-simd-deterministic=y"
    done = run([wasmtime, "wast", "-W", flags, path], timeout=1200,
               env=os.environ | {"RUST_BACKTRACE": "0"})
    if done.ok:
        return ""
    said = done.err.decode(errors="replace")
    place = re.search(r"directive on \S+:(\d+)", said)
    index = int(place[1]) - head.count("\n") - 1 if place else -1
    shown = scriptText(batch, [lines[index]])[1] if index >= 0 else ""
    return f"{said.strip()[:1000]}\n{shown}"


@dataclasses.dataclass
class Tools:
    wfxc: pathlib.Path
    node: object
    wasmtime: object
    help: str  # of wfxc
    options: object

    def refused(self, batch):
        """The features that a batch needs and wfxc does not compile."""
        named = dict(FEATURE.findall((ROOT / "lib" / "Frontend" / "Features.def").read_text()))
        words = self.help.split("Features for -W:")[-1].split()
        return sorted(named[feature] for feature in batch.features
                      if named[feature] + "*" in words)


def examine(batch, tools):
    """(label, assertions that hold, differences) of each comparison."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, rows = pathlib.Path(scratch), []
        try:
            ask(batch, tools.node, tools.wfxc, folder)
        except RuntimeError as error:
            return [(f"{batch.name} Node", 0, [str(error)])]
        for label, words, deterministic in ways(batch, tools):
            rows.append((f"{batch.name} {label}",
                         *compare(batch, tools.wfxc, words, deterministic, folder)))
        if tools.wasmtime and asksWasmtime(batch, tools.options):
            why = second(batch, tools.wasmtime, "RelaxedSIMD" in batch.features, folder)
            rows.append((f"{batch.name} Wasmtime", not why, [why] if why else []))
        return rows


def main():
    options = arguments()
    wfxc, score = compilerOf(options), Score(options.verbose)
    print("seed:", options.seed)
    tools = Tools(wfxc, engine(findNode, "all", score),
                  engine(findWasmtime, "second opinions", score),
                  run([wfxc, "--help"]).out.decode(), options)
    if not tools.node:
        score.close()
    checkChecks(wfxc, score)
    found = batches(options, score)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for rows in pool.map(lambda batch: examine(batch, tools), found):
            for row in rows:
                report(score, *row, options)
    for name in sorted({name for batch in found for name in tools.refused(batch)}):
        score.skip(name, "the compiler refuses it")
    score.close()


def arguments():
    made = parser(__doc__)
    made.add_argument("--sample", type=int, help="cases of each instruction (default: all)")
    made.add_argument("--seed", default="wfxc")
    made.add_argument("--levels", default="0123", help="of optimisation, a digit each")
    made.add_argument("--only", default="", help="only instructions that match")
    made.add_argument("--cpu", help="processor to compile for")
    made.add_argument("--keep", type=pathlib.Path, help="write differences here, too")
    options = made.parse_args()
    if not set(options.levels) <= set("0123s"):
        made.error("no such level: " + options.levels)
    return options


def engine(find, what, score):
    try:
        return find()
    except Unavailable as error:
        score.skip(what, str(error))
        return None


def checkChecks(wfxc, score):
    """A wrong expectation must be noticed."""
    wrong = ('(module (func (export "f") (result i32) (i32.const 1)))\n'
             '(assert_return (invoke "f") (i32.const 2))\n')
    with tempfile.NamedTemporaryFile("w", suffix=".wast") as file:
        file.write(wrong)
        file.flush()
        done = run([wfxc, "wast", file.name])
    score.check(done.status == 1 and b":2: " in done.out + done.err, "a difference is noticed",
                done.complaint())


def ways(batch, tools):
    """(label, arguments, whether relaxed instructions are deterministic) of each comparison."""
    bounds, relaxed = [None], [False]
    if batch.prelude and "--bounds" in tools.help:
        bounds = ["guard", "check"]
    if "RelaxedSIMD" in batch.features and "--relaxed-simd" in tools.help:
        relaxed = [False, True]
    levels = "" if tools.refused(batch) else tools.options.levels
    for level, kind, deterministic in itertools.product(levels, bounds, relaxed):
        words = [f"-O{level}"]
        words += [f"--bounds={kind}"] if kind else []
        words += ["--relaxed-simd=deterministic"] if deterministic else []
        words += [f"--cpu={tools.options.cpu}"] if tools.options.cpu else []
        yield " ".join(words), words, deterministic


def asksWasmtime(batch, options):
    """For a sample, only what nobody else was asked about."""
    return not options.sample or batch.features & {"WideArithmetic", "RelaxedSIMD"}


def report(score, label, passed, complaints, options):
    score.passed += int(passed)
    for complaint in complaints[:SHOWN]:
        score.check(False, label, complaint)
    if len(complaints) > SHOWN:
        print(f"... and {len(complaints) - SHOWN} further differences of {label}")
        score.failed += len(complaints) - SHOWN
    if complaints and options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        path = options.keep / (re.sub(r"\W+", "-", label) + ".txt")
        path.write_text("\n\n".join(complaints))


if __name__ == "__main__":
    main()
