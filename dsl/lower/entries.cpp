// What has happened: entries.
#include <algorithm>

#include "dsl/findings/wording.hpp"
#include "dsl/lower/context.hpp"

namespace quid::dsl {

namespace {

std::vector<std::string_view> fitting_verbs(SubjectKind subject, ProvisionKind provision) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < verb_count; ++i) {
    const auto verb = static_cast<Verb>(i);
    if (takes_verb(subject, provision, verb)) words.push_back(to_string(verb));
  }
  return words;
}

}  // namespace

void Lowering::lower_entries() {
  for (const ast::File& each : files_) {
    if (each.nodes.empty()) continue;
    enter_file(each);
    for (NodeId node : children(NodeId{0})) {
      if (ast::is_entry(kind(node))) entry(node);
    }
  }
  sort_entries();
}

void Lowering::sort_entries() {
  // Already in order of file and place.
  std::stable_sort(model_.entries.begin(), model_.entries.end(),
                   [](const Entry& a, const Entry& b) { return a.date < b.date; });
  for (std::size_t i = 0; i < model_.entries.size(); ++i) {
    const Entry& entry = model_.entries[i];
    if (entry.kind != Entry::Kind::observe || !entry.metric.valid()) continue;
    model_.metrics[entry.metric.index()].observations.push_back(
        {entry.acts_from, entry.recorded, entry.quantity, EntryId(i)});
  }
  for (Metric& metric : model_.metrics) {
    std::stable_sort(metric.observations.begin(), metric.observations.end(),
                     [](const Observation& a, const Observation& b) { return a.date < b.date; });
  }
}

void Lowering::add_entry(const Entry& entry) {
  if (options_.known && entry.recorded > *options_.known) return;
  model_.entries.push_back(entry);
}

void Lowering::entry(NodeId node) {
  if (file()[node].has_error) return;
  naming_.private_to = {};
  if (const NodeId mark = child(node, Kind::private_mark); present(mark)) {
    const NodeId party = child(mark, Kind::name);
    if (present(party)) naming_.private_to = naming_.party(file(), party);
  }
  Entry entry;
  entry.place = span(node);
  entry.private_to = naming_.private_to;
  const NodeId date = child(node, Kind::date);
  const std::optional<Date> day = present(date) ? date_of(naming_, file(), date) : std::nullopt;
  if (day) entry.date = entry.acts_from = entry.recorded = *day;
  entry_tail(node, entry);
  // Without its day nothing has happened; the rest is read for its mistakes.
  const Mark before = mark();
  switch (kind(node)) {
    case Kind::event: event(node, entry); break;
    case Kind::statement: statement(node, entry); break;
    case Kind::observe: observation(node, entry); break;
    case Kind::progress: progress(node, entry); break;
    case Kind::ship:
    case Kind::enter: use(node, entry); break;
    default: break;
  }
  if (!day) take_back(before);
  naming_.private_to = {};
}

void Lowering::entry_tail(NodeId node, Entry& entry) {
  std::array<NodeId, 4> said{};
  const auto once_only = [&](std::size_t which, NodeId tail) {
    if (present(said[which])) said_twice(tail, said[which]);
    said[which] = tail;
  };
  for (NodeId each : children(node)) {
    const auto day_in = [&]() -> std::optional<Date> {
      const NodeId date = child(each, Kind::date);
      return present(date) ? date_of(naming_, file(), date) : std::nullopt;
    };
    switch (kind(each)) {
      case Kind::effective:
        once_only(0, each);
        if (const std::optional<Date> day = day_in()) entry.acts_from = *day;
        break;
      case Kind::recorded:
        once_only(1, each);
        if (const std::optional<Date> day = day_in()) entry.recorded = *day;
        break;
      case Kind::grade:
        once_only(2, each);
        entry.grade = static_cast<Grade>(file()[each].detail);
        break;
      case Kind::note:
        once_only(3, each);
        if (const NodeId words = child(each, Kind::string); present(words))
          entry.note = string_text(text(words));
        break;
      default: break;
    }
  }
  entry.sources = sources(node);
}

bool Lowering::may_make(std::size_t members, Span place) {
  members_made_ += members;
  if (members_made_ <= most_members) return true;
  members_made_ -= members;
  report(DiagnosticKind::number_out_of_range, place,
         "what happens to whole sets would come to more than " + std::to_string(most_members) + " facts");
  return false;
}

bool Lowering::want_verb(Subject subject, Verb verb, Span place) {
  const ProvisionKind provision_kind = kind_of(subject);
  if (takes_verb(subject.kind, provision_kind, verb)) return true;
  const std::vector<std::string_view> fitting = fitting_verbs(subject.kind, provision_kind);
  Diagnostic finding{DiagnosticKind::unfit_verb,
                     quoted(to_string(verb)) + " cannot happen to " + describe(subject),
                     place,
                     {},
                     {},
                     {},
                     {}};
  finding.notes.push_back(fitting.empty()
                              ? "no event happens to " + describe(subject) + ": it follows from its text"
                              : "what can happen to it is " + listed(fitting));
  naming_.report(std::move(finding));
  return false;
}

void Lowering::event(NodeId node, Entry entry) {
  entry.kind = Entry::Kind::event;
  entry.verb = static_cast<Verb>(file()[node].detail);
  const NodeId ref = child(node, Kind::ref);
  if (!present(ref)) return;
  if (const NodeId words = child(node, Kind::string); present(words)) entry.words = string_text(text(words));
  const Target named = target(ref);
  std::vector<Subject> subjects;
  if (named.set != nullptr) {
    if (!may_make(named.set->provisions.size(), span(ref))) return;
    for (ProvisionId id : named.set->provisions) subjects.push_back(Subject::of(id));
  } else if (named.subject.valid()) {
    subjects.push_back(named.subject);
  }
  // The verb stands between the reference and what follows it.
  Span verb_place = span(node);
  verb_place.begin = file()[ref].end;
  verb_place.end = std::min<std::uint32_t>(
      verb_place.end, verb_place.begin + 1 + static_cast<std::uint32_t>(to_string(entry.verb).size()));
  if (verb_place.begin + 1 < verb_place.end) ++verb_place.begin;
  std::vector<PartyId> by;
  for (NodeId each : children(node)) {
    if (kind(each) != Kind::name || file()[each].has_error) continue;
    const PartyId party = naming_.party(file(), each);
    if (!party.valid()) return;
    by.push_back(party);
    if (subjects.empty()) continue;
    const AgreementId agreement = agreement_of(subjects.front());
    if (agreement.valid()) want_party_to(agreement, party, span(each));
  }
  if (subjects.empty() || !want_verb(subjects.front(), entry.verb, verb_place)) return;
  for (Subject subject : subjects) {
    entry.subject = subject;
    if (by.empty()) add_entry(entry);
    for (PartyId party : by) {
      entry.by = party;
      add_entry(entry);
    }
    entry.by = {};
  }
}

void Lowering::statement(NodeId node, Entry entry) {
  entry.kind = Entry::Kind::statement;
  entry.position = static_cast<Stance>(file()[node].detail);
  bool first = true;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::string) {
      (first ? entry.speaker : entry.words) = string_text(text(each));
      first = false;
    } else if (kind(each) == Kind::ref) {
      const Target named = target(each);
      if (named.subject.valid()) {
        entry.subject = named.subject;
      } else if (named.set != nullptr) {
        // Of a whole set: of the agreement or the measure that it stands in.
        entry.subject = deal_target(named.set->deal).subject;
      }
    }
  }
  add_entry(entry);
}

void Lowering::observation(NodeId node, Entry entry) {
  entry.kind = Entry::Kind::observe;
  const NodeId ref = child(node, Kind::ref);
  if (!present(ref)) return;
  entry.metric = metric(ref);
  const NodeId value{file()[ref].next};
  if (value.value >= file()[node].next) return;
  const std::optional<Quantity> read = amount(value);
  if (!entry.metric.valid() || !read) return;
  entry.quantity = *read;
  want_unit(value, read->unit, model_[entry.metric].unit, "the metric", model_[entry.metric].place);
  add_entry(entry);
}

void Lowering::progress(NodeId node, Entry entry) {
  entry.kind = Entry::Kind::progress;
  const NodeId ref = child(node, Kind::ref);
  if (!present(ref)) return;
  const Subject found = subject(ref);
  const NodeId value{file()[ref].next};
  if (value.value >= file()[node].next) return;
  const std::optional<Quantity> read = amount(value);
  if (!found.valid() || !read) return;
  if (found.kind != SubjectKind::provision || kind_of(found) != ProvisionKind::commitment) {
    wrong_subject(ref, found, "a commitment");
    return;
  }
  entry.subject = found;
  entry.quantity = *read;
  for (TermsId terms : model_[found.provision()].terms) {
    const PromiseId promise = model_[terms].promise;
    if (!promise.valid() || !model_[promise].amount.valid()) continue;
    const Quantity& promised = model_[model_[promise].amount];
    want_unit(value, read->unit, promised.unit, "the commitment", model_[terms].place);
    break;
  }
  add_entry(entry);
}

// What is used is counted in some quota of the provision, where it has any.
void Lowering::want_use(ProvisionId provision, NodeId node, const Quantity& quantity) {
  if (!quantity.unit.valid()) return;
  UnitId limited;
  Span place;
  for (TermsId terms : model_[provision].terms) {
    for (TreatmentId treatment : model_[terms].treatments) {
      for (BandId band : model_[treatment].bands) {
        const LimitId limit = model_[band].limit;
        const UnitId unit = limit.valid() ? unit_of(model_[limit]) : UnitId{};
        if (!unit.valid()) continue;
        if (fits(quantity.unit, unit)) return;
        limited = unit;
        place = model_[limit].place;
      }
    }
  }
  want_unit(node, quantity.unit, limited, "the quota", place);
}

void Lowering::use(NodeId node, Entry entry) {
  entry.kind = kind(node) == Kind::ship ? Entry::Kind::ship : Entry::Kind::enter;
  const auto one_party = [&](Kind wanted) {
    const NodeId list = child(node, wanted);
    if (!present(list)) return PartyId{};
    const NodeId name = kind(list) == Kind::name ? list : child(list, Kind::name);
    return present(name) ? naming_.party(file(), name) : PartyId{};
  };
  std::optional<Quantity> read;
  NodeId quantity_node;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::quantity) {
      quantity_node = each;
      read = amount(each);
    }
    if (kind(each) == Kind::goods) entry.goods = goods(each);
  }
  entry.from = one_party(Kind::from_parties);
  entry.to = one_party(entry.kind == Entry::Kind::ship ? Kind::to_parties : Kind::into);
  if (const NodeId consignee = child(node, Kind::consignee); present(consignee)) {
    const NodeId name = child(consignee, Kind::name);
    if (present(name)) entry.consignee = naming_.entity(file(), name);
  }
  if (const NodeId under = child(node, Kind::used_under); present(under)) {
    const NodeId ref = child(under, Kind::ref);
    if (!present(ref)) return;
    const Subject found = subject(ref);
    if (!found.valid()) return;
    if (found.kind != SubjectKind::provision) {
      wrong_subject(ref, found, "a provision whose quota this uses");
      return;
    }
    entry.subject = found;
    if (read) want_use(found.provision(), quantity_node, *read);
  }
  if (!read) return;
  entry.quantity = *read;
  add_entry(entry);
}

}  // namespace quid::dsl
