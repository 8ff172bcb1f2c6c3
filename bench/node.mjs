// node.mjs - runs a WASI command in Node: node node.mjs FILE.wasm ARGUMENTS...
//
// The current directory is preopened as ".". The exit status is the program's.
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const [file, ...rest] = process.argv.slice(2);
const wasi = new WASI({
  version: 'preview1',
  args: [file, ...rest],
  preopens: { '.': '.' },
});
const module = await WebAssembly.compile(readFileSync(file));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
process.exitCode = wasi.start(instance);
