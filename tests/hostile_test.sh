#!/usr/bin/env bash
# What the world may put in a workspace: each case gets a clear finding or error, quickly and in bounded memory.
# usage: hostile_test.sh PATH_TO_QUID
set -uo pipefail
quid=$1
folder=$(mktemp -d)
trap 'chmod -R u+rwx "$folder"; rm -rf "$folder"' EXIT
chmod 755 "$folder"
failures=0

# expect NAME STATUS PATTERN COMMAND...: the command ends within a minute in 2 GB with this status, and what it prints
# matches the pattern. A signal (a crash, a hang) is a status above 123.
expect() {
  local name=$1 status=$2 pattern=$3 output got
  shift 3
  output=$(ulimit -v "${QUID_MEMORY_LIMIT:-2500000}"; timeout 60 "$@" 2>&1 </dev/null)
  got=$?
  if [[ $got -ne $status ]]; then
    echo "$name: expected exit code $status, got $got: ${output:0:400}"
    failures=$((failures + 1))
  elif ! grep -qiE -- "$pattern" <<<"$output"; then
    echo "$name: nothing like \`$pattern\` in: ${output:0:400}"
    failures=$((failures + 1))
  fi
}

# workspace NAME: an empty folder of that name; says its path.
workspace() {
  mkdir -p "$folder/$1"
  echo "$folder/$1"
}

repeat() { head -c "$2" /dev/zero | tr '\0' "$1"; }

deal='agreement deal { parties US, GB  in force once '

at=$(workspace parentheses)
{ printf '%s' "$deal"; repeat '(' 100000; printf 'signed'; repeat ')' 100000; echo ' }'; } >"$at/deep.quid"
expect "100,000 parentheses" 1 "nested-too-deep" "$quid" -C "$at" check

at=$(workspace brackets)
{ printf 'agreement deal { parties US, GB  expires '; repeat '[' 100000; echo ' }'; } >"$at/deep.quid"
expect "100,000 brackets" 1 "error" "$quid" -C "$at" check

at=$(workspace nots)
{ printf '%s' "$deal"; for _ in $(seq 20000); do printf 'not '; done; echo 'signed }'; } >"$at/deep.quid"
expect "20,000 times not" 1 "nested-too-deep" "$quid" -C "$at" check

at=$(workspace products)
{ for i in $(seq 100000); do echo "product p$i { p$((i + 1)) }"; done; echo 'product p100001 { hs 72 }  measure m { by US  tariff on p1: add 5% }'; } >"$at/deep.quid"
expect "100,000 products made of one another" 1 "nested-too-deep" "$quid" -C "$at" check

at=$(workspace braces)
repeat '{' 1000000 >"$at/deep.quid"
expect "a million braces" 1 "error" "$quid" -C "$at" check

at=$(workspace large)
{ for i in $(seq 1000); do echo "# line $i of a comment that nobody needs to read, but that somebody may well have pasted here"; done; } >"$folder/block"
for _ in $(seq 1150); do cat "$folder/block"; done >"$at/large.quid"
expect "a 100 MB file" 0 "ok|no " "$quid" -C "$at" check

at=$(workspace rubbish)
head -c 20000000 /dev/zero | tr '\0' '}' >"$at/rubbish.quid"
expect "20 MB of closing braces" 1 "error" "$quid" -C "$at" check

at=$(workspace nul)
printf 'agreement deal {\n  parties US, GB\0\n}\n' >"$at/nul.quid"
expect "a NUL byte" 1 "not-text" "$quid" -C "$at" check

at=$(workspace utf8)
printf 'agreement deal "caf\xe9" {\n  parties US, GB\n}\n' >"$at/latin.quid"
expect "invalid UTF-8" 1 "not-text" "$quid" -C "$at" check

at=$(workspace crlf)
printf '\xef\xbb\xbfagreement deal {\r\n  parties US, GB\r\n  in force once signed\r\n}\r\n2025-05-08 event deal signed\r\n' >"$at/dos.quid"
expect "CRLF and a byte order mark" 0 "ok" "$quid" -C "$at" check
expect "an answer from CRLF" 0 "yes" "$quid" -C "$at" why deal --on 2025-06-01

at=$(workspace empty)
expect "no file at all" 0 "" "$quid" -C "$at" check
: >"$at/empty.quid"
expect "an empty file" 0 "" "$quid" -C "$at" check

at=$(workspace string)
printf 'agreement deal "never closed {\n  parties US, GB\n}\n' >"$at/string.quid"
expect "a string without end" 1 "unclosed-string" "$quid" -C "$at" check

at=$(workspace loop)
echo 'agreement deal { parties US, GB }' >"$at/deal.quid"
mkdir "$at/inner"
ln -s .. "$at/inner/up"
ln -s loop.quid "$at/loop.quid"
expect "links that lead round" 0 "" "$quid" -C "$at" check "$at/deal.quid"
expect "a link to itself" 2 "loop.quid" "$quid" -C "$at" check "$at/loop.quid"

at=$(workspace device)
mkfifo "$at/pipe.quid"
echo 'agreement deal { parties US, GB }' >"$at/deal.quid"
expect "a pipe among the files" 2 "pipe.quid" "$quid" -C "$at" check "$at/pipe.quid"

at=$(workspace locked)
echo 'agreement deal { parties US, GB }' >"$at/deal.quid"
mkdir "$at/secret"
echo 'agreement other { parties US, GB }' >"$at/secret/other.quid"
chmod 000 "$at/secret"
as_somebody=()
if [[ $(id -u) -eq 0 ]] && command -v setpriv >/dev/null; then
  as_somebody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  cp "$quid" "$folder/quid"
  chmod 755 "$folder/quid"
  quid_for_somebody=$folder/quid
else
  quid_for_somebody=$quid
fi
expect "a folder without permission" 2 "secret" "${as_somebody[@]}" "$quid_for_somebody" -C "$at" check

expect "a folder that is not there" 2 "nowhere" "$quid" -C "$folder/nowhere" check
expect "a day that is none" 2 "2025-02-30" "$quid" -C "$folder/crlf" grants --on 2025-02-30
if [[ -e /dev/full ]]; then
  expect "a full disk" 2 "write|space" bash -c '"$0" -C "$1" grants --on 2025-06-01 >/dev/full' "$quid" "$folder/crlf"
fi

if [[ $failures -eq 0 ]]; then echo "every hostile workspace was answered"; fi
exit $((failures > 0))
