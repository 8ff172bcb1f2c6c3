;; What a resumption and a suspension are in machine code: nothing but what
;; docs/continuations.md lists.
;;
;; RUN: %wfxc %s -O2 --emit=asm -o - | sed '/^[[:space:]]\+[.#]/d; /^#/d; /^$/d' | FileCheck %s
;; REQUIRES: x86_64

;; Code that has no continuations is the same as if there were none.
;; RUN: echo '(module (memory 1) (func (export "f") (param i32) (result i32) (local $n i32) (loop $l (local.set $n (i32.add (local.get $n) (i32.load (local.get 0)))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 4))))) (local.get $n)))' > %t.wat
;; RUN: %wfxc %t.wat -O2 --emit=asm -o %t.with
;; RUN: %wfxc %t.wat -O2 --emit=asm -W stack-switching=n -o %t.without
;; RUN: cmp %t.with %t.without
;; RUN: %wfxc %t.wat -O2 --emit=asm --continuation-stacks=all -o %t.all
;; RUN: cmp %t.with %t.all

(module
  (type $f (func)) (type $k (cont $f))
  (tag $t (param i32))
  ;; CHECK-LABEL: {{^}}wfx_f0.numbers:
  ;; CHECK:      [[LOOP:.LBB0_[0-9]+]]:
  ;; The resumer's first clause is for the tag.
  ;; CHECK-NEXT: movq 64([[OWN:%r[0-9a-z]+]]), [[CLAUSES:%r[0-9a-z]+]]
  ;; CHECK-NEXT: movl $1, %eax
  ;; CHECK-NEXT: movq [[OWN]], %r9
  ;; CHECK-NEXT: movq {{-[0-9]+}}(%rbp), [[TAG:%r[0-9a-z]+]]
  ;; CHECK-NEXT: cmpq [[TAG]], 8([[CLAUSES]])
  ;; CHECK-NEXT: jne .L
  ;; CHECK-NEXT: {{^}}.LBB0_
  ;; The value, and what is live.
  ;; CHECK-NEXT: movl {{%[a-z0-9]+}}, %esi
  ;; CHECK-NEXT: movq %rsi, {{-[0-9]+}}(%rbp)
  ;; The stack that ends what is suspended, the record to save to, who goes on.
  ;; CHECK-NEXT: movq %r9, 72([[OWN]])
  ;; CHECK-NEXT: leaq 24([[OWN]]), %r8
  ;; CHECK-NEXT: movq 56(%r9), %r11
  ;; The switch.
  ;; CHECK-NEXT: leaq .Lwfx_resume_0(%rip), %rbx
  ;; CHECK-NEXT: movq %rbp, (%r8)
  ;; CHECK-NEXT: movq %rbx, 8(%r8)
  ;; CHECK-NEXT: movq %rsp, 16(%r8)
  ;; CHECK-NEXT: movq %r11, 16(%r10)
  ;; CHECK-NEXT: movq 8(%r9), %rbx
  ;; CHECK-NEXT: movq 16(%r9), %rsp
  ;; CHECK-NEXT: movq (%r9), %rbp
  ;; CHECK-NEXT: jmpq *%rbx
  ;; CHECK-NEXT: nop
  ;; CHECK-NEXT: .Lwfx_resume_0:
  ;; CHECK-NEXT: nop
  ;; CHECK-NEXT: movq {{-[0-9]+}}(%rbp), %rax
  ;; CHECK-NEXT: leal 1(%rax), {{%[a-z0-9]+}}
  ;; CHECK-NEXT: movq %r11, [[OWN]]
  ;; CHECK-NEXT: jmp [[LOOP]]
  (func $numbers (export "numbers") (local $i i32)
    (loop $next
      (suspend $t (local.get $i))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))

  ;; CHECK-LABEL: {{^}}wfx_f1.sum:
  ;; CHECK:      [[LOOP:.LBB1_[0-9]+]]:
  ;; The reference is not null and the one that is valid.
  ;; CHECK-NEXT: testq [[STACK:%r[0-9a-z]+]], [[STACK]]
  ;; CHECK-NEXT: je .L
  ;; CHECK-NEXT: cmpq [[REVISION:%r[0-9a-z]+]], 48([[STACK]])
  ;; CHECK-NEXT: jne .L
  ;; What is live.
  ;; CHECK-NEXT: movq %rax, {{-[0-9]+}}(%rbp)
  ;; CHECK-NEXT: movl %ecx, {{-[0-9]+}}(%rbp)
  ;; It is valid no longer, and nothing is bound.
  ;; CHECK-NEXT: incq [[REVISION]]
  ;; CHECK-NEXT: movq [[REVISION]], 48([[STACK]])
  ;; CHECK-NEXT: cmpq $0, 88([[STACK]])
  ;; CHECK-NEXT: jne .L
  ;; CHECK-NEXT: {{^}}.LBB1_
  ;; Into the chain: parent, what is known of it, clauses.
  ;; CHECK-NEXT: movq 72([[STACK]]), %r8
  ;; CHECK-NEXT: movq [[MINE:%r[0-9a-z]+]], 56(%r8)
  ;; CHECK-NEXT: movq [[MINE]], 72([[MINE]])
  ;; CHECK-NEXT: leaq {{-[0-9]+}}(%rbp), [[MARKS:%r[0-9a-z]+]]
  ;; CHECK-NEXT: movq [[MARKS]], 64(%r8)
  ;; CHECK-NEXT: leaq 24([[STACK]]), %r9
  ;; CHECK-NEXT: movq [[STACK]], %r11
  ;; The switch.
  ;; CHECK-NEXT: leaq .Lwfx_resume_1(%rip), %rbx
  ;; CHECK-NEXT: movq %rbp, (%r8)
  ;; CHECK-NEXT: movq %rbx, 8(%r8)
  ;; CHECK-NEXT: movq %rsp, 16(%r8)
  ;; CHECK-NEXT: movq %r11, 16(%r10)
  ;; CHECK-NEXT: movq 8(%r9), %rbx
  ;; CHECK-NEXT: movq 16(%r9), %rsp
  ;; CHECK-NEXT: movq (%r9), %rbp
  ;; CHECK-NEXT: jmpq *%rbx
  ;; CHECK-NEXT: nop
  ;; CHECK-NEXT: .Lwfx_resume_1:
  ;; CHECK-NEXT: nop
  ;; Which clause; the new reference.
  ;; CHECK-NEXT: cmpq $1, %rax
  ;; CHECK-NEXT: movl {{-[0-9]+}}(%rbp), %ecx
  ;; CHECK-NEXT: jne .L
  ;; CHECK-NEXT: movq 48({{%r[0-9a-z]+}}), [[REVISION]]
  ;; CHECK-NEXT: movq {{-[0-9]+}}(%rbp), %rax
  ;; CHECK-NEXT: addl %esi, %eax
  ;; CHECK-NEXT: decl %ecx
  ;; CHECK-NEXT: jne [[LOOP]]
  (func $sum (export "sum") (param $k (ref null $k)) (param $n i32) (result i32) (local $sum i32)
    (loop $next
      (block $on (result i32 (ref $k))
        (resume $k (on $t $on) (local.get $k))
        (return (local.get $sum)))
      (local.set $k)
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
