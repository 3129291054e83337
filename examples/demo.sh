#!/bin/sh
# Owns the demo: prepares a FIFO, a pty (DEMO_PTY, from demo_pty), pipes and a
# stalled FUSE file system, runs the examples on them and prints one table.
# usage: demo_pty demo.sh FOLDER-OF-THE-PROGRAMS [STALLING-FUSE-DAEMON]
set -u

bin=$1
daemon=${2:-}
dir=$(mktemp -d "${TMPDIR:-/tmp}/wincancel-demo.XXXXXX")
failed=$dir/failed
pipe='\\.\pipe\wincancel-demo-'$$
mounted=

cleanup() {
	if [ -n "$mounted" ]; then
		fusermount3 -u -q "$dir/fuse" || umount -l "$dir/fuse"
	fi
	rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

row() {
	printf '%-46s %10s  %-20s %-40s %9s\n' "$@"
}

table() {
	row BLOCKED FOR 'CANCELLED BY' 'THE PROGRAM SAW' 'CANCEL TOOK'
	tab=$(printf '\t')
	while IFS=$tab read -r blocked time canceller saw took; do
		row "$blocked" "$time" "$canceller" "$saw" "$took"
	done
}

run() {
	program=$1
	shift
	timeout --foreground 40 "$bin/$program" "$@" || {
		echo "demo: $program $* failed with $?" >&2
		: >"$failed"
	}
}

skip() {
	printf '%s\t-\t-\t%s\t-\n' "$1" "skipped: $2"
}

# A terminal may be read only from the foreground.
on_terminal() {
	[ -t 0 ] && awk '{ sub(/.*\) /, ""); exit $3 != $6 }' /proc/$$/stat
}

fuse_mount() {
	[ -n "$daemon" ] && [ -x "$daemon" ] && [ -w /dev/fuse ] || return 1
	mkdir "$dir/fuse"
	"$daemon" "$dir/fuse" >"$dir/fuse.log" 2>&1 8>&- 9>&- &
	tries=20
	while [ $tries -gt 0 ]; do
		tries=$((tries - 1))
		if mountpoint -q "$dir/fuse"; then
			mounted=1
			return 0
		fi
		sleep 0.1
	done
	return 1
}

demo() {
	run cancelable_read 'FIFO without data' "$dir/fifo"
	{ sleep 0.25; printf hello >&9; } &
	run cancelable_read 'FIFO, data in time' "$dir/fifo" 1000 fixed
	wait $!
	run sync_worker 'FIFO without data' "$dir/fifo"
	run sync_worker 'FIFO without a peer' "$dir/lonely"
	run sync_worker 'anonymous pipe' pipe
	run pipe_timeout server "$pipe" 8>&- 9>&- &
	run pipe_timeout client "$pipe"
	run iocp_echo demo
	wait $!
	if [ -n "${DEMO_PTY:-}" ]; then
		run cancelable_read 'silent pty' "$DEMO_PTY" 300 fixed
		run sync_worker 'silent pty' "$DEMO_PTY"
	else
		skip 'silent pty' 'no pty to be had'
	fi
	if on_terminal; then
		# Somebody may type: no cancel then, and no failure either.
		timeout --foreground 40 "$bin/sync_worker" 'this terminal' - || true
	else
		skip 'this terminal' 'not on a terminal'
	fi
	if [ -n "$mounted" ]; then
		run cancelable_read 'stalled FUSE file' "$dir/fuse/read-stall" 300 fixed
		run sync_worker 'stalled FUSE file' "$dir/fuse/read-stall"
		run sync_worker 'stalled FUSE open' "$dir/fuse/open-stall"
	else
		skip 'stalled FUSE file' 'no FUSE here'
	fi
}

mkfifo "$dir/fifo" "$dir/lonely"
exec 9<>"$dir/fifo"
fuse_mount || true
demo | table
[ ! -e "$failed" ]
