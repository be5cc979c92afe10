#include "core/model/index.hpp"

#include <algorithm>

namespace quid {

namespace {

// What an adopted proposal does to one provision's (or agreement's) text from its day on.
struct Change {
  Date day;
  ProposalId proposal;
};

// The days on which the text that came from `origin` is the one that counts: from its own adoption up to the
// next change; the original from ever up to the first.
DaySet days_of_text(ProposalId origin, std::vector<Change>& changes) {
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return a.day < b.day; });
  if (!origin.valid()) return changes.empty() ? DaySet::all() : DaySet::until(changes.front().day);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].proposal != origin) continue;
    Date end = i + 1 < changes.size() ? changes[i + 1].day : Date::max_value();
    return DaySet::between(changes[i].day, end);
  }
  return DaySet::none();
}

AgreementTerms amended(AgreementTerms text, const AgreementTerms& by) {
  text.from_proposal = by.from_proposal;
  if (by.in_force_once.valid() || by.in_force_on.valid()) {
    text.in_force_once = by.in_force_once;
    text.in_force_on = by.in_force_on;
    text.in_force_place = by.in_force_place;
  }
  if (by.provisional_from.valid()) {
    text.provisional_from = by.provisional_from;
    text.provisional_place = by.provisional_place;
  }
  if (by.expires.valid()) {
    text.expires = by.expires;
    text.expires_place = by.expires_place;
  }
  return text;
}

// The texts of an agreement, out of the original and what each proposal sets.
std::vector<AgreementTerms> whole_texts(const Agreement& agreement, const Index& index) {
  const std::vector<AgreementTerms>& said = agreement.terms;
  const auto day = [&](std::size_t i) {
    return index.adopted_on(said[i].from_proposal).value_or(Date::max_value());
  };
  std::vector<std::size_t> order;
  for (std::size_t i = 1; i < said.size(); ++i) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return day(a) < day(b); });
  std::vector<AgreementTerms> texts(said.size(), said[0]);
  AgreementTerms last = said[0];
  for (const std::size_t i : order) {
    texts[i] = amended(last, said[i]);
    if (index.adopted_on(said[i].from_proposal)) last = texts[i];
  }
  return texts;
}

}  // namespace

std::size_t Index::dense(Subject subject) const {
  std::size_t base = 0;
  switch (subject.kind) {
    case SubjectKind::proposal: base += model_->authorities.size(); [[fallthrough]];
    case SubjectKind::authority: base += model_->agreements.size(); [[fallthrough]];
    case SubjectKind::agreement: base += model_->provisions.size(); [[fallthrough]];
    case SubjectKind::provision: break;
  }
  return base + subject.index;
}

std::span<const EntryId> Index::entries(Subject subject) const {
  if (!extended_.empty()) {
    const auto at = std::lower_bound(extended_.begin(), extended_.end(), subject,
                                     [](const auto& each, Subject wanted) { return each.first < wanted; });
    if (at != extended_.end() && at->first == subject) return at->second;
  }
  return entries_of_text(subject);
}

std::span<const EntryId> Index::entries_of_text(Subject subject) const {
  std::size_t number = dense(subject);
  return std::span(entries_).subspan(entry_begins_[number],
                                     entry_begins_[number + 1] - entry_begins_[number]);
}

std::span<const ProvisionId> Index::implementers(ProvisionId promise) const {
  if (implementer_begins_.empty()) return {};
  std::size_t begin = implementer_begins_[promise.index()];
  return std::span(implementers_).subspan(begin, implementer_begins_[promise.index() + 1] - begin);
}

std::vector<ProvisionId> Index::counting_toward(ProvisionId provision) const {
  std::vector<ProvisionId> list;
  for (auto at = std::lower_bound(counting_.begin(), counting_.end(), std::pair{provision, ProvisionId(0)});
       at != counting_.end() && at->first == provision; ++at) {
    list.push_back(at->second);
  }
  return list;
}

const DaySet& Index::text_days(TermsId terms) const {
  static const DaySet all = DaySet::all();
  return text_days_.empty() ? all : text_days_[terms.index()];
}

DaySet Index::text_days(AgreementId agreement, std::size_t terms) const {
  std::vector<Change> changes;
  for (const AgreementTerms& each : (*model_)[agreement].terms) {
    if (!each.from_proposal.valid()) continue;
    if (auto day = adopted_on(each.from_proposal)) changes.push_back({*day, each.from_proposal});
  }
  return days_of_text((*model_)[agreement].terms[terms].from_proposal, changes);
}

std::span<const AgreementTerms> Index::terms(AgreementId agreement) const {
  if (!agreement_terms_.empty() && !agreement_terms_[agreement.index()].empty())
    return agreement_terms_[agreement.index()];
  return (*model_)[agreement].terms;
}

void Index::add(std::span<const EntryId> added) {
  const auto is_about_proposal = [](const auto& each) { return each.first.kind == SubjectKind::proposal; };
  bool adoptions = std::any_of(extended_.begin(), extended_.end(), is_about_proposal);
  extended_.clear();
  for (EntryId id : added) {
    const Subject subject = (*model_)[id].subject;
    if (!subject.valid()) continue;
    auto at = std::find_if(extended_.begin(), extended_.end(),
                           [&](const auto& each) { return each.first == subject; });
    if (at == extended_.end()) {
      const std::span<const EntryId> said = entries_of_text(subject);
      at = extended_.insert(at, {subject, std::vector<EntryId>(said.begin(), said.end())});
    }
    at->second.push_back(id);
  }
  std::sort(extended_.begin(), extended_.end());
  adoptions = adoptions || std::any_of(extended_.begin(), extended_.end(), is_about_proposal);
  if (adoptions) read_adoptions();
}

void Index::read_adoptions() {
  const Model& model = *model_;
  adopted_.assign(model.proposals.size(), std::nullopt);
  for (std::size_t i = 0; i < model.proposals.size(); ++i) {
    for (EntryId id : entries(Subject::of(ProposalId(i)))) {
      const Entry& entry = model[id];
      if (entry.kind != Entry::Kind::event || entry.verb != Verb::adopted) continue;
      std::optional<Date>& day = adopted_[i];
      day = day ? std::min(*day, entry.acts_from) : entry.acts_from;
    }
  }
  if (model.proposals.empty()) return;

  agreement_terms_.assign(model.agreements.size(), {});
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    if (model.agreements[i].terms.size() > 1) agreement_terms_[i] = whole_texts(model.agreements[i], *this);
  }

  std::vector<std::vector<Change>> changes(model.provisions.size());
  for (std::size_t i = 0; i < model.proposals.size(); ++i) {
    if (!adopted_[i]) continue;
    Change change{*adopted_[i], ProposalId(i)};
    const Proposal& proposal = model.proposals[i];
    for (const auto* list : {&proposal.replaces, &proposal.adds, &proposal.removes}) {
      for (ProvisionId provision : *list) changes[provision.index()].push_back(change);
    }
  }
  text_days_.assign(model.terms.size(), DaySet::none());
  for (std::size_t i = 0; i < model.provisions.size(); ++i) {
    for (TermsId terms : model.provisions[i].terms) {
      text_days_[terms.index()] = days_of_text(model[terms].from_proposal, changes[i]);
    }
  }
}

Index make_index(const Model& model) {
  Index index;
  index.model_ = &model;

  // Entries by subject: count, sum up, fill.
  std::size_t subjects =
      model.provisions.size() + model.agreements.size() + model.authorities.size() + model.proposals.size();
  index.entry_begins_.assign(subjects + 2, 0);
  for (const Entry& entry : model.entries) {
    if (entry.subject.valid()) ++index.entry_begins_[index.dense(entry.subject) + 2];
  }
  for (std::size_t i = 2; i < index.entry_begins_.size(); ++i)
    index.entry_begins_[i] += index.entry_begins_[i - 1];
  index.entries_.resize(index.entry_begins_.back());
  for (std::size_t i = 0; i < model.entries.size(); ++i) {
    const Entry& entry = model.entries[i];
    if (entry.subject.valid())
      index.entries_[index.entry_begins_[index.dense(entry.subject) + 1]++] = EntryId(i);
  }
  index.entry_begins_.pop_back();

  bool any_implements = std::any_of(model.measures.begin(), model.measures.end(),
                                    [](const Measure& measure) { return !measure.implements.empty(); });
  if (any_implements) {
    index.implementer_begins_.assign(model.provisions.size() + 2, 0);
    for (const Measure& measure : model.measures) {
      for (ProvisionId promise : measure.implements) ++index.implementer_begins_[promise.index() + 2];
    }
    for (std::size_t i = 2; i < index.implementer_begins_.size(); ++i) {
      index.implementer_begins_[i] += index.implementer_begins_[i - 1];
    }
    index.implementers_.resize(index.implementer_begins_.back());
    for (const Measure& measure : model.measures) {
      for (ProvisionId promise : measure.implements) {
        index.implementers_[index.implementer_begins_[promise.index() + 1]++] = measure.provision;
      }
    }
    index.implementer_begins_.pop_back();
  }

  for (std::size_t i = 0; i < model.provisions.size(); ++i) {
    const ProvisionId toward = model.provisions[i].counts_toward;
    if (toward.valid()) index.counting_.emplace_back(toward, ProvisionId(i));
  }
  std::sort(index.counting_.begin(), index.counting_.end());

  index.read_adoptions();
  return index;
}

std::vector<StateKey> every_state(const Model& model) {
  std::vector<StateKey> keys;
  const auto add = [&](Subject subject) {
    for (std::size_t i = 0; i < state_count; ++i) {
      const StateKey key{subject, static_cast<State>(i), {}};
      if (has_state(model, key)) keys.push_back(key);
    }
  };
  for (std::size_t i = 0; i < model.agreements.size(); ++i) add(Subject::of(AgreementId(i)));
  for (std::size_t i = 0; i < model.provisions.size(); ++i) add(Subject::of(ProvisionId(i)));
  for (std::size_t i = 0; i < model.authorities.size(); ++i) add(Subject::of(AuthorityId(i)));
  for (std::size_t i = 0; i < model.proposals.size(); ++i) add(Subject::of(ProposalId(i)));
  return keys;
}

}  // namespace quid
