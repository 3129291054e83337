/*
 * What a named pipe's end tells about itself and lets one set.
 */
#define _GNU_SOURCE
#include "npipe.h"
#include <stdlib.h>
#include <string.h>

static uint32_t count_instances(struct npipe *np)
{
	struct np_entry_name *all;
	uint32_t alive = 0;
	int folder = np_folder_lock(NULL, NP_PATIENCE, np->name, false);
	if (folder < 0)
		return 0;
	int n = np_entries(folder, &all);
	for (int i = 0; i < n; i++)
		alive += np_entry_alive(folder, &all[i]);
	free(all);
	np_folder_unlock(folder, np->name);
	return alive;
}

static ULONG smaller(uint64_t bytes)
{
	return bytes < UINT32_MAX ? bytes : UINT32_MAX;
}

static void fill_local(struct npipe *np, FILE_PIPE_LOCAL_INFORMATION *info)
{
	struct file *f = np->file;
	struct np_view view = { 0 };
	uint32_t mine = np->kind.quota[np->end];
	*info = (FILE_PIPE_LOCAL_INFORMATION){
		.NamedPipeType = np->kind.message,
		.NamedPipeConfiguration = np->kind.config,
		.MaximumInstances = np->kind.most,
		.CurrentInstances = count_instances(np),
		.InboundQuota = np->kind.quota[FILE_PIPE_CLIENT_END],
		.OutboundQuota = np->kind.quota[FILE_PIPE_SERVER_END],
		.WriteQuotaAvailable = mine,
		.NamedPipeEnd = np->end,
	};
	lock_take(&f->lock);
	info->NamedPipeState = np->state;
	if (np->link) {
		if (np_link_over(np->link))
			info->NamedPipeState = FILE_PIPE_CLOSING_STATE;
		np_look(&np->link->in, NULL, 0, np->kind.message, &view);
		uint64_t unread = np_unread(&np->link->out);
		info->ReadDataAvailable = view.bytes;
		info->WriteQuotaAvailable = unread < mine ? mine - unread : 0;
	}
	lock_drop(&f->lock);
}

NTSTATUS npipe_query(struct file *f, ULONG class, void *data, ULONG length,
		     ULONG *used)
{
	struct npipe *np = f->np;
	union {
		FILE_PIPE_INFORMATION pipe;
		FILE_PIPE_LOCAL_INFORMATION local;
		FILE_STANDARD_INFORMATION standard;
	} info;
	FILE_PIPE_LOCAL_INFORMATION now;
	memset(&info, 0, sizeof info);
	switch (class) {
	case FilePipeInformation:
		*used = sizeof info.pipe;
		info.pipe.ReadMode = np->message_mode;
		info.pipe.CompletionMode = np->nowait;
		break;
	case FilePipeLocalInformation:
		*used = sizeof info.local;
		fill_local(np, &info.local);
		break;
	default:
		*used = sizeof info.standard;
		fill_local(np, &now);
		info.standard.AllocationSize.QuadPart = smaller(
			(uint64_t)now.InboundQuota + now.OutboundQuota);
		info.standard.EndOfFile.QuadPart = now.ReadDataAvailable;
		info.standard.NumberOfLinks = 1;
		info.standard.DeletePending = TRUE;
	}
	if (length < *used)
		return STATUS_INFO_LENGTH_MISMATCH;
	memcpy(data, &info, *used);
	return STATUS_SUCCESS;
}

NTSTATUS npipe_set(struct file *f, const FILE_PIPE_INFORMATION *info)
{
	struct npipe *np = f->np;
	if (info->ReadMode > FILE_PIPE_MESSAGE_MODE ||
	    info->CompletionMode > FILE_PIPE_COMPLETE_OPERATION)
		return STATUS_INVALID_PARAMETER;
	if (info->ReadMode == FILE_PIPE_MESSAGE_MODE && !np->kind.message)
		return STATUS_INVALID_PARAMETER;
	np->message_mode = info->ReadMode == FILE_PIPE_MESSAGE_MODE;
	np->nowait = info->CompletionMode == FILE_PIPE_COMPLETE_OPERATION;
	return STATUS_SUCCESS;
}
