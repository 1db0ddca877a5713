# Sourced by a job in which the gateway runs: what it says of itself.
PAUSE=1

# watch_status NODE DIRECTORY: once, before anything is asked of the gateway that keeps its data there.
watch_status() { "$1" /case/watch-status.mjs "$2" /tmp/status.json 7>&- & }
status() { [ -s /tmp/status.json ] && cat /tmp/status.json; }
sensor_is() {
  local text
  text=$(status) && grep -q "\"sensor\":\"$1\",\"type\":\"[a-z-]*\",\"state\":\"$2\"" <<< "$text" && return
  grep -o "\"sensor\":\"$1\"[^}]*}" <<< "$text"
  return 1
}
sensor_is_not() { status > /dev/null && ! sensor_is "$1" "$2"; }
# Since when a sensor is as it is, in milliseconds: by the gateway's own clock, which no slow question makes late.
sensor_since() { status | sed -E "s/.*\"sensor\":\"$1\"[^}]*\"since\":([0-9]+).*/\1/"; }
