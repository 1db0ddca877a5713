# Sourced by the scripts: how they speak, and how they get Debian packages.

say() { printf '\033[2m· %s\033[0m\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# use_debian COMMAND=PACKAGE …: installs what is missing when it may, and says exactly what is missing when it may not.
use_debian() {
  local missing=()
  # A name with a slash is looked for as a file (wildcards allowed), any other on the PATH.
  for pair in "$@"; do
    case "${pair%%=*}" in
      */*) compgen -G "${pair%%=*}" >/dev/null || missing+=("${pair#*=}") ;;
      *) command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}") ;;
    esac
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null && as_root=(sudo -n) || die "missing Debian packages; run: sudo apt-get install ${missing[*]}"
  fi
  command -v apt-get >/dev/null || die "missing programs from these Debian packages: ${missing[*]}"
  say "installing Debian packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
    || die "apt-get could not install: ${missing[*]}"
}

# only_processors NAME …: ends the script when a name is not a processor that packages are made for.
only_processors() {
  local name
  for name in "$@"; do
    case $name in
      arm64 | amd64) ;;
      *) die "usage: $0 [arm64|amd64 …], Debian packages into var/packages; '$name' is not one of the two" ;;
    esac
  done
}

# write_deb FOLDER FILE OPTION …: a package under its name is whole, also when this is cut short or looked at meanwhile.
write_deb() {
  local tree=$1 file=$2
  shift 2
  dpkg-deb --root-owner-group "$@" --build "$tree" "$file.part" > /dev/null || { rm -f "$file.part"; die "$file could not be written"; }
  mv "$file.part" "$file"
}
