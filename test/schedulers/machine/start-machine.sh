#!/usr/bin/env bash
# Starts a machine of its own: a real systemd as process 1 of fresh namespaces, on a copy-on-write view of this system.
# Needs root. Says on stdout the process id by which nsenter finds it, once everything wanted at the start is up.
# Lives until its standard input ends, so that it is gone with its test, however that ends.
#
# usage: start-machine.sh DIRECTORY   given away by the caller; it is /machine inside, and removed at the end
set -euo pipefail
directory=$1
here=$(cd "$(dirname "$0")" && pwd)

# What is mounted from here on is seen, and ends, with this script.
if [ "${MACHINE_UNSHARED:-}" != yes ]; then
  MACHINE_UNSHARED=yes exec unshare --mount --propagation private bash "$0" "$directory"
fi

# A control group of its own, because systemd takes the one it finds itself in for all there is; and because all
# processes of a group can be ended at once.
mkdir "$directory/cgroup"
mount -t cgroup2 cgroup2 "$directory/cgroup"
group="$directory/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/tradebot-machine-$$"
mkdir "$group"

stop() {
  echo 1 >"$group/cgroup.kill" || kill -KILL "$unshared"
  wait "$unshared" 2>/dev/null || true
  until ! grep -q 'populated 1' "$group/cgroup.events"; do :; done
  find "$group" -depth -type d -exec rmdir {} +
  umount "$directory/cgroup"
  rm -rf --one-file-system "$directory"
}

mkfifo "$directory/ready"
(
  echo "$BASHPID" >"$group/cgroup.procs"
  exec unshare --mount --pid --fork --kill-child --uts --ipc --cgroup bash "$here/boot-machine.sh" "$directory"
) </dev/null >"$directory/console" 2>&1 &
unshared=$!
trap stop EXIT

exec 3<>"$directory/ready"
if ! read -r -t 60 -u 3 _; then
  echo "the machine did not come up within a minute; it said:" >&2
  cat "$directory/console" >&2
  exit 1
fi
read -r systemd <"/proc/$unshared/task/$unshared/children" || true # the kernel ends the list without a newline
echo "$systemd"
cat >/dev/null
