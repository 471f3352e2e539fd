#!/bin/sh
# dying_engine.sh — a GTP engine that answers every question about itself and ends with 9 when it is to play.
while read -r number command _; do
  case $command in
  protocol_version) answer=2 ;;
  name) answer=dying ;;
  version) answer=1 ;;
  genmove) exit 9 ;;
  *) answer= ;;
  esac
  printf '=%s %s\n\n' "$number" "$answer"
done
