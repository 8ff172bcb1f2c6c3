(module
  (import "wasi_snapshot_preview1" "fd_read"
    (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_filestat_get"
    (func $stat (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_seek"
    (func $seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff"
    (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  ;; Two buffers: 100 with 3 bytes, 103 with 5.
  (data (i32.const 0) "\64\00\00\00\03\00\00\00\67\00\00\00\05\00\00\00")
  (data (i32.const 100) "onetwo..")
  ;; The error number, and how much.
  (func (export "read") (param i32) (result i32 i32)
    (call $read (local.get 0) (i32.const 0) (i32.const 2) (i32.const 16))
    (i32.load (i32.const 16)))
  (func (export "write") (param i32) (result i32 i32)
    (call $write (local.get 0) (i32.const 0) (i32.const 2) (i32.const 16))
    (i32.load (i32.const 16)))
  (func (export "stat") (param i32) (result i32) (call $stat (local.get 0) (i32.const 200)))
  (func (export "seek") (param i32) (result i32)
    (call $seek (local.get 0) (i64.const 0) (i32.const 0) (i32.const 200)))
  ;; Waits until it can read: a subscription of 48 bytes at 300, an event at 400.
  (func (export "poll") (param i32) (result i32)
    (i32.store8 (i32.const 308) (i32.const 1))
    (i32.store (i32.const 316) (local.get 0))
    (call $poll (i32.const 300) (i32.const 400) (i32.const 1) (i32.const 16))))
