#!/usr/bin/env bash
# How many code files it takes to add a construct: docs/adding_a_provision.md says it, and this counts it. On a copy of
# the sources it adds a property, a state, a finding and a command as that page has them, compiles what reads the
# tables to see that they know the new ones, and compares the copy with the original. Takes the root and the compiler
# as its arguments.
set -euo pipefail
root=$(cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}" && pwd)
compiler=${2:-c++}
export LC_ALL=C

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
broken=0
told() {
  broken=$((broken + 1))
  echo "$1   [$what]"
}

# begin WHAT: a fresh copy.
begin() {
  what=$1
  rm -rf "$work/copy"
  mkdir "$work/copy"
  cp -r "$root"/core "$root"/dsl "$root"/grammar "$root"/tools "$work/copy/"
  cd "$work/copy"
}

# edit FILE SED_EXPRESSION: an edit that changes nothing is a mistake of this test.
edit() {
  sed -i -E "$2" "$1"
  if cmp -s "$1" "$root/$1"; then told "$1: the edit does not apply"; fi
}

# as_the_page_says [TESTS]: no more code files differ from the original than the page allows for one of this kind; a
# test of its own counts too.
page=$root/docs/adding_a_provision.md
allowed() { sed -n "s/^| $1 | \([0-9]*\) |.*/\1/p" "$page"; }
as_the_page_says() {
  local files
  files=$(diff -rq "$root/core" core; diff -rq "$root/dsl" dsl; diff -rq "$root/grammar" grammar
    diff -rq "$root/tools" tools) || true
  local number
  number=$(grep -c . <<<"$files")
  number=$((number + ${1:-0}))
  echo "$what: $number code files"
  if ((number > $(allowed "$what"))); then told "$number code files had to change; $page says $(allowed "$what")"; fi
}

flags=(-std=c++20 -Wall -Wextra -Werror "-I$work/copy")
compiles() { "$compiler" "${flags[@]}" -fsyntax-only "$@" 2>"$work/errors"; }
wants() {
  if ! compiles "$@"; then
    told "$* does not compile"
    head -n 5 "$work/errors"
  fi
}
# lacks WORDS SOURCE...: without what is still to be added the compiler has to complain.
lacks() {
  local words=$1
  shift
  if compiles "$@"; then
    told "$* compiles without $words"
  elif ! grep -q -- "$words" "$work/errors"; then
    told "$*: the compiler does not speak of $words"
    head -n 5 "$work/errors"
  fi
}
# runs SOURCE... <<PROGRAM: a program of assertions that is compiled together with the sources.
runs() {
  cat >"$work/probe.cpp"
  if ! "$compiler" "${flags[@]}" -o "$work/probe" "$work/probe.cpp" "$@" 2>"$work/errors" || ! "$work/probe"; then
    told "what reads the tables does not know the new one"
    head -n 5 "$work/errors"
  fi
}

# -- a state, and the event that begins it: `frozen`, of agreements, by a party

begin state
edit core/model/states.def 's/^QUID_STATE\(terminated,/QUID_STATE(frozen, "frozen", frozen, party, lasts, agreements, resumed)\n&/
  s/^QUID_VERB\(terminated,/QUID_VERB(frozen, "frozen", frozen, party, agreements, frozen)\n&/
  s/^QUID_STANDING\(suspended,/QUID_STANDING(frozen, "z", "frozen")\n&/
  s/frozen, "z", "frozen"/frozen, '"'z'"', "frozen"/'
edit grammar/keywords.def 's/^QUID_KEYWORD\(terminated,/QUID_KEYWORD(frozen, "frozen", state)\n&/'
lacks frozen core/states/graph.cpp
edit core/states/meaning.hpp 's/^( *)case State::rescinded:/\1case State::frozen: return from_event(key, Verb::frozen);\n&/'
wants core/states/graph.cpp
runs core/model/vocabulary.cpp <<'PROGRAM'
#include "core/model/vocabulary.hpp"
#include "grammar/entries.hpp"
using namespace quid;
static_assert(grammar::acted_state::starts(grammar::Keyword::frozen));
static_assert(grammar::verb::starts(grammar::Keyword::frozen));
int main() {
  bool drawn = false;
  for (const Standing& each : standings()) drawn = drawn || (each.state == State::frozen && each.sign == 'z');
  const bool known = find_state("frozen") == State::frozen && find_verb("frozen") == Verb::frozen &&
                     to_string(State::frozen) == "frozen" && state_begun_by(Verb::frozen) == State::frozen &&
                     bears_on(State::frozen, Verb::resumed) && !bears_on(State::frozen, Verb::released) &&
                     lasts(State::frozen) && names_a_party(State::frozen) &&
                     has_state(SubjectKind::agreement, ProvisionKind::concession, State::frozen) &&
                     !has_state(SubjectKind::proposal, ProvisionKind::concession, State::frozen);
  return known && drawn ? 0 : 1;
}
PROGRAM
as_the_page_says

# -- a property: `waives REF`, of measures, which decides a duty and has words for that

begin property
edit grammar/properties.def 's/^QUID_PROPERTY\(under,/QUID_PROPERTY(waives, "waives", waives, measures, "a measure", "waives autos-232", "")\nQUID_PROPERTY_NODE(waives, "ref", alone, again)\n&/'
printf '#include "grammar/declarations.hpp"\nint main() {}\n' >"$work/rules.cpp"
lacks waives "$work/rules.cpp"
edit grammar/declarations.hpp 's/^struct under : .*/&\nstruct waives : p::if_must<key<Keyword::waives>, ref> {};/'
edit core/model/model.hpp 's/^( *)std::vector<Subject> yields_to;/&\n\1std::vector<Subject> waives;/'
edit dsl/lower/provisions.cpp 's/^( *)case Kind::yields_to:/\1case Kind::waives:\n\1  if (present(value)) lower_waives(context, value, found.measure);\n\1  return;\n&/
  s/^void lower_yields_to\(.*;/void lower_waives(Context\& context, NodeId ref, Measure\& measure);\n&/'
lacks lower_waives dsl/lower/provisions.cpp
edit dsl/lower/provisions.cpp 's/^void lower_yields_to\(.*\{/void lower_waives(Context\& context, NodeId ref, Measure\& measure) {\n  const Subject subject = find_subject(context, ref);\n  if (subject.valid()) measure.waives.push_back(subject);\n}\n\n&/'
wants dsl/lower/provisions.cpp
edit core/treatments/outcomes.def 's/^QUID_OUTCOME\(yielded,.*/&\nQUID_OUTCOME(waived, "waives {}")/'
edit core/treatments/assess_duty.cpp 's/^#include "core\/model\/quantity.hpp"/&\n\/\/ here `waives` decides/'
edit core/treatments/duty_bounds.cpp 's/^#include "core\/treatments\/duty_bounds.hpp"/&\n\/\/ here `waives` decides/'
runs dsl/tree/properties.cpp <<'PROGRAM'
#include "dsl/tree/properties.hpp"
#include "grammar/declarations.hpp"
using namespace quid;
using grammar::Keyword;
static_assert(grammar::property::starts(Keyword::waives) && grammar::is_reserved(Keyword::waives));
int main() {
  const bool known = dsl::belongs(Keyword::waives, ast::Kind::measure, ProvisionKind::concession) &&
                     !dsl::belongs(Keyword::waives, ast::Kind::provision, ProvisionKind::concession) &&
                     dsl::home_of(Keyword::waives, "an agreement") == "a measure" &&
                     dsl::example_of(Keyword::waives)->one == "waives autos-232" &&
                     dsl::layout_of(ast::Kind::waives) == dsl::Layout::alone &&
                     !dsl::is_said_once(ast::Kind::waives);
  return known ? 0 : 1;
}
PROGRAM
as_the_page_says

# The property that the page walks through is in no more of them.
what='yields to'
mapfile -t places < <(cd "$root" && grep -rlE 'yields_to|yielded' core dsl grammar tools)
echo "$what: ${#places[@]} code files"
if ((${#places[@]} > $(allowed property))); then told "${places[*]}"; fi

# -- a finding, and a command

begin finding
edit dsl/findings/diagnostics.def 's/^QUID_DIAGNOSTIC\("Q201".*/&\nQUID_DIAGNOSTIC("Q299", empty_deal, warning, "a deal without any provision")/'
edit dsl/check/rules.hpp 's/^void check_never_in_effect.*/&\nvoid check_empty_deal(const Checked\& checked, Diagnostics\& found);/'
edit dsl/check/check.cpp 's/check_never_in_effect,/& check_empty_deal,/'
cat >>dsl/check/dates.cpp <<'SOURCE'
namespace quid::dsl {
void check_empty_deal(const Checked& checked, Diagnostics& found) {
  for (const Agreement& deal : checked.model.agreements) {
    if (!deal.provisions.empty()) continue;
    found.push_back({DiagnosticKind::empty_deal, "nothing stands in it", deal.name_place, {}, {}, {}, {}});
  }
}
}  // namespace quid::dsl
SOURCE
wants dsl/check/check.cpp
wants dsl/check/dates.cpp
as_the_page_says

begin command
edit tools/commands/commands.def 's/^QUID_COMMAND\(fmt\)/&\nQUID_COMMAND(salute)/'
edit tools/CMakeLists.txt 's/^( *)commands\/rules.cpp/&\n\1commands\/salute.cpp/'
cat >tools/commands/salute.cpp <<'SOURCE'
// quid salute: how many deals there are.
#include "tools/ask/workspace.hpp"
#include "tools/commands/command.hpp"

namespace quid::tools {

const CommandInfo salute_command = {
    .name = "salute",
    .words = "",
    .answers = "how many deals there are",
    .run =
        [](const Request& request, Output& out) {
          Workspace workspace(request);
          Answer answer;
          answer.sentence = std::to_string(workspace.world().model.agreements.size()) + " deals.";
          return publish(request, answer, &workspace, [](Json&) {}, Exit::yes, out);
        },
};

}  // namespace quid::tools
SOURCE
wants tools/commands/command.cpp
wants tools/commands/salute.cpp
as_the_page_says 1

[[ $broken -eq 0 ]]
