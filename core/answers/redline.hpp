// What a later draft grants that an earlier one did not, clause by clause: the two texts compared by what they mean,
// whatever has been recorded so far.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/answers/bearing.hpp"
#include "core/model/counterparts.hpp"

namespace quid {

// As the conferences of the International Telecommunication Union mark proposals.
enum class ProposalCode : std::uint8_t { add, mod, sup };
std::string_view to_string(ProposalCode code);

struct RedlineItem {
  enum class Aspect : std::uint8_t {
    provision,  // the whole of it
    rule,       // a duty or an export rule
    window,     // from, through
    condition,  // once, while, unless, until
    promise,    // what is to be done, by when, how firmly
    parties,    // by, to
    bracket,    // a bracket that this reading leaves open
    life,       // an agreement's entry into force, provisional application, expiry, notice
    links,      // the law under a measure, what it implements, what it gives way to
  };
  Subject before;  // one of the two may be missing
  Subject after;
  Aspect aspect = Aspect::provision;
  ProposalCode code = ProposalCode::mod;
  // Of this clause alone, whatever the others say. None: a bracket is open, so that nobody can tell.
  std::optional<Direction> direction;
  std::string was;  // empty where there was nothing
  std::string is;
  Span place_before;
  Span place_after;
};
std::string_view to_string(RedlineItem::Aspect aspect);

// In order of the later text; what only the earlier one has comes last. Texts that proposals put in place are
// compared with those that the same proposal put in place.
//
// A clause more can only narrow what it stands under, and one less only widen it; a later first day, an earlier
// last one, a condition with one more thing to come about as well. What is compared in none of these ways is
// undecided.
std::vector<RedlineItem> redline(const Model& before, const Model& after, const Counterparts& counterparts);

}  // namespace quid
