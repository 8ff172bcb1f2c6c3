"""A module whose function `many` has as many vector constants as the argument says."""
import sys

count = int(sys.argv[1])
print('(module (func $many (export "many") (result v128) (local v128)')
print("  (local.set 0 (i32x4.splat (call $one)))")
for i in range(count):
    op = ("i32x4.add", "v128.xor", "i16x8.sub")[i % 3]
    print(f"  (local.set 0 ({op} (local.get 0) (v128.const i32x4 {i} {i * 7} 1 {i * i})))")
print("  (local.get 0))")
print('(func $one (result i32) (i32.load (i32.const 0))) (memory 1)')
print('(func $few (export "few") (param v128) (result v128)')
print("  (i32x4.add (local.get 0) (v128.const i32x4 1 2 3 4))))")
