// What has happened: entries.
#include "dsl/lower/entries.hpp"

#include <algorithm>

#include "core/model/entries.hpp"
#include "dsl/findings/wording.hpp"
#include "dsl/lower/phases.hpp"
#include "dsl/lower/references.hpp"
#include "dsl/lower/treatments.hpp"
#include "dsl/lower/values.hpp"

namespace quid::dsl::lowering {

namespace {

std::vector<std::string_view> fitting_verbs(SubjectKind subject, ProvisionKind provision) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < verb_count; ++i) {
    const auto verb = static_cast<Verb>(i);
    if (takes_verb(subject, provision, verb)) words.push_back(to_string(verb));
  }
  return words;
}

void add_entry(Context& context, const Entry& entry) {
  if (!context.assuming && context.options.known && entry.recorded > *context.options.known) return;
  context.model.entries.push_back(entry);
}

void lower_entry_tail(Context& context, NodeId node, Entry& entry) {
  std::array<NodeId, 4> said{};
  const auto once_only = [&](std::size_t which, NodeId tail) {
    if (present(said[which])) context.said_twice(tail, said[which]);
    said[which] = tail;
  };
  for (NodeId each : context.children(node)) {
    const auto day_in = [&]() -> std::optional<Date> {
      const NodeId date = context.child(each, Kind::date);
      return present(date) ? date_of(context.naming, context.file(), date) : std::nullopt;
    };
    switch (context.kind(each)) {
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
        entry.grade = static_cast<Grade>(context.file()[each].detail);
        break;
      case Kind::note:
        once_only(3, each);
        if (const NodeId words = context.child(each, Kind::string); present(words))
          entry.note = string_text(context.text(words));
        break;
      default: break;
    }
  }
  entry.sources = lower_sources(context, node);
}

bool want_verb(Context& context, Subject subject, Verb verb, Span place) {
  const ProvisionKind provision_kind = kind_of(context, subject);
  if (takes_verb(subject.kind, provision_kind, verb)) return true;
  const std::vector<std::string_view> fitting = fitting_verbs(subject.kind, provision_kind);
  Diagnostic finding{DiagnosticKind::unfit_verb,
                     quoted(to_string(verb)) + " cannot happen to " + describe(context, subject),
                     place,
                     {},
                     {},
                     {},
                     {}};
  finding.notes.push_back(fitting.empty() ? "no event happens to " + describe(context, subject) +
                                                ": it follows from its text"
                                          : "what can happen to it is " + listed(fitting));
  context.naming.report(std::move(finding));
  return false;
}

void lower_event(Context& context, NodeId node, Entry entry) {
  entry.kind = Entry::Kind::event;
  entry.verb = static_cast<Verb>(context.file()[node].detail);
  const NodeId ref = context.child(node, Kind::ref);
  if (!present(ref)) return;
  if (const NodeId words = context.child(node, Kind::string); present(words))
    entry.words = string_text(context.text(words));
  const Target named = find_target(context, ref);
  std::vector<Subject> subjects;
  if (named.set != nullptr) {
    if (!context.may_make(named.set->provisions.size(), context.span(ref))) return;
    for (ProvisionId id : named.set->provisions) subjects.push_back(Subject::of(id));
  } else if (named.subject.valid()) {
    subjects.push_back(named.subject);
  }
  // The verb stands between the reference and what follows it.
  Span verb_place = context.span(node);
  verb_place.begin = context.file()[ref].end;
  verb_place.end = std::min<std::uint32_t>(
      verb_place.end, verb_place.begin + 1 + static_cast<std::uint32_t>(to_string(entry.verb).size()));
  if (verb_place.begin + 1 < verb_place.end) ++verb_place.begin;
  std::vector<PartyId> by;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) != Kind::name || context.file()[each].has_error) continue;
    const PartyId party = context.naming.party(context.file(), each);
    if (!party.valid()) return;
    by.push_back(party);
    if (subjects.empty()) continue;
    const AgreementId agreement = agreement_of(context, subjects.front());
    if (agreement.valid()) want_party_to(context, agreement, party, context.span(each));
  }
  if (subjects.empty() || !want_verb(context, subjects.front(), entry.verb, verb_place)) return;
  for (Subject subject : subjects) {
    entry.subject = subject;
    if (by.empty()) add_entry(context, entry);
    for (PartyId party : by) {
      entry.by = party;
      add_entry(context, entry);
    }
    entry.by = {};
  }
}

void lower_statement(Context& context, NodeId node, Entry entry) {
  entry.kind = Entry::Kind::statement;
  entry.position = static_cast<Stance>(context.file()[node].detail);
  bool first = true;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::string) {
      (first ? entry.speaker : entry.words) = string_text(context.text(each));
      first = false;
    } else if (context.kind(each) == Kind::ref) {
      const Target named = find_target(context, each);
      if (named.subject.valid()) {
        entry.subject = named.subject;
      } else if (named.set != nullptr) {
        // Of a whole set: of the agreement or the measure that it stands in.
        entry.subject = target_of_deal(context, named.set->deal).subject;
      }
    }
  }
  add_entry(context, entry);
}

void lower_observation(Context& context, NodeId node, Entry entry) {
  entry.kind = Entry::Kind::observe;
  const NodeId ref = context.child(node, Kind::ref);
  if (!present(ref)) return;
  entry.metric = find_metric(context, ref);
  const NodeId value{context.file()[ref].next};
  if (value.value >= context.file()[node].next) return;
  const std::optional<Quantity> read = lower_amount(context, value);
  if (!entry.metric.valid() || !read) return;
  entry.quantity = *read;
  want_unit(context, value, read->unit, context.model[entry.metric].unit, "the metric",
            context.model[entry.metric].place);
  add_entry(context, entry);
}

void lower_progress(Context& context, NodeId node, Entry entry) {
  entry.kind = Entry::Kind::progress;
  const NodeId ref = context.child(node, Kind::ref);
  if (!present(ref)) return;
  const Subject found = find_subject(context, ref);
  const NodeId value{context.file()[ref].next};
  if (value.value >= context.file()[node].next) return;
  const std::optional<Quantity> read = lower_amount(context, value);
  if (!found.valid() || !read) return;
  if (found.kind != SubjectKind::provision || kind_of(context, found) != ProvisionKind::commitment) {
    wrong_subject(context, ref, found, "a commitment");
    return;
  }
  entry.subject = found;
  entry.quantity = *read;
  for (TermsId terms : context.model[found.provision()].terms) {
    const PromiseId promise = context.model[terms].promise;
    if (!promise.valid() || !context.model[promise].amount.valid()) continue;
    const Quantity& promised = context.model[context.model[promise].amount];
    want_unit(context, value, read->unit, promised.unit, "the commitment", context.model[terms].place);
    break;
  }
  add_entry(context, entry);
}

// What is used is counted in some quota of the provision, where it has any.
void want_use(Context& context, ProvisionId provision, NodeId node, const Quantity& quantity) {
  if (!quantity.unit.valid()) return;
  UnitId limited;
  Span place;
  for (TermsId terms : context.model[provision].terms) {
    for (TreatmentId treatment : context.model[terms].treatments) {
      for (BandId band : context.model[treatment].bands) {
        const LimitId limit = context.model[band].limit;
        const UnitId unit = limit.valid() ? unit_of(context, context.model[limit]) : UnitId{};
        if (!unit.valid()) continue;
        if (fits(context, quantity.unit, unit)) return;
        limited = unit;
        place = context.model[limit].place;
      }
    }
  }
  want_unit(context, node, quantity.unit, limited, "the quota", place);
}

void lower_use(Context& context, NodeId node, Entry entry) {
  entry.kind = context.kind(node) == Kind::ship ? Entry::Kind::ship : Entry::Kind::enter;
  const auto one_party = [&](Kind wanted) {
    const NodeId list = context.child(node, wanted);
    if (!present(list)) return PartyId{};
    const NodeId name = context.kind(list) == Kind::name ? list : context.child(list, Kind::name);
    return present(name) ? context.naming.party(context.file(), name) : PartyId{};
  };
  std::optional<Quantity> read;
  NodeId quantity_node;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::quantity) {
      quantity_node = each;
      read = lower_amount(context, each);
    }
    if (context.kind(each) == Kind::goods) entry.goods = lower_goods(context, each);
  }
  entry.from = one_party(Kind::from_parties);
  entry.to = one_party(entry.kind == Entry::Kind::ship ? Kind::to_parties : Kind::into);
  if (const NodeId consignee = context.child(node, Kind::consignee); present(consignee)) {
    const NodeId name = context.child(consignee, Kind::name);
    if (present(name)) entry.consignee = context.naming.entity(context.file(), name);
  }
  if (const NodeId under = context.child(node, Kind::used_under); present(under)) {
    const NodeId ref = context.child(under, Kind::ref);
    if (!present(ref)) return;
    const Subject found = find_subject(context, ref);
    if (!found.valid()) return;
    if (found.kind != SubjectKind::provision) {
      wrong_subject(context, ref, found, "a provision whose quota this uses");
      return;
    }
    entry.subject = found;
    if (read) want_use(context, found.provision(), quantity_node, *read);
  }
  if (!read) return;
  entry.quantity = *read;
  add_entry(context, entry);
}

}  // namespace

void lower_entries(Context& context) {
  context.naming.private_to = {};
  for (const ast::File& each : context.files) {
    if (each.nodes.empty()) continue;
    context.enter_file(each);
    for (NodeId node : context.children(NodeId{0})) {
      if (ast::is_entry(context.kind(node))) lower_entry(context, node);
    }
  }
  // Already in order of file and place.
  set_entries(context.model, std::move(context.model.entries));
}

void lower_entry(Context& context, NodeId node) {
  if (context.file()[node].has_error) return;
  const PartyId outer = context.naming.private_to;
  if (const NodeId mark = context.child(node, Kind::private_mark); present(mark)) {
    const NodeId party = context.child(mark, Kind::name);
    if (present(party)) context.naming.private_to = context.naming.party(context.file(), party);
  }
  Entry entry;
  entry.place = context.span(node);
  entry.private_to = context.naming.private_to;
  const NodeId date = context.child(node, Kind::date);
  const std::optional<Date> day =
      present(date) ? date_of(context.naming, context.file(), date) : std::nullopt;
  if (day) entry.date = entry.acts_from = entry.recorded = *day;
  lower_entry_tail(context, node, entry);
  // Without its day nothing has happened; the rest is read for its mistakes.
  const Context::Mark before = context.mark();
  switch (context.kind(node)) {
    case Kind::event: lower_event(context, node, entry); break;
    case Kind::statement: lower_statement(context, node, entry); break;
    case Kind::observe: lower_observation(context, node, entry); break;
    case Kind::progress: lower_progress(context, node, entry); break;
    case Kind::ship:
    case Kind::enter: lower_use(context, node, entry); break;
    default: break;
  }
  if (!day) context.take_back(before);
  context.naming.private_to = outer;
}

}  // namespace quid::dsl::lowering
