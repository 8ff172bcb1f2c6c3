"""What Node says of an instruction's cases, or a model where Node cannot.

Everything passes JavaScript as integers, by way of a module that adapts the signatures:
not-a-numbers keep their bits, and vectors can pass at all.
"""

import json
import re

import models
from operands import TYPES, constant, signature
from support import run

NODE = """
const fs = require('fs');
const [typed, adapter, commands] = process.argv.slice(1).map(path => fs.readFileSync(path));
const load = (bytes, imports) =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
const functions = load(adapter, {typed: load(typed)});
const text = value => typeof value == 'bigint' ? BigInt.asUintN(64, value).toString()
                                               : (value >>> 0).toString();
console.log(JSON.stringify(JSON.parse(commands).map(([name, ...values]) => {
  try {
    const result = functions[name](
      ...values.map(value => typeof value == 'string' ? BigInt(value) : value));
    return result === undefined ? [] : [result].flat().map(text);
  } catch (error) {  // a wait where none is possible is a TypeError
    if (!(error instanceof WebAssembly.RuntimeError) && !(error instanceof TypeError)) throw error;
    return error.message;
  }
})));
"""
# V8's words for traps; those of a conversion depend on the operand.
TRAPS = {
    "divide by zero": "integer divide by zero",
    "remainder by zero": "integer divide by zero",
    "divide result unrepresentable": "integer overflow",
    "memory access out of bounds": "out of bounds memory access",
    "operation does not support unaligned accesses": "unaligned atomic",
    "Atomics.wait cannot be called in this context": "expected shared memory",
}


def ask(batch, node, wfxc, folder):
    """Sets the answers of all cases."""
    if "WideArithmetic" in batch.features:
        for variant in batch.variants:
            name = variant.instruction.text
            variant.answers = [[(name, models.WIDE[name](*case))] for case in variant.cases]
        return
    functions, commands, signatures = [batch.prelude], [], {}
    if batch.prelude:
        signatures = {"fill": ("", ""), "digest": ("", "I")}
    for number, variant in enumerate(batch.variants):
        row = variant.instruction
        own = f"f{number}"
        functions.append(variant.function(own, {}))
        signatures[own] = row.parameters, row.results
        names = [own]
        for other in models.RELAXED.get(row.text, []):
            names.append(f"{own}_{len(names)}")
            functions.append(expression(names[-1], row, other))
            signatures[names[-1]] = row.parameters, row.results
        for case in variant.cases:
            commands += [["fill"]] * variant.inMemory
            commands += [[name, *words(variant.arguments(case))] for name in names]
            commands += [["digest"]] * variant.effects
    replies = talk(node, wfxc, folder, "\n".join(functions), signatures, commands)
    for variant in batch.variants:
        listen(variant, replies)


def expression(name, row, text):
    operands = (f"(local.get {i})" for i in range(3))
    return f'(func (export "{name}") {signature(row.parameters, row.results)} ' + \
        text.format(*operands) + ")"


def listen(variant, replies):
    """Takes the replies to a variant's commands."""
    row = variant.instruction
    texts = [re.match(r"\((\S+)", other)[1] for other in models.RELAXED.get(row.text, [])]
    for number in range(len(variant.cases)):
        if variant.inMemory:
            next(replies)
        own, *others = [next(replies) for _ in [row.text, *texts]]
        if isinstance(own, str):
            variant.answers.append(trap(variant, number, own))
        else:
            variant.answers.append([(text, results(row, reply)) for text, reply
                                    in zip([*texts, row.text], [*others, own])])
        if variant.effects:
            variant.after.append(int(next(replies)[0]))


def talk(node, wfxc, folder, functions, signatures, commands):
    typed, adapted, asked = folder / "typed.wasm", folder / "adapter.wasm", folder / "asked.json"
    assemble(wfxc, f"(module {functions})", typed)
    assemble(wfxc, adapter(signatures), adapted)
    asked.write_text(json.dumps(commands))
    done = run([node, "-e", NODE, typed, adapted, asked])
    if not done.ok:
        raise RuntimeError("Node: " + done.complaint())
    return iter(json.loads(done.out))


def assemble(wfxc, text, path):
    source = path.with_suffix(".wat")
    source.write_text(text)
    for command in ([wfxc, "wat2wasm", source, "-o", path], [wfxc, "validate", path]):
        done = run(command)
        if not done.ok:
            raise RuntimeError(f"{command[1]}: {done.complaint()}")


def words(arguments):
    """Arguments for a function of the adapter, as JSON has them."""
    found = []
    for letter, value in arguments:
        if letter in "if":
            found.append(value)
        else:
            found.append(str(value & (1 << 64) - 1))
        if letter == "v":
            found.append(str(value >> 64))
    return found


INTEGERS = {"i": "i", "I": "I", "f": "i", "F": "I", "v": "II"}


def adapter(signatures):
    """A module that passes on everything as integers, which JavaScript leaves as they are."""
    imports, functions = [], []
    for name, (parameters, results) in signatures.items():
        imports.append(f'(import "typed" "{name}" (func ${name} {signature(parameters, results)}))')
        index, texts = 0, []
        for letter in parameters:
            get = [f"(local.get {index + i})" for i in range(2)]
            texts.append({"i": get[0], "I": get[0], "f": f"(f32.reinterpret_i32 {get[0]})",
                          "F": f"(f64.reinterpret_i64 {get[0]})",
                          "v": f"(i64x2.replace_lane 1 (i64x2.splat {get[0]}) {get[1]})"}[letter])
            index += len(INTEGERS[letter])
        plain = [signature("".join(INTEGERS[letter] for letter in parameters),
                           "".join(INTEGERS[letter] for letter in results))]
        plain += [f"(local $r{i} {TYPES[letter]})" for i, letter in enumerate(results)]
        plain += [f"(call ${name} {' '.join(texts)})"]
        plain += [f"(local.set $r{i})" for i in reversed(range(len(results)))]
        for i, letter in enumerate(results):
            get = f"(local.get $r{i})"
            plain.append({"i": get, "I": get, "f": f"(i32.reinterpret_f32 {get})",
                          "F": f"(i64.reinterpret_f64 {get})",
                          "v": f"(i64x2.extract_lane 0 {get}) (i64x2.extract_lane 1 {get})"}[letter])
        functions.append(f'(func (export "{name}") {" ".join(plain)})')
    return "(module\n" + "\n".join(imports + functions) + ")"


def trap(variant, number, message):
    """A trap as the specification's scripts name it; nothing where the kind is open."""
    row = variant.instruction
    if variant.anyTrap and variant.anyTrap[number]:
        return ""
    if message == "float unrepresentable in integer range":
        isNan = "nan" in constant(row.parameters[0], variant.cases[number][0])
        return "invalid conversion to integer" if isNan else "integer overflow"
    if message not in TRAPS:
        raise RuntimeError(f"Node: {row.text}: {message}")
    return TRAPS[message]


def results(row, reply):
    integers = iter(map(int, reply))
    return tuple(next(integers) + (next(integers) << 64 if letter == "v" else 0)
                 for letter in row.results)
