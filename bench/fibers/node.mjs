// node.mjs - calls an export of a module without imports: node.mjs FILE.wasm NAME N
import { readFileSync } from 'node:fs';

const [file, name, count] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(file));
const instance = new WebAssembly.Instance(module);
console.log(String(instance.exports[name](BigInt(count))));
