# shellcheck shell=bash
# What the scripts of this folder share. Sourced, never run.

root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
target=$root/target
jar=$target/sampo.jar

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$(basename -- "$0"): $*"
  exit 1
}

# Installs Debian packages if this user may.
#
#   install_if_missing PROGRAM=PACKAGE.. -- WHAT IS SKIPPED WITHOUT
install_if_missing() {
  local missing=()
  for (( ; $# > 0; )); do
    [[ $1 != -- ]] || break
    command -v "${1%%=*}" >/dev/null || missing+=("${1#*=}")
    shift
  done
  if ((${#missing[@]} == 0)); then return 0; fi
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    say "installing ${missing[*]}"
    if { apt-get install -y -q "${missing[@]}" \
      || { apt-get update -q && apt-get install -y -q "${missing[@]}"; }; } \
      >"${TMPDIR:-/tmp}/sampo-apt.log" 2>&1 </dev/null; then
      return 0
    fi
    say "apt could not: $(tail -n 1 "${TMPDIR:-/tmp}/sampo-apt.log")"
  fi
  say "without ${missing[*]}: ${*:2} will be skipped"
}

# Prints its arguments with commas between them.
joined() {
  local IFS=,
  printf '%s\n' "$*"
}

# The feature number of the JDK in a folder, from its release file; nothing if it is no JDK.
jdk_feature() {
  local line
  [[ -x $1/bin/java && -r $1/release ]] || return 0
  while IFS= read -r line; do
    [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]] || continue
    printf '%s\n' "${BASH_REMATCH[1]}"
    return
  done <"$1/release"
}

# Prints the home of a JDK 25.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" "${JAVA25_HOME:-}" /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [[ -n $home && $(jdk_feature "$home") == 25 ]]; then
      printf '%s\n' "$home"
      return
    fi
  done
  die "no JDK 25 found: install one (Debian: apt install temurin-25-jdk or openjdk-25-jdk;" \
    "anywhere: sdk install java 25-tem) or point JAVA_HOME at it"
}

# Whether the jar is missing, or older than what it is made of.
needs_build() {
  [[ -d $root/src ]] || return 1
  [[ -f $jar && -f $target/.built ]] || return 0
  [[ -n $(find "$root/pom.xml" "$root/src/main" -newer "$target/.built" -print -quit) ]]
}

# Builds the jar if it must; one build at a time.
build_if_needed() {
  needs_build || return 0
  mkdir -p "$target"
  (
    flock 9
    needs_build || exit 0
    build "$1"
  ) 9>"$target/.build-lock"
}

# Shows the goal Maven is at; the whole output goes to a log.
build() {
  local log=$target/build.log begun=$SECONDS goal
  command -v mvn >/dev/null || die "Maven is not installed: apt install maven (3.8 or later)"
  touch "$target/.building"
  say "building Sampo; the first time Maven downloads its libraries"
  if ! JAVA25_HOME=$1 mvn -B -ntp -f "$root/pom.xml" -DskipTests -Dfast package 2>&1 \
    | tee "$log" | while IFS= read -r line; do
      [[ $line == *"--- "*":"*"("* ]] || continue
      goal=${line#*--- } goal=${goal%% (*}
      if [[ -t 2 ]]; then printf '\r\033[K  %3d s  %s' $((SECONDS - begun)) "$goal" >&2; fi
    done; then
    [[ ! -t 2 ]] || printf '\r\033[K' >&2
    grep -m 5 -F '[ERROR]' "$log" >&2 || tail -n 5 "$log" >&2
    die "the build failed; all of its output: $log"
  fi
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
  say "built in $((SECONDS - begun)) s"
  mv "$target/.building" "$target/.built"
}

# Makes the AOT caches if there are none for this jar. A member starts without them too.
train_if_needed() {
  [[ ${SAMPO_AOT:-on} == on && -d $root/src ]] || return 0
  [[ $target/sampo.aot -nt $jar && $target/sampo-client.aot -nt $jar ]] && return 0
  "$root/ops/aot" || say "no AOT cache: members start more slowly"
}

# Whether something accepts connections on a port of this machine.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Prints which process listens on a port, as well as this user may know.
port_owner() {
  local inode fd pid
  inode=$(awk -v port="$(printf ':%04X' "$1")" \
    '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null) || true
  if [[ -n $inode ]]; then
    fd=$(find /proc/[0-9]*/fd -lname "socket:\[$inode\]" -print -quit 2>/dev/null) || true
    pid=${fd#/proc/} pid=${pid%%/*}
  fi
  if [[ -n ${pid:-} ]]; then
    printf 'process %s (%s)\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c1-60)"
  else
    printf 'another process\n'
  fi
}

# Prints the body that http://127.0.0.1:PORT/PATH answers; fails if nobody does within so many SECONDS.
#
#   http_send SECONDS PORT METHOD PATH [JSON]
http_send() {
  timeout "$1" bash -c '
    exec 3<>"/dev/tcp/127.0.0.1/$0" || exit 1
    printf "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" "$1" "$2" >&3
    [[ -z $3 ]] || printf "Content-Type: application/json\r\nContent-Length: %s\r\n" "${#3}" >&3
    printf "\r\n%s" "$3" >&3
    while IFS= read -r line <&3 && [[ $line != $'"'\r'"' ]]; do :; done
    cat <&3' "${@:2:3}" "${5:-}" 2>/dev/null
}

http_get() { http_send 2 "$1" GET "$2"; }

# The port first: who waits for members to start must not take the processor from them.
healthy() { port_taken "$1" && [[ $(http_get "$1" /health) == *'"health":"true"'* ]]; }

# Whether a process runs and every further argument is in its command line.
runs() {
  local pid=$1 line
  [[ -n $pid && -r /proc/$pid/cmdline ]] || return 1
  line=$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null) || return 1
  shift
  local part
  for part in "$@"; do [[ $line == *"$part"* ]] || return 1; done
}
