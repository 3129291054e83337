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
	.section .note.GNU-stack, "", @progbits
