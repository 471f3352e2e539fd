# shellcheck shell=bash
# own_mounts.sh — a mount namespace for one test, also where / is no mount point, as below chroot.

# propagation_of_own_mounts DIR: prints what `unshare --mount --propagation` needs so that mounts made inside stay
# inside; fails where that cannot be had. DIR: an empty folder to try it in.
propagation_of_own_mounts() {
  if unshare --mount --propagation private true 2>/dev/null; then
    echo private
    return
  fi
  # Below chroot / cannot be made private. What it belongs to may be private already: see whether a mount comes out.
  # shellcheck disable=SC2016 # the words are the inner shell's
  unshare --mount --propagation unchanged sh -c 'mount -t tmpfs none "$1" && : >"$1/seen"' sh "$1" 2>/dev/null || return 1
  if [[ -e $1/seen ]]; then
    umount "$1"
    return 1
  fi
  echo unchanged
}
