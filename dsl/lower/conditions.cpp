// Conditions, moments and tests.
#include "dsl/findings/spelling.hpp"
#include "dsl/findings/wording.hpp"
#include "dsl/lower/context.hpp"

namespace quid::dsl {

namespace {

// The states that a subject can be in, for the finding about one that it cannot.
std::vector<std::string_view> fitting_states(SubjectKind subject, ProvisionKind provision) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < state_count; ++i) {
    const auto state = static_cast<State>(i);
    if (has_state(subject, provision, state)) words.push_back(to_string(state));
  }
  return words;
}

}  // namespace

// -- conditions

ConditionId Lowering::condition(NodeId node) {
  return chosen(node, [&](NodeId value) {
    const ConditionId id(model_.conditions.size());
    emit_condition(value);
    return id;
  });
}

std::size_t Lowering::begin_condition(Condition::Kind kind, Span place) {
  Condition condition;
  condition.kind = kind;
  condition.place = place;
  model_.conditions.push_back(condition);
  return model_.conditions.size() - 1;
}

void Lowering::end_condition(std::size_t at) {
  model_.conditions[at].next = static_cast<std::uint32_t>(model_.conditions.size());
}

// Of no alternatives none holds: on no day.
void Lowering::emit_never(Span place) {
  end_condition(begin_condition(Condition::Kind::any_of, place));
}

void Lowering::emit_condition(NodeId node) {
  if (file()[node].has_error) return emit_never(span(node));
  switch (kind(node)) {
    case Kind::holds: return emit_holds(node);
    case Kind::paren: {
      const NodeId inner = first_child(node);
      return present(inner) ? emit_condition(inner) : emit_never(span(node));
    }
    case Kind::all_of:
    case Kind::any_of: {
      const std::size_t at = begin_condition(
          kind(node) == Kind::all_of ? Condition::Kind::all_of : Condition::Kind::any_of, span(node));
      emit_children(node);
      return end_condition(at);
    }
    case Kind::negation: {
      const std::size_t at = begin_condition(Condition::Kind::negation, span(node));
      const NodeId inner = first_child(node);
      present(inner) ? emit_condition(inner) : emit_never(span(node));
      return end_condition(at);
    }
    case Kind::at_least: return emit_at_least(node);
    case Kind::held_for:
    case Kind::within_after: return emit_timed(node);
    case Kind::compare: return emit_compare(node);
    case Kind::belongs: return emit_belongs(node);
    case Kind::after_date:
    case Kind::before_date: return emit_date(node);
    default: return emit_never(span(node));
  }
}

void Lowering::emit_children(NodeId node) {
  for (NodeId each : children(node)) {
    if (kind(each) != Kind::broken && kind(each) != Kind::number) emit_condition(each);
  }
}

Span Lowering::state_place(NodeId node) const {
  const NodeId ref = child(node, Kind::ref);
  Span place = span(node);
  if (present(ref)) place.begin = file()[ref].end;
  const std::string_view all = file().text;
  while (place.begin < place.end && (all[place.begin] == ' ' || all[place.begin] == '\n' ||
                                     all[place.begin] == '\t' || all[place.begin] == '\r')) {
    ++place.begin;
  }
  for (NodeId each : children(node)) {
    if (kind(each) != Kind::name) continue;
    place.end = file()[each].begin;
    // Back over `by`.
    while (place.end > place.begin && all[place.end - 1] != 'b') --place.end;
    if (place.end > place.begin) --place.end;
    while (place.end > place.begin && (all[place.end - 1] == ' ' || all[place.end - 1] == '\n')) --place.end;
    break;
  }
  return place;
}

// Of a state without a reference: the agreement, in its own terms.
Subject Lowering::subject_of_state(NodeId node, State state) {
  const NodeId ref = child(node, Kind::ref);
  if (present(ref)) {
    const Subject found = subject(ref, DiagnosticKind::unfit_state);
    if (!found.valid() || has_state(found.kind, kind_of(found), state)) return found;
    (void)want_state(found, state, state_place(node));
    return {};
  }
  const bool in_agreement = deal_ != NameTable::none && deal().kind == DealKind::agreement;
  if (own_terms_ && in_agreement) {
    const Subject own = Subject::of(AgreementId(deal().index));
    return want_state(own, state, span(node)) ? own : Subject{};
  }
  Diagnostic finding{DiagnosticKind::bare_state,
                     quoted(text(node)) + " does not say of what",
                     span(node),
                     "whose state is this?",
                     {},
                     {"a bare state speaks of the agreement, and only in the agreement's own terms"},
                     {}};
  if (in_agreement && !deal().name.empty() &&
      has_state(SubjectKind::agreement, ProvisionKind::concession, state)) {
    const std::string meant = std::string(deal().name) + " " + std::string(text(node));
    finding.help.push_back({"of the agreement: `" + meant + "`", {{span(node), meant}}});
  }
  naming_.report(std::move(finding));
  return {};
}

bool Lowering::want_state(Subject subject, State state, Span place) {
  if (has_state(subject.kind, kind_of(subject), state)) return true;
  report(DiagnosticKind::unfit_state, place,
         with_article(subject.kind == SubjectKind::provision ? to_string(kind_of(subject))
                                                             : to_string(subject.kind)) +
             " is never " + quoted(to_string(state)),
         {}, {"its states are " + listed(fitting_states(subject.kind, kind_of(subject)), "and")});
  return false;
}

void Lowering::emit_holds(NodeId node) {
  const auto state = static_cast<State>(file()[node].detail);
  const Subject subject = subject_of_state(node, state);
  std::vector<PartyId> by;
  for (NodeId each : children(node)) {
    if (kind(each) != Kind::name || file()[each].has_error) continue;
    const PartyId party = naming_.party(file(), each);
    if (!party.valid()) continue;
    by.push_back(party);
    if (!subject.valid()) continue;
    const AgreementId agreement = agreement_of(subject);
    if (agreement.valid()) want_party_to(agreement, party, span(each));
  }
  if (!subject.valid()) return emit_never(span(node));
  const auto emit_one = [&](PartyId party) {
    const std::size_t at = begin_condition(Condition::Kind::holds, span(node));
    Condition& condition = model_.conditions[at];
    condition.state = state;
    condition.subject_kind = subject.kind;
    condition.first = subject.index;
    condition.second = party.value;
    end_condition(at);
  };
  if (by.size() <= 1) return emit_one(by.empty() ? PartyId{} : by[0]);
  const std::size_t at = begin_condition(Condition::Kind::all_of, span(node));
  for (PartyId party : by) emit_one(party);
  end_condition(at);
}

void Lowering::emit_compare(NodeId node) {
  const NodeId ref = child(node, Kind::ref);
  if (!present(ref)) return emit_never(span(node));
  const MetricId found = metric(ref);
  NodeId bar;
  for (NodeId each : children(node)) {
    if (each != ref && kind(each) != Kind::broken) bar = each;
  }
  if (!present(bar)) return emit_never(span(node));
  const QuantityId bound = quantity(bar);
  if (!found.valid() || !bound.valid()) return emit_never(span(node));
  want_unit(bar, model_[bound].unit, model_[found].unit, "the metric", model_[found].place);
  const std::size_t at = begin_condition(Condition::Kind::compare, span(node));
  Condition& condition = model_.conditions[at];
  condition.comparison = static_cast<Comparison>(file()[node].detail);
  condition.first = found.value;
  condition.second = bound.value;
  end_condition(at);
}

// `cars in efect` names no group: the state is meant, and what comes before it need not be a party.
bool Lowering::is_misspelt_state(NodeId group) {
  constexpr std::array<std::string_view, 2> states = {"effect", "force"};
  const std::optional<std::string_view> meant = nearest(text(group), states);
  if (!meant || symbols_.find_who(text(group)).valid()) return false;
  naming_.report(
      {DiagnosticKind::unknown_name,
       quoted(text(group)) + " is no state and no group",
       span(group),
       {},
       {},
       {},
       {{"did you mean `in " + std::string(*meant) + "`?", {{span(group), std::string(*meant)}}}}});
  return true;
}

void Lowering::emit_belongs(NodeId node) {
  NodeId who_node;
  NodeId group_node;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken) continue;
    (present(who_node) ? group_node : who_node) = each;
  }
  if (!present(who_node) || !present(group_node)) return emit_never(span(node));
  if (is_misspelt_state(group_node)) return emit_never(span(node));
  const GroupId group = naming_.group(file(), group_node);
  if (!group.valid()) return emit_never(span(node));
  const Who who = each_or_who(text(who_node));
  if (!who.valid()) return emit_never(span(node));
  if (who.kind == WhoKind::group) {
    report(DiagnosticKind::wrong_kind, span(who_node),
           quoted(text(who_node)) + " is a group, not a party or an entity");
    return emit_never(span(node));
  }
  const std::size_t at = begin_condition(
      who.kind == WhoKind::party ? Condition::Kind::member : Condition::Kind::member_entity, span(node));
  model_.conditions[at].first = who.index;
  model_.conditions[at].second = group.value;
  end_condition(at);
}

void Lowering::emit_timed(NodeId node) {
  const bool held = kind(node) == Kind::held_for;
  NodeId duration_node;
  NodeId inner;
  std::size_t position = 0;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken) continue;
    const bool is_duration = held ? position == 1 : position == 0;
    (is_duration ? duration_node : inner) = each;
    ++position;
  }
  if (!present(duration_node) || !present(inner)) return emit_never(span(node));
  const std::optional<Duration> duration =
      chosen(duration_node,
             [&](NodeId value) -> std::optional<Duration> { return duration_of(naming_, file(), value); });
  const std::size_t at =
      begin_condition(held ? Condition::Kind::held_for : Condition::Kind::within_after, span(node));
  model_.conditions[at].first = static_cast<std::uint32_t>(duration ? duration->count : 0);
  model_.conditions[at].duration_unit = duration ? duration->unit : Duration::Unit::days;
  emit_condition(inner);
  end_condition(at);
}

// `at least 3 of` two things never holds: a finding, and read as all of them.
std::uint32_t Lowering::want_enough(NodeId node, NodeId number, std::uint32_t wanted) {
  std::uint32_t count = 0;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken) return wanted;
    if (each != number) ++count;
  }
  if (wanted <= count) return wanted;
  report(DiagnosticKind::number_out_of_range, span(number),
         "only " + std::to_string(count) + " are listed, so " + quoted(text(number)) +
             " of them can never hold");
  return count;
}

void Lowering::emit_at_least(NodeId node) {
  const NodeId number = child(node, Kind::number);
  if (!present(number)) return emit_never(span(node));
  const std::optional<std::uint32_t> count = count_of(naming_, file(), number);
  const std::size_t at = begin_condition(Condition::Kind::at_least, span(node));
  model_.conditions[at].first = count ? want_enough(node, number, *count) : 0;
  emit_children(node);
  end_condition(at);
}

void Lowering::emit_date(NodeId node) {
  const NodeId date = child(node, Kind::date);
  const std::optional<Date> day = present(date) ? date_of(naming_, file(), date) : std::nullopt;
  if (!day) return emit_never(span(node));
  const std::size_t at = begin_condition(
      kind(node) == Kind::after_date ? Condition::Kind::after : Condition::Kind::before, span(node));
  model_.conditions[at].first = static_cast<std::uint32_t>(day->days);
  end_condition(at);
}

// -- moments

MomentId Lowering::moment(NodeId node) {
  return chosen(node, [&](NodeId value) { return plain_moment(value); });
}

MomentId Lowering::plain_moment(NodeId node) {
  if (file()[node].has_error) return {};
  Moment moment;
  moment.place = span(node);
  NodeId state = node;
  switch (kind(node)) {
    case Kind::date: {
      const std::optional<Date> day = date_of(naming_, file(), node);
      if (!day) return {};
      moment.form = Moment::Form::date;
      moment.date = *day;
      model_.moments.push_back(moment);
      return MomentId(model_.moments.size() - 1);
    }
    case Kind::first_day: moment.form = Moment::Form::first_day; break;
    case Kind::offset: {
      const NodeId length = child(node, Kind::duration);
      const std::optional<Duration> duration =
          present(length) ? duration_of(naming_, file(), length) : std::nullopt;
      if (!duration) return {};
      moment.form = Moment::Form::offset;
      moment.duration = *duration;
      state = child(node, Kind::first_day);
      break;
    }
    case Kind::month_of:
      moment.form = Moment::Form::month_of;
      state = child(node, Kind::first_day);
      break;
    case Kind::month_after:
      moment.form = Moment::Form::month_after;
      state = child(node, Kind::first_day);
      break;
    default: return {};
  }
  if (!present(state)) return {};
  moment.first_of = ConditionId(model_.conditions.size());
  emit_holds(state);
  model_.moments.push_back(moment);
  return MomentId(model_.moments.size() - 1);
}

// -- tests

TestId Lowering::test(NodeId node) {
  if (kind(node) == Kind::broken || file()[node].has_error) return {};
  const TestId id(model_.tests.size());
  emit_test(node);
  return id;
}

void Lowering::emit_test(NodeId node) {
  if (kind(node) == Kind::paren) {
    const NodeId inner = first_child(node);
    if (present(inner)) emit_test(inner);
    return;
  }
  const std::size_t at = model_.tests.size();
  model_.tests.emplace_back();
  model_.tests[at].place = span(node);
  switch (kind(node)) {
    case Kind::all_of: model_.tests[at].kind = Test::Kind::all_of; break;
    case Kind::any_of: model_.tests[at].kind = Test::Kind::any_of; break;
    case Kind::negation: model_.tests[at].kind = Test::Kind::negation; break;
    case Kind::at_least: {
      model_.tests[at].kind = Test::Kind::at_least;
      const NodeId number = child(node, Kind::number);
      if (!present(number)) break;
      if (const std::optional<std::uint32_t> count = count_of(naming_, file(), number)) {
        model_.tests[at].count = want_enough(node, number, *count);
      }
      break;
    }
    default:
      emit_fact(node, at);
      model_.tests[at].next = static_cast<std::uint32_t>(model_.tests.size());
      return;
  }
  for (NodeId each : children(node)) {
    if (kind(each) != Kind::broken && kind(each) != Kind::number) emit_test(each);
  }
  model_.tests[at].next = static_cast<std::uint32_t>(model_.tests.size());
}

void Lowering::emit_fact(NodeId node, std::size_t at) {
  NodeId fact;
  NodeId value;
  for (NodeId each : children(node)) {
    if (kind(each) == Kind::broken) continue;
    (present(fact) ? value : fact) = each;
  }
  model_.tests[at].kind = Test::Kind::is_none;
  if (!present(fact)) return;
  const std::string_view name = text(fact);
  model_.tests[at].fact = name;
  if (!present(value)) return;
  switch (kind(node)) {
    case Kind::fact_is:
      if (kind(value) == Kind::string) {
        model_.tests[at].kind = Test::Kind::is_text;
        model_.tests[at].text = string_text(text(value));
      } else if (kind(value) == Kind::name) {
        // `consignee is g42`, `location is IN`
        const Who who = naming_.anybody(file(), text(value));
        if (who.valid() && who.kind == WhoKind::entity) {
          model_.tests[at].kind = Test::Kind::is_entity;
          model_.tests[at].entity = who.entity();
        } else {
          if (who.valid() && who.kind == WhoKind::group) {
            report(DiagnosticKind::wrong_kind, span(value),
                   quoted(text(value)) + " is a group, and a fact is one thing", {},
                   {"`in` asks whether it is a member"});
          }
          model_.tests[at].kind = Test::Kind::is_text;
          model_.tests[at].text = text(value);
        }
      }
      return;
    case Kind::fact_in:
      model_.tests[at].kind = Test::Kind::in_group;
      model_.tests[at].group = naming_.group(file(), value);
      return;
    case Kind::fact_compare: {
      model_.tests[at].kind = Test::Kind::compare;
      model_.tests[at].comparison = static_cast<Comparison>(file()[node].detail);
      const std::optional<Quantity> read =
          chosen(value, [&](NodeId plain) -> std::optional<Quantity> { return amount(plain); });
      if (!read) return;
      model_.tests[at].quantity = *read;
      want_fact_unit(value, name, *read);
      return;
    }
    case Kind::fact_after:
    case Kind::fact_before: {
      model_.tests[at].kind = kind(node) == Kind::fact_after ? Test::Kind::after : Test::Kind::before;
      if (const std::optional<Date> day = date_of(naming_, file(), value)) model_.tests[at].date = *day;
      return;
    }
    default: return;
  }
}

// The facts whose measure the language fixes.
void Lowering::want_fact_unit(NodeId node, std::string_view fact, const Quantity& quantity) {
  const std::optional<Fact> known = find_fact(fact);
  const std::optional<BuiltInUnit> wanted = known ? quid::unit_of(*known) : std::nullopt;
  if (!wanted || !quantity.unit.valid()) return;
  want_unit(node, quantity.unit, quid::unit_of(*wanted), "`" + std::string(fact) + "`");
}

}  // namespace quid::dsl
