// What a deal or a measure grants on a day: by whom, to whom, how it stands, and what the rest waits for.
#pragma once

#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include "core/answers/status.hpp"

namespace quid {

struct Grant {
  ProvisionId provision;
  ProvisionStatus status;
  TermsId terms;                        // its text on the day; none where no text was ever adopted
  std::vector<Span> open;               // the brackets that this reading leaves open in it
  std::optional<Date> suspended_since;  // itself, its deal or its measure
  std::vector<Missing> missing;         // where they were asked for
};

// An agreement, or a measure, with what of it was asked for. A measure with treatments of its own is the first
// of its grants.
struct Grants {
  Subject subject;
  std::variant<DealStage, Status> state;
  std::vector<Grant> list;
};

// What is asked for; without any of these, everything.
struct GrantsWanted {
  PartyId by;  // who gives; a bloc stands for its members, never the other way round
  PartyId to;  // who gets; what is granted to everybody is granted to each
  std::optional<Status> status;
  std::vector<Subject> subjects;  // agreements and measures
  // Whether it turns on how brackets are settled that a provision is in effect on the day. Unsaid: nothing does.
  std::function<bool(ProvisionId)> depends = {};

  bool narrows() const { return by.valid() || to.valid() || status.has_value(); }
};

// Whether the provision is given by the party, and whether it gets it: what is granted to everybody, each gets.
bool gives(const Model& model, ProvisionId provision, PartyId party);
bool gets(const Model& model, ProvisionId provision, PartyId party);

// None where nothing of it was asked for. Safe to call from different threads where `depends` is.
std::optional<Grants> grants(const World& world, AgreementId agreement, Date on, const GrantsWanted& wanted);
std::optional<Grants> grants(const World& world, const Measure& measure, Date on, const GrantsWanted& wanted);

// The same with what is missing. Asked apart: it costs more than the rest.
Grants with_missing(const World& world, Grants grants, Date on);

// Whether both are members of one `to each` set and stand alike: one line says it of both.
bool stand_alike(const Model& model, const Grant& a, const Grant& b);

}  // namespace quid
