#!/usr/bin/env bash
# The rules of docs/architecture.md that grep can see: who may include what, from the houses down to the floors of
# each, and that nothing in core/ or dsl/ reads a file, a clock or the environment. Prints each line that breaks one as
# file:line. Takes the root as its argument.
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}"
export LC_ALL=C

broken=0
rules=0

sources() { find "$1" -name node_modules -prune -o -name '*.[ch]pp' -print -o -name '*.def' -print | sort; }
mapfile -t core < <(sources core)
mapfile -t dsl < <(sources dsl)
mapfile -t grammar < <(sources grammar)
mapfile -t ledger < <(sources ledger)
mapfile -t tools < <(sources tools)
mapfile -t tests < <(sources tests)
all=("${core[@]}" "${dsl[@]}" "${grammar[@]}" "${ledger[@]}" "${tools[@]}" "${tests[@]}")

# The same files without their comments.
bare=$(mktemp -d)
trap 'rm -rf "$bare"' EXIT
for file in "${all[@]}"; do
  mkdir -p "$bare/${file%/*}"
  sed 's,//.*,,' "$file" >"$bare/$file"
done

# forbid "RULE" PATTERN ALLOWED_FILES FILE...: no line of the files matches the extended regular expression, comments
# aside; ALLOWED_FILES is a regular expression over paths, empty for none.
forbid() {
  local rule=$1 pattern=$2 allowed=$3 file found
  local -a looked_at=()
  shift 3
  rules=$((rules + 1))
  for file in "$@"; do
    if [[ -z $allowed || ! $file =~ ^($allowed)$ ]]; then looked_at+=("$file"); fi
  done
  while IFS= read -r found; do
    broken=$((broken + 1))
    echo "$found   [$rule]"
  done < <(cd "$bare" && grep -n -E -- "$pattern" /dev/null "${looked_at[@]}")
}

# include NAME: the expression for an include line whose path starts so.
include() { printf '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"](%s)' "$1"; }

store='ledger/[a-z_]*\.cpp'

# An arrow means "may include": tools -> dsl -> core, dsl -> grammar, tools -> ledger -> days of core.
forbid "core includes core only" "$(include 'dsl/|grammar/|ledger/|tools/|tests/')" '' "${core[@]}"
# A closed list of core may feed the grammar too: a `.def` is rows and no code.
forbid "grammar includes grammar and the tables of core" "$(include 'core/[a-z_/]*\.hpp|dsl/|ledger/|tools/|tests/')" '' \
  "${grammar[@]}"
forbid "dsl includes core and grammar only" "$(include 'ledger/|tools/|tests/')" '' "${dsl[@]}"
forbid "the ledger knows days, and nothing of the language" \
  "$(include 'core/(model|goods|states|why|treatments|answers)/|dsl/|grammar/|tools/|tests/')" '' "${ledger[@]}"
forbid "tools include no tests" "$(include 'tests/')" '' "${tools[@]}"
forbid "core knows no streams" \
  "$(include '(iostream|istream|ostream|iosfwd|iomanip|sstream|fstream|spanstream|syncstream|streambuf|ios)>')" \
  '' "${core[@]}"

# floors HOUSE FLOOR...: the floors of a house from the ground up. An include points to the same floor or down; every
# source stands on one of them.
floors() {
  local house=$1 floor above=''
  local -a order=() on
  shift
  rules=$((rules + 1))
  order=("$@")
  for ((i = ${#order[@]} - 1; i >= 0; i--)); do
    floor=${order[i]}
    mapfile -t on < <(sources "$house/$floor")
    if [[ ${#on[@]} -eq 0 ]]; then
      echo "$house/$floor has no sources   [floors]"
      broken=$((broken + 1))
    elif [[ -n $above ]]; then
      forbid "$house/$floor includes nothing above it" "$(include "$house/($above)/")" '' "${on[@]}"
    fi
    above+=${above:+|}$floor
  done
  while IFS= read -r floor; do
    floor=${floor%/}
    floor=${floor##*/}
    if [[ " ${order[*]} " != *" $floor "* && -n $(sources "$house/$floor") ]]; then
      echo "$house/$floor: no floor of this name is known   [floors]"
      broken=$((broken + 1))
    fi
  done < <(find "$house" -mindepth 1 -maxdepth 1 -type d)
}
floors core values model goods states why treatments answers
floors dsl source words findings tree names lower check workspace query
floors tools outside page ask commands bench

# Heavy libraries stay where they are used. Tests of the grammar may include it.
forbid "PEGTL is for grammar/ and dsl/tree/parse.cpp" "$(include 'tao/')" '' "${core[@]}" "${tools[@]}"
# keywords.hpp is words without rules.
words='grammar/keywords\.hpp'
rules_of_grammar=$(printf '%s\n' "${grammar[@]}" | grep '\.hpp$' | grep -v -x -- "$words" | paste -sd '|')
forbid "the words of the language know no PEGTL" "$(include 'tao/|grammar/[a-z_/]*\.hpp')" '' grammar/keywords.hpp
forbid "PEGTL is for grammar/ and dsl/tree/parse.cpp" "$(include "tao/|$rules_of_grammar")" 'dsl/tree/parse\.cpp' \
  "${dsl[@]}"
forbid "the grammar's rules are for dsl/tree/parse.cpp" "$(include 'grammar/[a-z_/]*\.hpp')" '' "${tools[@]}"
forbid "Boost.Graph is for core/states/components.cpp" "$(include 'boost/graph/')" 'core/states/components\.cpp' \
  "${core[@]}" "${dsl[@]}" "${grammar[@]}" "${tools[@]}"
forbid "hash tables of Boost are for core/values/hash_table.hpp" "$(include 'boost/unordered')" \
  'core/values/hash_table\.hpp' "${core[@]}" "${dsl[@]}" "${grammar[@]}" "${tools[@]}"
forbid "SQLite and digests are for the sources of ledger/" "$(include 'SQLiteCpp/|sqlite3|sha2')" "$store" \
  "${core[@]}" "${dsl[@]}" "${grammar[@]}" "${ledger[@]}" "${tools[@]}"
forbid "JSON, the web and the command line are for tools/" \
  "$(include 'boost/(json|beast|asio|property_tree)|nlohmann|CLI/')" '' "${core[@]}" "${dsl[@]}" "${grammar[@]}"

# Today is an argument, and so is every text; the ledger too is told by whom and when.
forbid "core/ and dsl/ read no file" \
  "$(include '(fstream|filesystem|iostream)>|unistd\.h|fcntl\.h|sys/(stat|time|ioctl|socket|wait)')" '' "${core[@]}" "${dsl[@]}"
forbid "core/ and dsl/ read no file" '\b(fopen|freopen|popen)[[:space:]]*\(|\bstd::(cin|cout|cerr|clog)\b' '' \
  "${core[@]}" "${dsl[@]}"
forbid "core/, dsl/ and ledger/ read no environment" '\b(secure_)?getenv[[:space:]]*\(' '' "${core[@]}" "${dsl[@]}" "${ledger[@]}"
forbid "core/, dsl/ and ledger/ read no clock" \
  '_clock::now|\bstd::time[[:space:]]*\(|\btime[[:space:]]*\((nullptr|NULL|0|&)|\b(clock_gettime|gettimeofday)\b' \
  '' "${core[@]}" "${dsl[@]}" "${ledger[@]}"

# Every header is included once and says what it is for.
rules=$((rules + 1))
for file in "${all[@]}"; do
  [[ $file == *.hpp ]] || continue
  if ! grep -q '^#pragma once' "$file"; then
    echo "$file:1: no #pragma once   [headers]"
    broken=$((broken + 1))
  fi
  if [[ $(head -c 3 "$file") != '// ' ]]; then
    echo "$file:1: does not open with a comment that says what it is for   [headers]"
    broken=$((broken + 1))
  fi
done

# What is longer than 500 lines is two things, or says in its first lines why not.
rules=$((rules + 1))
for file in "${core[@]}" "${dsl[@]}" "${grammar[@]}" "${ledger[@]}" "${tools[@]}"; do
  [[ $file == *.[ch]pp && $(wc -l <"$file") -gt 500 ]] || continue
  if ! head -n 12 "$file" | grep -q 'Long, because'; then
    echo "$file:1: over 500 lines, and does not say why   [length]"
    broken=$((broken + 1))
  fi
done

# Two types of one name cannot meet: in a namespace each is declared in one header.
rules=$((rules + 1))
while IFS= read -r name; do
  echo "$name   [two types of one name]"
  broken=$((broken + 1))
done < <(
  for file in "${core[@]}" "${dsl[@]}" "${ledger[@]}" "${tools[@]}"; do
    [[ $file == *.hpp ]] || continue
    space=$(sed -n 's/^namespace \([a-z:]*\) {$/\1/p' "$bare/$file" | head -n 1)
    sed -n -E "s/^(struct|class|enum class|enum) ([A-Za-z_]+)( final)?( :.*)?( \{.*)?$/\2\4\5/p" "$bare/$file" |
      sed -n -E "s/^([A-Za-z_]+) .*/${space}::\1/p" | sort -u
  done | sort | uniq -d
)

# A rule that looks at nothing holds always.
for folder in core dsl grammar ledger tools tests; do
  if [[ -z $(sources "$folder") ]]; then
    echo "no source was found in $folder/"
    broken=$((broken + 1))
  fi
done

echo "${#all[@]} files, $rules rules, $broken broken"
[[ $broken -eq 0 ]]
