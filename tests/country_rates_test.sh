#!/usr/bin/env bash
# The country rates of chapter 99, heading by heading, against what `quid duty` answers on agreements/: each line of
# tests/country_rates_pins.txt is one question.
#
#   tests/country_rates_test.sh QUID [ROOT]
set -euo pipefail
export LC_ALL=C
quid=$1
root=$(cd "${2:-$(dirname "${BASH_SOURCE[0]}")/..}" && pwd)

pins=$(grep -v '^#' "$root/tests/country_rates_pins.txt" | grep .)
wanted=$(awk -F ' [|] ' '{ print $1 "|" $2 "|" $3 "|" $5 }' <<<"$pins")
# What the texts come to stands under `rate` or, where they do not claim to be all, under `by_the_texts`; a CSV field
# with a comma would be quoted, and none is.
answers=$({
  echo "goods,from,into,on,loaded"
  awk -F ' [|] ' '{ print "hs 6109," $3 ",US," $2 "," $2 }' <<<"$pins"
} | "$quid" -C "$root/agreements" duty --batch -)
column=$(head -1 <<<"$answers" | tr ',' '\n' | grep -n '^rate$' | cut -d: -f1)
given=$(tail -n +2 <<<"$answers" | awk -F, -v rate="$column" '{ print $rate $(rate + 1) }')

wrong=$(paste -d '|' <(echo "$wanted") <(echo "$given") | awk -F '|' '
  $4 != $5 { print $1 ": " $3 " on " $2 " is " $4 " in the text of chapter 99, and " $5 " here" }')
count=$(wc -l <<<"$pins")
if [[ -n $wrong || $(wc -l <<<"$given") -ne $count ]]; then
  echo "$wrong"
  exit 1
fi
if [[ $count -lt 150 ]]; then
  echo "only $count country rates"
  exit 1
fi
echo "$count country rates, each as in the text of chapter 99"
