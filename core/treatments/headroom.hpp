// How much may still go under a rule in one case: in its own band, and in all that it counts toward.
#pragma once

#include <vector>

#include "core/treatments/schedule.hpp"

namespace quid {

// What is used under a provision beside the entries, in the unit of the question: by the parts of a quantity
// that come before.
struct Offset {
  ProvisionId provision;
  Decimal used;
};

struct BandHeadroom {
  // lacks_quantity: there is room, and what is asked about is given in a unit that the limit cannot count.
  enum class Kind : std::uint8_t { unlimited, limited, size_unknown, lacks_consignee, lacks_quantity };
  Kind kind = Kind::unlimited;
  Decimal left{};         // limited: never negative
  DimensionId dimension;  // ... in the base unit of which
};
// Of a rule that counts toward others, the least of its own room and theirs, while they are in effect; there
// the last limit counts.
BandHeadroom headroom_in(const Schedule& schedule, const Shipment& shipment, RuleId rule, BandId band,
                         const std::vector<Offset>& offsets = {});

// What is used under provisions is used under all that they count toward, each once.
void add_use(const Model& model, std::vector<ProvisionId> provisions, const Decimal& used,
             std::vector<Offset>& offsets);

// The quantity as limits count it: `3_000 units` of a chip are as many of that chip. Only where one is given.
Quantity counted_quantity(const Model& model, const Shipment& shipment);

// How much of the unit of the question goes into so much room: whole pieces of a chip, else six places.
// None where the one does not convert into the other. Only where a quantity is given.
std::optional<Decimal> fitting(const Model& model, const BandHeadroom& headroom, const Shipment& shipment);

}  // namespace quid
