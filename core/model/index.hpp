// Look-ups into a Model that evaluation and answers share: entries by subject, implementing measures by
// promise, the days on which proposals were adopted.
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/model/model.hpp"

namespace quid {

class Index {
 public:
  // The entries about a subject, in the order of the model: events, progress, uses, statements.
  std::span<const EntryId> entries(Subject subject) const;
  // The measures that implement a promise.
  std::span<const ProvisionId> implementers(ProvisionId promise) const;
  // The provisions whose use counts toward this one as well, directly.
  std::vector<ProvisionId> counting_toward(ProvisionId provision) const;
  // The day of the first adoption; none while not adopted.
  std::optional<Date> adopted_on(ProposalId proposal) const { return adopted_[proposal.index()]; }
  // The days on which these terms are the text: until a later adoption replaces or removes them.
  const DaySet& text_days(TermsId terms) const;
  DaySet text_days(AgreementId agreement, std::size_t terms) const;
  // The texts of an agreement's own life, each whole: what its proposal sets, in the text as it was last
  // amended before that. One that is not adopted is set in the last text of all. In the order of the model.
  std::span<const AgreementTerms> terms(AgreementId agreement) const;
  bool has_proposals() const { return !adopted_.empty(); }

  // Counts these entries of the model too, each behind all others of its subject, in place of those that were added
  // before.
  void add(std::span<const EntryId> entries);

 private:
  friend Index make_index(const Model& model);
  void read_adoptions();

  const Model* model_ = nullptr;
  std::vector<std::uint32_t> entry_begins_;  // by dense subject number
  std::vector<EntryId> entries_;
  // All the entries of those subjects to which some were added; sorted by subject.
  std::vector<std::pair<Subject, std::vector<EntryId>>> extended_;
  std::vector<std::uint32_t> implementer_begins_;
  std::vector<ProvisionId> implementers_;
  std::vector<std::pair<ProvisionId, ProvisionId>> counting_;  // (toward, what counts), sorted
  std::vector<std::optional<Date>> adopted_;
  std::vector<std::vector<AgreementTerms>> agreement_terms_;  // empty where the model's own are the texts
  std::vector<DaySet> text_days_;  // empty while no proposal was adopted: then all days
  std::size_t dense(Subject subject) const;
  std::span<const EntryId> entries_of_text(Subject subject) const;
};

// The model must outlive the index.
Index make_index(const Model& model);

// Every thing in order of the text, and of each every state that it can be in, by nobody in particular.
std::vector<StateKey> every_state(const Model& model);

}  // namespace quid
