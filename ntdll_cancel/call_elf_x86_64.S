/*
 * call_labelled: see call.h. struct call's word stands at offset 0, inside at
 * offset 8. It keeps its pointer in rbx, which system calls leave alone, so that
 * "inside" can be dropped after the call; the handler may send it to
 * call_label_stopped from anywhere between the labels, the frame is the same.
 */
	.text
	.globl	call_labelled
	.hidden	call_labelled
	.globl	call_label_begin, call_label_end
	.globl	call_label_stopped, call_label_last
	.hidden	call_label_begin, call_label_end
	.hidden	call_label_stopped, call_label_last
	.type	call_labelled, @function
	.p2align 4
call_labelled:
	.cfi_startproc
	push	%rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbx, 0
	mov	%rdi, %rbx
	mov	%rsi, %rax
	mov	%rdx, %rdi
	mov	%rcx, %rsi
	mov	%r8, %rdx
	mov	%r9, %r10
	mov	16(%rsp), %r8
	mov	24(%rsp), %r9
	movl	$1, 8(%rbx)
call_label_begin:
	mov	(%rbx), %ecx
	and	$3, %ecx
	cmp	$3, %ecx
	je	call_label_stopped
	syscall
call_label_end:
	movl	$0, 8(%rbx)
	pop	%rbx
	.cfi_remember_state
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbx
	ret
	.cfi_restore_state
call_label_stopped:
	mov	$-125, %rax		/* -ECANCELED */
	jmp	call_label_end
call_label_last:
	.cfi_endproc
	.size	call_labelled, . - call_labelled

/*
 * call_single: the same for one call of three arguments that is all there is to
 * its operation, and the operation's end with it. A locked instruction straight
 * after a system call waits for the kernel's stores, so the end is a plain look
 * and a plain store; the handler sends whoever it finds between the two
 * (call_single_check, call_single_over) back to the look. What has moved nothing may
 * have to be repeated, so a cancel of it must not be overwritten: it stays open for
 * call_end, like one that was asked. rdx: still open.
 */
	.globl	call_single
	.hidden	call_single
	.globl	call_single_begin, call_single_end, call_single_stopped
	.globl	call_single_check, call_single_over, call_single_last
	.hidden	call_single_begin, call_single_end, call_single_stopped
	.hidden	call_single_check, call_single_over, call_single_last
	.type	call_single, @function
	.p2align 4
call_single:
	.cfi_startproc
	push	%rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbx, 0
	mov	%rdi, %rbx
	mov	%rsi, %rax
	mov	%rdx, %rdi
	mov	%rcx, %rsi
	mov	%r8, %rdx
	movl	$1, 8(%rbx)
call_single_begin:
	mov	(%rbx), %ecx
	and	$3, %ecx
	cmp	$3, %ecx
	je	call_single_stopped
	syscall
call_single_end:
	movl	$0, 8(%rbx)
call_single_check:
	mov	(%rbx), %rcx
	mov	%ecx, %edx
	and	$3, %edx
	cmp	$3, %edx
	je	1f
	test	%rax, %rax
	jle	1f
	and	$-4, %rcx
	mov	%rcx, (%rbx)
call_single_over:
	xor	%edx, %edx
	pop	%rbx
	.cfi_remember_state
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbx
	ret
	.cfi_restore_state
1:	mov	$1, %edx
	pop	%rbx
	.cfi_remember_state
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbx
	ret
	.cfi_restore_state
call_single_stopped:
	mov	$-125, %rax
	jmp	call_single_end
call_single_last:
	.cfi_endproc
	.size	call_single, . - call_single
	.section .note.GNU-stack, "", @progbits
