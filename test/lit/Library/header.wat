;; What the C header declares.
;;
;; RUN: rm -rf %t && mkdir %t && cd %t
;; RUN: %wfxc -c %s -o some.plugin.o --name plugin
;; RUN: FileCheck %s --input-file=some.plugin.h
;; RUN: sh -c 'for cc in %each_cc; do $cc -std=c11 %header_flags -fsyntax-only -include ./some.plugin.h -x c /dev/null || exit 1; done'
;; RUN: sh -c 'for cc in %each_cxx; do for std in 11 20; do $cc -std=c++$std %header_flags -fsyntax-only -include ./some.plugin.h -x c++ /dev/null || exit 1; done; done'

(module
  (type $f (func))
  (type $k (cont $f))
  (import "env" "log" (func $log (param i32 i64)))
  (import "env" "all" (func (param f32 f64 v128 (ref null $k) funcref externref exnref)
                            (result f32 f64 v128 (ref null $k) funcref externref exnref)))
  (import "env" "memory" (memory 1))
  (import "env" "tag" (tag))
  (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
  (func (export "add") (param i32 i32) (result i32) (i32.const 0))
  (export "log" (func $log))
  (memory (export "heap") 1 2)
  (table (export "table") 1 (ref null $f))
  (global (export "constant") i64 (i64.const 1))
  (global (export "counter") (mut f64) (f64.const 1))
  (global (export "vector") (mut v128) (v128.const i64x2 0 0))
  (global (export "error") (mut exnref) (ref.null exn))
  (tag (export "failure") (param i32)))

;; CHECK: #ifndef WFX_LIBRARY_plugin_H
;; CHECK: #include <wfx/wfx.h>
;; CHECK: #if WFX_API_VERSION != 1
;; CHECK: #error "this header needs another version of wfx/wfx.h
;; CHECK: extern "C" {
;; CHECK: typedef struct plugin_instance plugin_instance;

;; CHECK: typedef struct plugin_imports {
;; CHECK-NEXT:   void *host; /* first argument of the functions */
;; CHECK-NEXT:   /* "env" "log": (func (param i32 i64)) */
;; CHECK-NEXT:   wfx_status (*env_log)(void *host, int32_t a0, int64_t a1);
;; CHECK-NEXT:   wfx_extern env_log_entity;
;; CHECK-NEXT:   /* "env" "all": (func
;; CHECK-NEXT:   wfx_status (*env_all)(void *host, float a0, double a1, const wfx_v128 *a2, const wfx_cont *a3, const wfx_func *a4, void *a5, wfx_exception *a6, float *r0, double *r1, wfx_v128 *r2, wfx_cont *r3, const wfx_func **r4, void **r5, wfx_exception **r6);
;; CHECK-NEXT:   wfx_extern env_all_entity;
;; CHECK-NEXT:   /* "env" "memory": (memory 1) */
;; CHECK-NEXT:   wfx_extern env_memory;
;; CHECK-NEXT:   /* "env" "tag": (tag) */
;; CHECK-NEXT:   wfx_extern env_tag;
;; CHECK-NEXT:   wfx_wasi *wasi;
;; CHECK-NEXT: } plugin_imports;

;; CHECK: const wfx_module *plugin_module(void);
;; CHECK: static inline plugin_instance *plugin_new(wfx_context *context, const plugin_imports *imports,
;; CHECK: bindings[0].function = (void (*)(void))imports->env_log;
;; CHECK: bindings[0].entity = imports->env_log_entity;
;; CHECK: bindings[2].function = NULL;
;; CHECK: bindings[2].entity = imports->env_memory;
;; CHECK: bindings[4].entity = none;
;; CHECK: bindings, imports->wasi, error);

;; CHECK: /* "add": (func (param i32 i32) (result i32)) */
;; CHECK-NEXT: wfx_status plugin_add(plugin_instance *self, int32_t a0, int32_t a1, int32_t *r0);
;; CHECK-NEXT: static inline const wfx_func *plugin_add_func(plugin_instance *self) {
;; CHECK-NEXT:   return wfx_extern_func(wfx_instance_export((wfx_instance *)self, 0));
;; CHECK: wfx_status plugin_log(plugin_instance *self, int32_t a0, int64_t a1);
;; CHECK: static inline wfx_memory *plugin_heap(plugin_instance *self) {
;; CHECK: static inline wfx_extern plugin_heap_extern(plugin_instance *self) {
;; CHECK: static inline wfx_table *plugin_table(plugin_instance *self) {
;; CHECK: static inline int64_t plugin_constant_get(plugin_instance *self) {
;; CHECK-NOT: plugin_constant_set
;; CHECK: static inline double plugin_counter_get(plugin_instance *self) {
;; CHECK: static inline void plugin_counter_set(plugin_instance *self, double value) {
;; CHECK: static inline wfx_extern plugin_counter_extern(plugin_instance *self) {
;; CHECK: static inline wfx_v128 plugin_vector_get(plugin_instance *self) {
;; CHECK: static inline wfx_exception *plugin_error_get(plugin_instance *self) {
;; CHECK: /* "failure": (tag (param i32)) */
;; CHECK-NEXT: static inline const wfx_tag *plugin_failure(plugin_instance *self) {
