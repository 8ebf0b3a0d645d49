#!/bin/sh
# The first process of a node, in namespaces of its own (mount, process, host name, IPC, cgroup, network). It makes a
# root file system of which only /usr is the machine's, and that cannot be written to; then it starts what a node runs.
# Everything the node changes is below NODE_FOLDER, and everything it starts ends with it.
set -eu
: "${NODE_NAME:?}" "${NODE_ADDRESSES:?}" "${NODE_FOLDER:?}" "${NODE_PROGRAMS:?}" "${NODE_TOOLS:?}" "${POD_RANGES:?}"

hostname "$NODE_NAME"
mount --make-rprivate /
disk=$NODE_FOLDER/disk
root=$NODE_FOLDER/root
mkdir -p "$root" "$disk/kubelet" "$disk/containerd" "$disk/log" "$disk/cni-conf" "$disk/cni-bin" "$disk/cni-state"
mount -t tmpfs -o mode=755 node "$root"
cd "$root"
mkdir -p usr etc/cni var/lib/kubelet var/lib/containerd var/lib/cni var/log opt/cni run tmp proc sys dev root \
  ambit/node ambit/programs ambit/tools
chmod 1777 tmp

# What is a link into /usr on every current distribution is one here.
for name in bin sbin lib lib32 lib64; do
  [ ! -L "/$name" ] || ln -s "usr/$name" "$name"
done
mount --rbind /usr usr
mount -o remount,bind,ro usr
for name in passwd group nsswitch.conf ssl ca-certificates ld.so.conf ld.so.conf.d ld.so.cache alternatives protocols \
  services ethertypes iproute2; do
  [ ! -e "/etc/$name" ] || cp -a "/etc/$name" etc/
done
{ echo "127.0.0.1 localhost $NODE_NAME"; cat "$NODE_FOLDER/hosts"; } > etc/hosts
echo "$NODE_NAME" > etc/hostname
# Nobody there answers: nothing of a cluster asks for names of the outside.
echo "nameserver 127.0.0.1" > etc/resolv.conf
printf '%s' "$NODE_NAME" | md5sum | cut -d' ' -f1 > etc/machine-id
printf 'ID=ambit\nPRETTY_NAME="bare node"\n' > etc/os-release

mount --bind "$disk/kubelet" var/lib/kubelet
mount --bind "$disk/containerd" var/lib/containerd
mount --bind "$disk/cni-state" var/lib/cni
mount --bind "$disk/log" var/log
mkdir -p var/log/pods
mount --bind "$disk/cni-conf" etc/cni
mount --bind "$disk/cni-bin" opt/cni
mount --bind "$NODE_FOLDER" ambit/node
mount --bind "$NODE_PROGRAMS" ambit/programs
mount --bind "$NODE_TOOLS" ambit/tools
mount -t tmpfs -o mode=755 run run
mkdir -p run/netns run/lock
ln -s /run var/run
mount --rbind /dev dev
mount -t proc proc proc
mount -t sysfs sysfs sys

# One hierarchy for all controllers where the machine has that, else one for each.
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup sys/fs/cgroup
  # A group that has processes may not hand controllers on.
  mkdir sys/fs/cgroup/init
  while read -r pid; do echo "$pid" > sys/fs/cgroup/init/cgroup.procs || true; done < sys/fs/cgroup/cgroup.procs
  for name in $(cat sys/fs/cgroup/cgroup.controllers); do echo "+$name" > sys/fs/cgroup/cgroup.subtree_control || true; done
else
  mount -t tmpfs -o mode=755 cgroup sys/fs/cgroup
  while IFS=: read -r _ controllers _; do
    [ -n "$controllers" ] || continue
    folder=sys/fs/cgroup/${controllers#name=}
    mkdir "$folder"
    case $controllers in
      name=*) mount -t cgroup -o "none,$controllers" cgroup "$folder" ;;
      *) mount -t cgroup -o "$controllers" cgroup "$folder" ;;
    esac
    for one in $(echo "${controllers#name=}" | tr , ' '); do
      [ -e "sys/fs/cgroup/$one" ] || ln -s "${controllers#name=}" "sys/fs/cgroup/$one"
    done
  done < /proc/self/cgroup
fi

# The kubelet sets these for the whole machine. It finds them as it wants them, in files, and leaves the machine alone.
mkdir -p "$NODE_FOLDER/sysctl"
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=$NODE_FOLDER/sysctl/$(echo "${setting%=*}" | tr / _)
  echo "${setting#*=}" > "$file"
  mount --bind "$file" "proc/sys/${setting%=*}"
done

mkdir old
pivot_root . old
cd /
umount -l /old
rmdir /old
mount --make-rshared /

PATH=/ambit/tools/usr/bin:/ambit/tools/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
LD_LIBRARY_PATH=/ambit/tools/libraries
export LD_LIBRARY_PATH
mkdir -p /etc/cni/net.d /opt/cni/bin
cp /ambit/tools/usr/lib/cni/* /opt/cni/bin/
[ -n "$(ls /etc/cni/net.d)" ] || cp /ambit/node/pod-network.conflist /etc/cni/net.d/10-pods.conflist

set +e
containerd --config /ambit/node/containerd.toml > /var/log/containerd.log 2>&1 &
tries=0
until ctr version > /dev/null 2>&1 || [ "$tries" -ge 200 ]; do
  tries=$((tries + 1))
  sleep 0.05
done
for image in /ambit/node/images/*.tar; do
  ctr --namespace k8s.io images import "$image" || echo "node-init: $image was not taken"
done
/ambit/programs/kubelet --config=/ambit/node/kubelet.yaml --kubeconfig=/ambit/node/kubelet.kubeconfig \
  --hostname-override="$NODE_NAME" --node-ip="$NODE_ADDRESSES" > /var/log/kubelet.log 2>&1 &
# The settings are the machine's, not this network's.
/ambit/programs/kube-proxy --kubeconfig=/ambit/node/proxy.kubeconfig --hostname-override="$NODE_NAME" \
  --cluster-cidr="$POD_RANGES" --proxy-mode=iptables --conntrack-max-per-core=0 --conntrack-min=0 \
  --conntrack-tcp-timeout-established=0s --conntrack-tcp-timeout-close-wait=0s > /var/log/kube-proxy.log 2>&1 &
echo "node-init: everything is started"
# Whoever lost its parents is this one's to bury.
while :; do
  wait
  sleep 1
done
