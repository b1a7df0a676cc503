# Sourced by the install scripts: where things are kept, and apt made patient.
# shellcheck shell=bash

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${EKSGRADER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/eksgrader}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd) # absolute: the fixtures read the paths from another folder

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# Networks fail for a moment; a build must not fail with them.
retry() {
    local try
    for try in 1 2 3; do
        if "$@"; then return 0; fi
        say "try $try failed: $*"
        if ((try < 3)); then sleep $((try * 5)); fi
    done
    return 1
}

# The name of a stage's folder: a changed script builds anew, a changed comment does not.
keyed() {
    local sources=("$here/install-$1") sum
    if [[ -f $here/$1.patch ]]; then sources+=("$here/$1.patch"); fi
    sum=$(cat "${sources[@]}" | sed -e '/^[[:space:]]*\(#\|$\)/d' | sha256sum)
    printf '%s/%s-%s\n' "$cache" "$1" "${sum:0:12}"
}

# Older versions of a stage go two weeks after their last use: another checkout may still want them.
forget_old() {
    touch "$(keyed "$1")"
    find "$cache" -maxdepth 1 -name "$1-*" -mtime +14 -exec rm -rf {} +
}

# An update that missed a list still says that all went well, so every try begins with another.
# $options is the caller's.
refreshed() { apt-get -q "${options[@]}" update && apt-get -q "${options[@]}" "$@"; }

# apt as this project uses it for other suites: lists and sources of its own, the machine's apt stays as it is.
# The archive's address is the one that the machine itself uses.
apt_for() {
    local suite=$1 type=$2 base
    shift 2
    base=$(archive)
    if [[ -z $base ]]; then # a bare machine has no lists before its first update
        retry apt-get -q update >&2
        base=$(archive)
    fi
    [[ -n $base ]] || { say "apt knows no archive of ${VERSION_CODENAME:-Debian}"; return 1; }
    local apt=$cache/apt/$suite-$type
    mkdir -p "$apt/lists/partial"
    printf '%s [signed-by=%s] %s %s main\n' \
        "$type" /usr/share/keyrings/debian-archive-keyring.gpg "$base" "$suite" >"$apt/sources.list"
    local options=(-o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$apt/lists" -o APT::Sandbox::User=root
        -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
    retry refreshed "$@" >&2
    rm -rf "$apt"
}

# shellcheck disable=SC2016 # apt expands these itself
archive() {
    apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
        awk -v suite="$(. /etc/os-release && echo "$VERSION_CODENAME")" '$2 == suite { print $1; exit }'
}
