// Which thing of one model is which in another: two drafts of a deal, or a deal and what it would be.
#pragma once

#include <vector>

#include "core/model/model.hpp"

namespace quid {

// Things are the same where their whole name is: `us-uk.cars`, `us-india.gpu-cap[IN]`. Whatever was renamed is
// one thing gone and another one new. Both models must outlive it.
class Counterparts {
 public:
  Counterparts(const Model& before, const Model& after);

  // Not valid where the other has no such thing.
  Subject in_after(Subject before) const { return find(before, forth_); }
  Subject in_before(Subject after) const { return find(after, back_); }
  PartyId in_after(PartyId before) const;
  PartyId in_before(PartyId after) const;
  // The subject is not valid where there is no such thing, or no such party.
  StateKey in_after(const StateKey& before) const;
  StateKey in_before(const StateKey& after) const;

  // In order of the text.
  const std::vector<Subject>& gone() const { return gone_; }
  const std::vector<Subject>& added() const { return added_; }

 private:
  static constexpr std::size_t kinds = 4;
  using Numbers = std::vector<std::uint32_t>;  // of the other one, by one's own; or none
  static Subject find(Subject subject, const Numbers (&numbers)[kinds]);

  Numbers forth_[kinds];
  Numbers back_[kinds];
  Numbers parties_forth_;
  Numbers parties_back_;
  std::vector<Subject> gone_;
  std::vector<Subject> added_;
};

}  // namespace quid
