// Conditions, moments and tests.
#include "dsl/lower/conditions.hpp"

#include "dsl/findings/spelling.hpp"
#include "dsl/findings/wording.hpp"
#include "dsl/lower/references.hpp"
#include "dsl/lower/values.hpp"

namespace quid::dsl::lowering {

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

void emit_children(Context& context, NodeId node);
bool want_state(Context& context, Subject subject, State state, Span place);
void emit_holds(Context& context, NodeId node);
void emit_compare(Context& context, NodeId node);
void emit_belongs(Context& context, NodeId node);
void emit_timed(Context& context, NodeId node);
void emit_at_least(Context& context, NodeId node);
void emit_date(Context& context, NodeId node);
void emit_fact(Context& context, NodeId node, std::size_t at);
void want_fact_unit(Context& context, NodeId node, std::string_view fact, const Quantity& quantity);

std::size_t begin_condition(Context& context, Condition::Kind kind, Span place) {
  Condition condition;
  condition.kind = kind;
  condition.place = place;
  context.model.conditions.push_back(condition);
  return context.model.conditions.size() - 1;
}

void end_condition(Context& context, std::size_t at) {
  context.model.conditions[at].next = static_cast<std::uint32_t>(context.model.conditions.size());
}

// Of no alternatives none holds: on no day.
void emit_never(Context& context, Span place) {
  end_condition(context, begin_condition(context, Condition::Kind::any_of, place));
}

void emit_condition(Context& context, NodeId node) {
  if (context.file()[node].has_error) return emit_never(context, context.span(node));
  switch (context.kind(node)) {
    case Kind::holds: return emit_holds(context, node);
    case Kind::paren: {
      const NodeId inner = context.first_child(node);
      return present(inner) ? emit_condition(context, inner) : emit_never(context, context.span(node));
    }
    case Kind::all_of:
    case Kind::any_of: {
      const std::size_t at = begin_condition(
          context, context.kind(node) == Kind::all_of ? Condition::Kind::all_of : Condition::Kind::any_of,
          context.span(node));
      emit_children(context, node);
      return end_condition(context, at);
    }
    case Kind::negation: {
      const std::size_t at = begin_condition(context, Condition::Kind::negation, context.span(node));
      const NodeId inner = context.first_child(node);
      present(inner) ? emit_condition(context, inner) : emit_never(context, context.span(node));
      return end_condition(context, at);
    }
    case Kind::at_least: return emit_at_least(context, node);
    case Kind::held_for:
    case Kind::within_after: return emit_timed(context, node);
    case Kind::compare: return emit_compare(context, node);
    case Kind::belongs: return emit_belongs(context, node);
    case Kind::after_date:
    case Kind::before_date: return emit_date(context, node);
    default: return emit_never(context, context.span(node));
  }
}

void emit_children(Context& context, NodeId node) {
  for (NodeId each : context.children(node)) {
    if (context.kind(each) != Kind::broken && context.kind(each) != Kind::number)
      emit_condition(context, each);
  }
}

Span state_place(const Context& context, NodeId node) {
  const NodeId ref = context.child(node, Kind::ref);
  Span place = context.span(node);
  if (present(ref)) place.begin = context.file()[ref].end;
  const std::string_view all = context.file().text;
  while (place.begin < place.end && (all[place.begin] == ' ' || all[place.begin] == '\n' ||
                                     all[place.begin] == '\t' || all[place.begin] == '\r')) {
    ++place.begin;
  }
  for (NodeId each : context.children(node)) {
    if (context.kind(each) != Kind::name) continue;
    place.end = context.file()[each].begin;
    // Back over `by`.
    while (place.end > place.begin && all[place.end - 1] != 'b') --place.end;
    if (place.end > place.begin) --place.end;
    while (place.end > place.begin && (all[place.end - 1] == ' ' || all[place.end - 1] == '\n')) --place.end;
    break;
  }
  return place;
}

// Of a state without a reference: the agreement, in its own terms.
Subject subject_of_state(Context& context, NodeId node, State state) {
  const NodeId ref = context.child(node, Kind::ref);
  if (present(ref)) {
    const Subject found = find_subject(context, ref, DiagnosticKind::unfit_state);
    if (!found.valid() || has_state(found.kind, kind_of(context, found), state)) return found;
    (void)want_state(context, found, state, state_place(context, node));
    return {};
  }
  const bool in_agreement = context.in_deal(DealKind::agreement);
  if (context.own_terms && in_agreement) {
    const Subject own = Subject::of(AgreementId(context.deal().index));
    return want_state(context, own, state, context.span(node)) ? own : Subject{};
  }
  Diagnostic finding{DiagnosticKind::bare_state,
                     quoted(context.text(node)) + " does not say of what",
                     context.span(node),
                     "whose state is this?",
                     {},
                     {"a bare state speaks of the agreement, and only in the agreement's own terms"},
                     {}};
  if (in_agreement && !context.deal().name.empty() &&
      has_state(SubjectKind::agreement, ProvisionKind::concession, state)) {
    const std::string meant = std::string(context.deal().name) + " " + std::string(context.text(node));
    finding.help.push_back({"of the agreement: `" + meant + "`", {{context.span(node), meant}}});
  }
  add_bearers(context, node, state, finding);
  context.naming.report(std::move(finding));
  return {};
}

bool want_state(Context& context, Subject subject, State state, Span place) {
  if (has_state(subject.kind, kind_of(context, subject), state)) return true;
  context.report(
      DiagnosticKind::unfit_state, place,
      with_article(subject.kind == SubjectKind::provision ? to_string(kind_of(context, subject))
                                                          : to_string(subject.kind)) +
          " is never " + quoted(to_string(state)),
      {}, {"its states are " + listed(fitting_states(subject.kind, kind_of(context, subject)), "and")});
  return false;
}

void emit_holds(Context& context, NodeId node) {
  const auto state = static_cast<State>(context.file()[node].detail);
  const Subject subject = subject_of_state(context, node, state);
  std::vector<PartyId> by;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) != Kind::name || context.file()[each].has_error) continue;
    const PartyId party = context.naming.party(context.file(), each);
    if (!party.valid()) continue;
    by.push_back(party);
    if (!subject.valid()) continue;
    const AgreementId agreement = agreement_of(context, subject);
    if (agreement.valid()) want_party_to(context, agreement, party, context.span(each));
  }
  if (!subject.valid()) return emit_never(context, context.span(node));
  const auto emit_one = [&](PartyId party) {
    const std::size_t at = begin_condition(context, Condition::Kind::holds, context.span(node));
    Condition& condition = context.model.conditions[at];
    condition.state = state;
    condition.subject_kind = subject.kind;
    condition.first = subject.index;
    condition.second = party.value;
    end_condition(context, at);
  };
  if (by.size() <= 1) return emit_one(by.empty() ? PartyId{} : by[0]);
  const std::size_t at = begin_condition(context, Condition::Kind::all_of, context.span(node));
  for (PartyId party : by) emit_one(party);
  end_condition(context, at);
}

void emit_compare(Context& context, NodeId node) {
  const NodeId ref = context.child(node, Kind::ref);
  if (!present(ref)) return emit_never(context, context.span(node));
  const MetricId found = find_metric(context, ref);
  NodeId bar;
  for (NodeId each : context.children(node)) {
    if (each != ref && context.kind(each) != Kind::broken) bar = each;
  }
  if (!present(bar)) return emit_never(context, context.span(node));
  const QuantityId bound = lower_quantity(context, bar);
  if (!found.valid() || !bound.valid()) return emit_never(context, context.span(node));
  want_unit(context, bar, context.model[bound].unit, context.model[found].unit, "the metric",
            context.model[found].place);
  const std::size_t at = begin_condition(context, Condition::Kind::compare, context.span(node));
  Condition& condition = context.model.conditions[at];
  condition.comparison = static_cast<Comparison>(context.file()[node].detail);
  condition.first = found.value;
  condition.second = bound.value;
  end_condition(context, at);
}

// `cars in efect` names no group: the state is meant, and what comes before it need not be a party.
bool is_misspelt_state(Context& context, NodeId group) {
  constexpr std::array<std::string_view, 2> states = {"effect", "force"};
  const std::optional<std::string_view> meant = nearest(context.text(group), states);
  if (!meant || context.symbols.find_who(context.text(group)).valid()) return false;
  context.naming.report(
      {DiagnosticKind::unknown_name,
       quoted(context.text(group)) + " is no state and no group",
       context.span(group),
       {},
       {},
       {},
       {{"did you mean `in " + std::string(*meant) + "`?", {{context.span(group), std::string(*meant)}}}}});
  return true;
}

void emit_belongs(Context& context, NodeId node) {
  NodeId who_node;
  NodeId group_node;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken) continue;
    (present(who_node) ? group_node : who_node) = each;
  }
  if (!present(who_node) || !present(group_node)) return emit_never(context, context.span(node));
  if (is_misspelt_state(context, group_node)) return emit_never(context, context.span(node));
  const GroupId group = context.naming.group(context.file(), group_node);
  if (!group.valid()) return emit_never(context, context.span(node));
  const Who who = find_who(context, context.text(who_node));
  if (!who.valid()) return emit_never(context, context.span(node));
  if (who.kind == WhoKind::group) {
    context.report(DiagnosticKind::wrong_kind, context.span(who_node),
                   quoted(context.text(who_node)) + " is a group, not a party or an entity");
    return emit_never(context, context.span(node));
  }
  const std::size_t at = begin_condition(
      context, who.kind == WhoKind::party ? Condition::Kind::member : Condition::Kind::member_entity,
      context.span(node));
  context.model.conditions[at].first = who.index;
  context.model.conditions[at].second = group.value;
  end_condition(context, at);
}

void emit_timed(Context& context, NodeId node) {
  const bool held = context.kind(node) == Kind::held_for;
  NodeId duration_node;
  NodeId inner;
  std::size_t position = 0;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken) continue;
    const bool is_duration = held ? position == 1 : position == 0;
    (is_duration ? duration_node : inner) = each;
    ++position;
  }
  if (!present(duration_node) || !present(inner)) return emit_never(context, context.span(node));
  const std::optional<Duration> duration =
      context.chosen(duration_node, [&](NodeId value) -> std::optional<Duration> {
        return duration_of(context.naming, context.file(), value);
      });
  const std::size_t at = begin_condition(
      context, held ? Condition::Kind::held_for : Condition::Kind::within_after, context.span(node));
  context.model.conditions[at].first = static_cast<std::uint32_t>(duration ? duration->count : 0);
  context.model.conditions[at].duration_unit = duration ? duration->unit : Duration::Unit::days;
  emit_condition(context, inner);
  end_condition(context, at);
}

// `at least 3 of` two things never holds: a finding, and read as all of them.
std::uint32_t want_enough(Context& context, NodeId node, NodeId number, std::uint32_t wanted) {
  std::uint32_t count = 0;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken) return wanted;
    if (each != number) ++count;
  }
  if (wanted <= count) return wanted;
  context.report(DiagnosticKind::number_out_of_range, context.span(number),
                 "only " + std::to_string(count) + " are listed, so " + quoted(context.text(number)) +
                     " of them can never hold");
  return count;
}

void emit_at_least(Context& context, NodeId node) {
  const NodeId number = context.child(node, Kind::number);
  if (!present(number)) return emit_never(context, context.span(node));
  const std::optional<std::uint32_t> count = count_of(context.naming, context.file(), number);
  const std::size_t at = begin_condition(context, Condition::Kind::at_least, context.span(node));
  context.model.conditions[at].first = count ? want_enough(context, node, number, *count) : 0;
  emit_children(context, node);
  end_condition(context, at);
}

void emit_date(Context& context, NodeId node) {
  const NodeId date = context.child(node, Kind::date);
  const std::optional<Date> day =
      present(date) ? date_of(context.naming, context.file(), date) : std::nullopt;
  if (!day) return emit_never(context, context.span(node));
  const std::size_t at = begin_condition(
      context, context.kind(node) == Kind::after_date ? Condition::Kind::after : Condition::Kind::before,
      context.span(node));
  context.model.conditions[at].first = static_cast<std::uint32_t>(day->days);
  end_condition(context, at);
}

MomentId lower_plain_moment(Context& context, NodeId node) {
  if (context.file()[node].has_error) return {};
  Moment moment;
  moment.place = context.span(node);
  NodeId state = node;
  switch (context.kind(node)) {
    case Kind::date: {
      const std::optional<Date> day = date_of(context.naming, context.file(), node);
      if (!day) return {};
      moment.form = Moment::Form::date;
      moment.date = *day;
      context.model.moments.push_back(moment);
      return MomentId(context.model.moments.size() - 1);
    }
    case Kind::first_day: moment.form = Moment::Form::first_day; break;
    case Kind::offset: {
      const NodeId length = context.child(node, Kind::duration);
      const std::optional<Duration> duration =
          present(length) ? duration_of(context.naming, context.file(), length) : std::nullopt;
      if (!duration) return {};
      moment.form = Moment::Form::offset;
      moment.duration = *duration;
      state = context.child(node, Kind::first_day);
      break;
    }
    case Kind::month_of:
      moment.form = Moment::Form::month_of;
      state = context.child(node, Kind::first_day);
      break;
    case Kind::month_after:
      moment.form = Moment::Form::month_after;
      state = context.child(node, Kind::first_day);
      break;
    default: return {};
  }
  if (!present(state)) return {};
  moment.first_of = ConditionId(context.model.conditions.size());
  emit_holds(context, state);
  context.model.moments.push_back(moment);
  return MomentId(context.model.moments.size() - 1);
}

void emit_test(Context& context, NodeId node) {
  if (context.kind(node) == Kind::paren) {
    const NodeId inner = context.first_child(node);
    if (present(inner)) emit_test(context, inner);
    return;
  }
  const std::size_t at = context.model.tests.size();
  context.model.tests.emplace_back();
  context.model.tests[at].place = context.span(node);
  switch (context.kind(node)) {
    case Kind::all_of: context.model.tests[at].kind = Test::Kind::all_of; break;
    case Kind::any_of: context.model.tests[at].kind = Test::Kind::any_of; break;
    case Kind::negation: context.model.tests[at].kind = Test::Kind::negation; break;
    case Kind::at_least: {
      context.model.tests[at].kind = Test::Kind::at_least;
      const NodeId number = context.child(node, Kind::number);
      if (!present(number)) break;
      if (const std::optional<std::uint32_t> count = count_of(context.naming, context.file(), number)) {
        context.model.tests[at].count = want_enough(context, node, number, *count);
      }
      break;
    }
    default:
      emit_fact(context, node, at);
      context.model.tests[at].next = static_cast<std::uint32_t>(context.model.tests.size());
      return;
  }
  for (NodeId each : context.children(node)) {
    if (context.kind(each) != Kind::broken && context.kind(each) != Kind::number) emit_test(context, each);
  }
  context.model.tests[at].next = static_cast<std::uint32_t>(context.model.tests.size());
}

void emit_fact(Context& context, NodeId node, std::size_t at) {
  NodeId fact;
  NodeId value;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken) continue;
    (present(fact) ? value : fact) = each;
  }
  context.model.tests[at].kind = Test::Kind::is_none;
  if (!present(fact)) return;
  const std::string_view name = context.text(fact);
  context.model.tests[at].fact = name;
  if (!present(value)) return;
  switch (context.kind(node)) {
    case Kind::fact_is:
      if (context.kind(value) == Kind::string) {
        context.model.tests[at].kind = Test::Kind::is_text;
        context.model.tests[at].text = string_text(context.text(value));
      } else if (context.kind(value) == Kind::name) {
        // `consignee is g42`, `location is IN`
        const Who who = context.naming.anybody(context.file(), context.text(value));
        if (who.valid() && who.kind == WhoKind::entity) {
          context.model.tests[at].kind = Test::Kind::is_entity;
          context.model.tests[at].entity = who.entity();
        } else {
          if (who.valid() && who.kind == WhoKind::group) {
            context.report(DiagnosticKind::wrong_kind, context.span(value),
                           quoted(context.text(value)) + " is a group, and a fact is one thing", {},
                           {"`in` asks whether it is a member"});
          }
          context.model.tests[at].kind = Test::Kind::is_text;
          context.model.tests[at].text = context.text(value);
        }
      }
      return;
    case Kind::fact_in:
      context.model.tests[at].kind = Test::Kind::in_group;
      context.model.tests[at].group = context.naming.group(context.file(), value);
      return;
    case Kind::fact_compare: {
      context.model.tests[at].kind = Test::Kind::compare;
      context.model.tests[at].comparison = static_cast<Comparison>(context.file()[node].detail);
      const std::optional<Quantity> read = context.chosen(
          value, [&](NodeId plain) -> std::optional<Quantity> { return lower_amount(context, plain); });
      if (!read) return;
      context.model.tests[at].quantity = *read;
      want_fact_unit(context, value, name, *read);
      return;
    }
    case Kind::fact_after:
    case Kind::fact_before: {
      context.model.tests[at].kind =
          context.kind(node) == Kind::fact_after ? Test::Kind::after : Test::Kind::before;
      if (const std::optional<Date> day = date_of(context.naming, context.file(), value))
        context.model.tests[at].date = *day;
      return;
    }
    default: return;
  }
}

// The facts whose measure the language fixes.
void want_fact_unit(Context& context, NodeId node, std::string_view fact, const Quantity& quantity) {
  const std::optional<Fact> known = find_fact(fact);
  const std::optional<BuiltInUnit> wanted = known ? quid::unit_of(*known) : std::nullopt;
  if (!wanted || !quantity.unit.valid()) return;
  want_unit(context, node, quantity.unit, quid::unit_of(*wanted), "`" + std::string(fact) + "`");
}

}  // namespace

ConditionId lower_condition(Context& context, NodeId node) {
  return context.chosen(node, [&](NodeId value) {
    const ConditionId id(context.model.conditions.size());
    emit_condition(context, value);
    return id;
  });
}

MomentId lower_moment(Context& context, NodeId node) {
  return context.chosen(node, [&](NodeId value) { return lower_plain_moment(context, value); });
}

TestId lower_test(Context& context, NodeId node) {
  if (context.kind(node) == Kind::broken || context.file()[node].has_error) return {};
  const TestId id(context.model.tests.size());
  emit_test(context, node);
  return id;
}

TestId lower_test_with_measure(Context& context, NodeId node) {
  if (!context.applies.valid()) return lower_test(context, node);
  std::vector<Test>& tests = context.model.tests;
  const std::size_t both = tests.size();
  Test joined{};
  joined.kind = Test::Kind::all_of;
  joined.place = context.span(node);
  tests.push_back(joined);
  const auto moved = static_cast<std::uint32_t>(tests.size() - context.applies.index());
  const std::uint32_t end = tests[context.applies.index()].next;
  for (std::uint32_t at = context.applies.value; at < end; ++at) {
    Test copy = tests[at];
    copy.next += moved;
    tests.push_back(copy);
  }
  (void)lower_test(context, node);
  tests[both].next = static_cast<std::uint32_t>(tests.size());
  return TestId(both);
}

}  // namespace quid::dsl::lowering
