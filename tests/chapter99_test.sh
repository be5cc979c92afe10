#!/usr/bin/env bash
# Which headings 9903.01 to 9903.96 of chapter 99 of the US tariff schedule does agreements/ not know?
# A heading is known where a text in agreements/ names it, in a cite, a source or a note, or where agreements/README.md
# lists it among those left out, with the reason. "9903.01.26, .27" names two, "9903.02.02 to .71" a range.
#
#   tests/chapter99_test.sh [ROOT [TEXT]]
#
# ROOT is the root of the project. TEXT is a text of chapter 99; without it the headings are those of
# tests/chapter99_headings.txt, which are those of HTS 2026, Revision 6. Prints the headings that are not known, and
# fails where there are any.
set -euo pipefail
export LC_ALL=C
root=$(cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}" && pwd)
text=${2:-}

wanted=$(mktemp)
known=$(mktemp)
trap 'rm -f "$wanted" "$known"' EXIT

if [[ -n $text ]]; then
  # -a, because the text is not all UTF-8.
  grep -aoE '9903\.[0-9]{2}\.[0-9]{2}' "$text" | awk -F. '$2 >= 1 && $2 <= 96' | sort -u >"$wanted"
else
  sort -u "$root/tests/chapter99_headings.txt" >"$wanted"
fi

# One heading a line for all that the texts name, ranges spelled out.
named() {
  tr '";,()' '     ' | awk '
    function name(number) { printf "9903.%s.%02d\n", part, number }
    {
      part = ""; last = -1; range = 0
      for (i = 1; i <= NF; i++) {
        word = $i
        sub(/[.:]$/, "", word)
        number = -1
        if (word ~ /^9903\.[0-9][0-9]\.[0-9][0-9]$/) {
          if (substr(word, 6, 2) != part) { range = 0 }
          part = substr(word, 6, 2); number = substr(word, 9, 2) + 0
        } else if (part != "" && word ~ /^\.[0-9][0-9]$/) {
          number = substr(word, 2, 2) + 0
        }
        if (number >= 0) {
          for (n = range && last >= 0 ? last : number; n <= number; n++) { name(n) }
          last = number; range = 0
        } else {
          range = word == "to" && last >= 0
        }
      }
    }'
}
find "$root/agreements" \( -name '*.quid' -o -name README.md \) -print0 | xargs -0 cat | named | sort -u >"$known"

missing=$(comm -23 "$wanted" "$known")
total=$(wc -l <"$wanted")
if [[ -n $missing ]]; then
  echo "$missing"
  echo "$(wc -l <<<"$missing") of $total headings are neither named in agreements/ nor listed as left out"
  exit 1
fi
echo "$total headings, each named in agreements/ or listed as left out"
