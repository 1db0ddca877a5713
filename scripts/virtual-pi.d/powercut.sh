source /case/lib.sh
mkdir -p /program /data
check 'the program is there' mount -o ro LABEL=program /program
ln -s /program/lintel/node_modules /node_modules

# The shell's own `read`: each further process costs an emulated machine half a second.
devices=() caches=()
for wanted in $(</case/drives); do
  for block in /sys/block/vd*; do
    read -r serial < "$block/serial"
    [ "$serial" = "$wanted" ] && devices+=("/dev/${block##*/}") caches+=("$block/queue/write_cache")
  done
done
check 'every drive has a write cache' test -z "$(grep -L 'write back' "${caches[@]}")"

for port in /sys/class/virtio-ports/*; do
  read -r name < "$port/name"
  [ "$name" = acks ] && acks=/dev/${port##*/}
done
/program/lintel/bin/node /case/keep-writing.mjs "$(</case/first-cut)" "${devices[@]}" > "$acks" 7>&- &
ask last-moment || exit 1
ask power-cut
sleep 600
