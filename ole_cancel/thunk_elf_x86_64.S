/*
 * Between Windows' calling convention and a frame in memory.
 *
 * A method that we stand for spills its four register arguments to their home places,
 * which makes all its arguments one array, and says its number. What it calls is
 * compiled for the same convention and keeps what that keeps. A result is in rax, and
 * in xmm0 for those that return a number with a point.
 */
	.text

	/* frame: this, arguments … above the return address */
	.macro into function
	movq	%rcx, 8(%rsp)
	movq	%rdx, 16(%rsp)
	movq	%r8, 24(%rsp)
	movq	%r9, 32(%rsp)
	leaq	8(%rsp), %rcx
	movl	%eax, %edx
	subq	$72, %rsp
	.cfi_adjust_cfa_offset 72
	movq	%xmm0, 32(%rsp)
	movq	%xmm1, 40(%rsp)
	movq	%xmm2, 48(%rsp)
	movq	%xmm3, 56(%rsp)
	leaq	32(%rsp), %r8
	call	\function
	movq	%rax, %xmm0
	addq	$72, %rsp
	.cfi_adjust_cfa_offset -72
	ret
	.endm

	.type	stubless, @function
stubless:
	.cfi_startproc
	into	ndr_stubless
	.cfi_endproc
	.size	stubless, . - stubless

	.type	async, @function
async:
	.cfi_startproc
	into	ndr_async_called
	.cfi_endproc
	.size	async, . - async

	.macro	thunks name, count, target
	.globl	\name
	.hidden	\name
	.type	\name, @function
	.balign	16
\name:
	.cfi_startproc
	.set	i, 0
	.rept	\count
	.balign	16
	movl	$i, %eax
	jmp	\target
	.set	i, i + 1
	.endr
	.balign	16
	.cfi_endproc
	.size	\name, . - \name
	.endm

	thunks	ndr_stubless_thunks, 512, stubless
	thunks	ndr_async_thunks, 1024, async

	/* The same method of the object that stands behind the vtable pointer. */
	.globl	ndr_forward_thunks
	.hidden	ndr_forward_thunks
	.type	ndr_forward_thunks, @function
	.balign	16
ndr_forward_thunks:
	.cfi_startproc
	.set	i, 0
	.rept	512
	.balign	16
	movl	$(8 * i), %eax
	jmp	forward
	.set	i, i + 1
	.endr
	.balign	16
forward:
	movq	8(%rcx), %rcx
	addq	(%rcx), %rax
	jmp	*(%rax)
	.cfi_endproc
	.size	ndr_forward_thunks, . - ndr_forward_thunks

	/* ndr_invoke(method, frame, slots), System V: a copy of the frame, whose first
	 * four slots are also in the registers where either kind of value would be. */
	.globl	ndr_invoke
	.hidden	ndr_invoke
	.type	ndr_invoke, @function
	.balign	16
ndr_invoke:
	.cfi_startproc
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	movq	%rdi, %rax
	leaq	(,%rdx,8), %rcx
	subq	%rcx, %rsp
	andq	$-16, %rsp
1:	movq	-8(%rsi,%rdx,8), %rcx
	movq	%rcx, -8(%rsp,%rdx,8)
	decq	%rdx
	jnz	1b
	movq	(%rsp), %rcx
	movq	8(%rsp), %rdx
	movq	16(%rsp), %r8
	movq	24(%rsp), %r9
	movq	%rcx, %xmm0
	movq	%rdx, %xmm1
	movq	%r8, %xmm2
	movq	%r9, %xmm3
	call	*%rax
	leave
	.cfi_def_cfa %rsp, 8
	ret
	.cfi_endproc
	.size	ndr_invoke, . - ndr_invoke

	/* An AsyncIFoo's. */
	.section .data.rel.ro, "aw"
	.globl	ndr_async_vtbl
	.hidden	ndr_async_vtbl
	.type	ndr_async_vtbl, @object
	.balign	16
ndr_async_vtbl:
	.set	i, 0
	.rept	1024
	.quad	ndr_async_thunks + 16 * i
	.set	i, i + 1
	.endr
	.size	ndr_async_vtbl, . - ndr_async_vtbl

	.section .note.GNU-stack, "", @progbits
