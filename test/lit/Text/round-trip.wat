;; Text to binary to text: printing loses nothing that the binary has, names
;; included, and the text assembles to the same bytes.
;;
;; RUN: %wfxc wat2wasm %s -o %t.wasm
;; RUN: %wfxc wasm2wat %t.wasm -o %t.wat
;; RUN: %wfxc wat2wasm %t.wat -o %t.again.wasm
;; RUN: cmp %t.wasm %t.again.wasm
;; RUN: FileCheck --input-file=%t.wat %s
;;
;; --emit=wat prints the same.
;; RUN: %wfxc %t.wasm --emit=wat -o - | cmp - %t.wat

(module $shapes
  (type $unary (sub (func (param i32) (result i32))))
  (type $narrow (sub final $unary (func (param i32) (result i32))))
  (import "host" "log" (func $log (param $what i32)))
  (import "host" "table" (table $imported 1 10 funcref))
  (memory $main (export "memory") 1 4)
  (memory $other 2)
  (table $callees 3 3 funcref)
  (global $counter (mut i64) (i64.const -1))
  (global $nan f32 (f32.const -nan:0x200001))
  (elem $e (table $callees) (i32.const 0) func $twice $log)
  (elem declare func $pick)
  (data $d (memory $other) (i32.const 8) "a\00\ff\"\u{263a}")
  (data $passive "later")
  (start $begin)

  (func $begin (drop (call $twice (i32.const 0x7fffffff))))
  (func $twice (type $narrow) (param $n i32) (result i32)
    (local $unused f64) (local $sum i32)
    (local.set $sum (i32.add (local.get $n) (local.get $n)))
    (local.get $sum))
  (func $pick (export "pick") (param $which i32) (result i32 i64)
    (block $zero
      (block $one
        (br_table $one 1 (local.get $which))))
    (i32.load16_s $other offset=4 align=1 (i32.const 0))
    (if (param i32) (result i32 i64) (local.get $which)
      (then (i64.const 0x8000000000000000))
      (else (global.get $counter))))
  (func $indirect (param funcref) (result i32)
    (memory.copy $main $other (i32.const 0) (i32.const 1) (i32.const 2))
    (memory.init $passive (i32.const 0) (i32.const 0) (i32.const 5))
    (drop (select (result funcref) (local.get 0) (ref.func $pick) (i32.const 1)))
    (call_indirect $callees (type $unary) (i32.const 9) (i32.const 0))))

;; CHECK: (module $shapes
;; CHECK: (type $unary (;0;) (sub (func (param i32) (result i32))))
;; CHECK: (type $narrow (;1;) (sub final $unary (func (param i32) (result i32))))
;; CHECK: (import "host" "log" (func $log (;0;) (type [[#]]) (param $what i32)))
;; CHECK: (import "host" "table" (table $imported (;0;) 1 10 funcref))
;; CHECK: (table $callees (;1;) 3 3 funcref)
;; CHECK: (memory $main (;0;) 1 4)
;; CHECK: (memory $other (;1;) 2)
;; CHECK: (global $counter (;0;) (mut i64) (i64.const -1))
;; CHECK: (global $nan (;1;) f32 (f32.const -nan:0x200001))
;; CHECK: (export "memory" (memory $main))
;; CHECK: (start $begin)
;; CHECK: (func $pick
;; CHECK:   block $zero
;; CHECK:     block $one
;; CHECK:       br_table $one $zero
;; CHECK:   i32.load16_s $other offset=4 align=1
;; CHECK:   if (type [[#]]) (param i32) (result i32 i64)
;; CHECK:     i64.const -9223372036854775808
;; CHECK:   memory.copy $main $other
;; CHECK:   select (result funcref)
;; CHECK:   call_indirect $callees (type $unary)
;; CHECK: (data $d (;0;) (memory $other) (i32.const 8) "a\00\ff\22\e2\98\ba")
