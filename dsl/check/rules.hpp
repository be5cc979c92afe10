// The rules of the language that are not checked on the way: one function each, called by `check`.
//
// A rule looks at what is there and adds its findings. What has no meaning because of an error found earlier
// is absent from the model, so a rule says nothing about it.
#pragma once

#include <optional>
#include <string>

#include "dsl/findings/wording.hpp"
#include "dsl/lower/compile.hpp"

namespace quid::dsl {

struct Checked {
  const Sources& sources;
  const Syntax& syntax;
  const Symbols& symbols;
  const Diagnostics& mistakes;  // found on the way from names to meaning
  const World& world;
  const Model& model;
};

// -- every_reading.cpp: section 14

// What is an error, or a ring that never starts, in some other reading of the brackets than the agreed one, and is
// not `found` already.
void check_every_reading(const Sources& sources, const Syntax& syntax, const Compilation& read,
                         Diagnostics& found);

// -- hidden.cpp: section 2

// Characters that no reader sees, or that turn the text around: one finding for each line, whatever the text means.
void check_hidden_character(const Sources& sources, Diagnostics& found);

// -- check_graph.cpp: the reference, section 17

// A ring of states with a minus sign inside has no days.
void check_contradicts_itself(const Checked& checked, Diagnostics& found);
// Neither has a ring with a waiting time inside.
void check_timed_cycle(const Checked& checked, Diagnostics& found);
// Promises of which each waits for the other never start, unless they move together.
void check_circular_unlock(const Checked& checked, Diagnostics& found);
// `simultaneous` means something only for members of one ring.
void check_lonely_simultaneous(const Checked& checked, Diagnostics& found);

// -- check_dates.cpp: section 7

// The dates of the text leave a provision no day, or an agreement.
void check_never_in_effect(const Checked& checked, Diagnostics& found);
// The last day of a deal, where every text of it writes one: the latest, and where the first stands.
struct WrittenEnd {
  Date last;
  Span place;
};
std::optional<WrittenEnd> written_expiry(const Model& model, AgreementId id);
// The days that the dates of the text leave a provision at the most, those around it counted; of a deal the
// day of entry into force as well.
DaySet possible_days(const Checked& checked, ProvisionId provision, TermsId terms);

// -- check_ends.cpp

// Dates beyond the written end of the deal or the measure around them.
void check_outlives_its_deal(const Checked& checked, Diagnostics& found);
// A measure that ends and leaves its goods without a duty or a control.
void check_ends_without_successor(const Checked& checked, Diagnostics& found);

// -- check_state.cpp, check_proposals.cpp, check_brackets.cpp: sections 10, 13 and 14

// An end without a start, and whatever comes after the end of everything.
void check_contradictory_entry(const Checked& checked, Diagnostics& found);
// Two proposals that change the same thing on the same day.
void check_rival_adoptions(const Checked& checked, Diagnostics& found);
// Text in brackets is not agreed: a note for each.
void check_open_bracket(const Checked& checked, Diagnostics& found);

// -- check_quantities.cpp: section 18

// Bands are steps over one running quantity: each limit above the one before, in one basis.
void check_band_order(const Checked& checked, Diagnostics& found);

// -- check_rivals.cpp, check_treatments.cpp, check_quotas.cpp: section 18

// Two rates for one case, equally specific and begun on one day.
void check_rival_rates(const Checked& checked, Diagnostics& found);
// `exempt from` and `limit` without an addition that they could touch.
void check_idle_exemption(const Checked& checked, Diagnostics& found);
// A first band without any room, and bands behind it.
void check_unreachable_band(const Checked& checked, Diagnostics& found);
// The same where no band is left, and an allowance that a prohibition covers.
void check_unusable_quota(const Checked& checked, Diagnostics& found);
// Entries beyond the last limit, by nobody, or of what is not in effect.
void check_uses(const Checked& checked, Diagnostics& found);

// -- allowances.cpp: section 18

// An allowance of goods of which no control of its giver speaks.
void check_idle_allowance(const Checked& checked, Diagnostics& found);

// -- presumptions.cpp: section 18

// `presume` of a fact that no rule asks about, or of a value that decides nothing.
void check_idle_presumption(const Checked& checked, Diagnostics& found);

// -- words that the rules share (check_words.cpp)

// `us-uk.cars` with its backticks.
std::string quoted(const Model& model, Subject subject);
// "`us-uk.cars` is in effect", "`us-uk` is not signed by US".
std::string state_words(const Model& model, const StateKey& key, bool holds = true);
// "a", "a and b", "a, b and c", "a, b and 4 more".
std::string a_few(const std::vector<std::string>& words, std::string_view conjunction = "and");

}  // namespace quid::dsl
