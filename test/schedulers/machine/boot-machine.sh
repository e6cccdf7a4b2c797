#!/usr/bin/env bash
# The inside of start-machine.sh: makes the view of the system in which systemd starts, and becomes systemd.
set -euo pipefail
directory=$1
project=$(cd "$(dirname "$0")/../../.." && pwd)
view=$directory/view

mount --make-rprivate /
mkdir "$directory/disk" "$view"
mount -t tmpfs tmpfs "$directory/disk"
mkdir "$directory/disk/upper" "$directory/disk/work"
mount -t overlay overlay -o "lowerdir=/,upperdir=$directory/disk/upper,workdir=$directory/disk/work" "$view"

mount -t proc proc "$view/proc"
mount -t sysfs sysfs "$view/sys"
mkdir -p "$view/sys/fs/cgroup"
mount -t cgroup2 cgroup2 "$view/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$view/run"
mount -t tmpfs -o mode=1777 tmpfs "$view/tmp"
mount -t tmpfs -o mode=755 tmpfs "$view/dev"
for device in null zero full random urandom tty; do
  touch "$view/dev/$device"
  mount --bind "/dev/$device" "$view/dev/$device"
done
mkdir "$view/dev/pts" "$view/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$view/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$view/dev/shm"
ln -s pts/ptmx "$view/dev/ptmx"
ln -s /proc/self/fd "$view/dev/fd"
for stream in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${stream%%:*}" "$view/dev/${stream##*:}"; done

mkdir -p "$view/machine"
mount --bind "$directory" "$view/machine"
hostname machine
echo machine >"$view/etc/hostname"
rm -f "$view/etc/fstab"
echo 0123456789abcdef0123456789abcdef >"$view/etc/machine-id"

# The program where the runbooks say it is, as `npm ci` leaves it for root.
program=$view/opt/ai-tradebot
mkdir -p "$program/node_modules"
cp -r "$project"/{bin,dist,docs,package.json} "$program"
mount --bind "$project/node_modules" "$program/node_modules"
mount -o remount,bind,ro "$program/node_modules"

# Nothing of what this system would start: only what a scheduler's test needs.
units=$view/etc/systemd/system
rm -rf "${units:?}"/* "$view"/lib/systemd/system/*.wants "$view"/etc/systemd/user/*
cat >"$units/machine.target" <<UNIT
[Unit]
Requires=basic.target machine-ready.service
After=basic.target
Wants=systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket dbus.socket systemd-logind.service timers.target
AllowIsolate=yes
UNIT
cat >"$units/machine-ready.service" <<UNIT
[Unit]
After=basic.target systemd-journald.service dbus.socket systemd-logind.service timers.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo ready >/machine/ready'
UNIT
# The journal is the machine's memory of the test: none of it may be dropped.
mkdir -p "$view/etc/systemd/journald.conf.d"
printf '[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\n' >"$view/etc/systemd/journald.conf.d/machine.conf"
chroot "$view" bash /machine/setup-machine.sh

cd "$view"
mkdir -p old
pivot_root . old
umount --lazy /old
# Shared only now: systemd hands credentials to its services over shared mounts.
mount --make-rshared /
exec env -i container=machine PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --system --unit=machine.target --log-target=journal-or-kmsg --log-level=info --show-status=no
