// What has happened and what is agreed: entries against one another, rival adoptions, open brackets.
#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "core/meaning.hpp"
#include "core/words.hpp"
#include "dsl/check_rules.hpp"

namespace quid {

namespace {

// -- contradictory-entry

std::string on_day(const Entry& entry) {
  return "on " + words(entry.acts_from);
}

// Whether a mistake was found in an entry, or in text that was skipped: then an end whose start is missing
// may have lost it there.
bool entries_are_whole(const Checked& checked) {
  const auto damages_entries = [&](const Diagnostic& finding) {
    if (finding.severity() != Severity::error || !finding.place.file.valid()) return false;
    const ast::File& file = checked.syntax.files[finding.place.file.index()];
    for (const ast::NodeId item : ast::children(file, ast::NodeId{})) {
      const ast::Node& node = file[item];
      if (finding.place.begin < node.begin || finding.place.begin > node.end) continue;
      return node.kind >= ast::Kind::event || node.kind == ast::Kind::broken || node.has_error;
    }
    return true;  // in nothing that was read
  };
  return std::none_of(checked.syntax.diagnostics.begin(), checked.syntax.diagnostics.end(),
                      damages_entries) &&
         std::none_of(checked.compilation.diagnostics.begin(), checked.compilation.diagnostics.end(),
                      damages_entries);
}

// Walks the events of one thing in the order in which they act, and remembers what a later one may
// contradict.
class Histories {
 public:
  Histories(const Checked& checked, Diagnostics& found)
      : checked_(checked), model_(checked.model), index_(checked.world.index), found_(found) {}

  void run() {
    for (std::size_t i = 0; i < model_.provisions.size(); ++i) look_at(Subject::of(ProvisionId(i)));
    for (std::size_t i = 0; i < model_.agreements.size(); ++i) look_at(Subject::of(AgreementId(i)));
    for (std::size_t i = 0; i < model_.authorities.size(); ++i) look_at(Subject::of(AuthorityId(i)));
    for (std::size_t i = 0; i < model_.proposals.size(); ++i) look_at(Subject::of(ProposalId(i)));
  }

 private:
  void look_at(Subject subject) {
    if (index_.entries(subject).empty()) return;
    subject_ = subject;
    name_ = quoted(model_, subject);
    events_ = acting_events(model_, index_, subject, [](const Entry&) { return true; });
    switch (subject.kind) {
      case SubjectKind::provision: walk_provision(); break;
      case SubjectKind::agreement: walk_agreement(); break;
      case SubjectKind::authority: walk_authority(); break;
      case SubjectKind::proposal: walk_proposal(); break;
    }
  }

  // -- what is said

  void report(const Entry& entry, std::string message, std::string label, const Entry* earlier = nullptr,
              std::string earlier_label = {}, std::string note = {}) {
    if (!entry.place.file.valid()) return;
    Diagnostic diagnostic{
        DiagnosticKind::contradictory_entry, std::move(message), entry.place, std::move(label), {}, {}, {}};
    if (earlier != nullptr && earlier->place.file.valid() && earlier->place != entry.place) {
      diagnostic.related.push_back({earlier->place, std::move(earlier_label)});
    }
    if (!note.empty()) diagnostic.notes.push_back(std::move(note));
    found_.push_back(std::move(diagnostic));
  }

  // An end, `what`, that follows no start. The neighbour that explains it best is shown: the end before it,
  // or a start that comes too late.
  void report_no_start(const Entry& end, std::string message, std::string label, const Entry* last_end,
                       std::string_view end_word, Verb start, std::string_view start_word) {
    if (!whole_) whole_ = entries_are_whole(checked_);
    if (!*whole_) return;
    if (last_end != nullptr) {
      report(end, std::move(message), std::move(label), last_end,
             std::string(end_word) + " already " + on_day(*last_end));
      return;
    }
    const auto later = std::find_if(events_.begin(), events_.end(), [&](const Entry* entry) {
      return entry->verb == start && (entry->acts_from > end.acts_from || entry->place != end.place);
    });
    const bool follows = later != events_.end() && !before(**later, end);
    report(end, std::move(message), std::move(label), follows ? *later : nullptr,
           follows ? std::string(start_word) + " only later, " + on_day(**later) : std::string());
  }
  bool before(const Entry& a, const Entry& b) const {
    return std::find(events_.begin(), events_.end(), &a) < std::find(events_.begin(), events_.end(), &b);
  }

  void report_after_the_end(const Entry& entry, const Entry& end, std::string note) {
    const std::string happened = std::string(to_string(entry.verb));
    if (entry.verb == end.verb) {
      report(entry, name_ + " is " + happened + " twice", "said again", &end,
             happened + " first " + on_day(end));
      return;
    }
    report(entry,
           name_ + " is " + happened + " " + on_day(entry) + ", after it was " +
               std::string(to_string(end.verb)),
           "comes too late", &end, std::string(to_string(end.verb)) + " here, " + on_day(end),
           std::move(note));
  }

  // Begins and ends that alternate: of an end without a begin, the message is made by `no_start`.
  struct Spell {
    const Entry* open = nullptr;
    const Entry* last_end = nullptr;
    void begin(const Entry& entry) { open = open == nullptr ? &entry : open; }
    bool end(const Entry& entry) {
      const bool begun = open != nullptr;
      if (begun) last_end = &entry;
      open = nullptr;
      return begun;
    }
  };

  void end_suspension(Spell& suspension, const Entry& entry) {
    if (suspension.end(entry)) return;
    report_no_start(entry, name_ + " is resumed, but it was not suspended", "ends no suspension",
                    suspension.last_end, "resumed", Verb::suspended, "suspended");
  }

  // -- what may follow what

  void walk_provision() {
    Spell suspension;
    Spell invocation;
    const Entry* end = nullptr;  // withdrawn, rescinded
    const Entry* reached = nullptr;
    for (const Entry* entry : events_) {
      const Verb verb = entry->verb;
      if (end != nullptr && verb != Verb::announced && verb != Verb::proposed) {
        report_after_the_end(
            *entry, *end,
            end->verb == Verb::rescinded
                ? "rescission is final; a rule that comes back is a new one, with its own name"
                : "after a withdrawal nothing is performed or owed any more");
        continue;
      }
      switch (verb) {
        case Verb::suspended: suspension.begin(*entry); break;
        case Verb::resumed: end_suspension(suspension, *entry); break;
        case Verb::invoked: invocation.begin(*entry); break;
        case Verb::released:
          if (invocation.end(*entry)) break;
          report_no_start(*entry, name_ + " is released, but it was not invoked", "ends no use of the option",
                          invocation.last_end, "released", Verb::invoked, "invoked");
          break;
        case Verb::withdrawn:
        case Verb::rescinded: end = entry; break;
        case Verb::reached:
          if (reached != nullptr) report_after_the_end(*entry, *reached, {});
          if (reached == nullptr) reached = entry;
          break;
        default: break;
      }
    }
  }

  void walk_agreement() {
    Spell suspension;
    std::vector<const Entry*> notices;
    const Entry* last_withdrawal = nullptr;
    const Entry* termination = nullptr;  // not revived since
    const std::vector<Date> ends = termination_days(model_, index_, subject_.agreement());
    Date revived = Date::min_value();
    for (const Entry* entry : events_) {
      const auto end = std::upper_bound(ends.begin(), ends.end(), revived);
      const bool over = end != ends.end() && *end < entry->acts_from;
      switch (entry->verb) {
        case Verb::in_force:
          revived = entry->acts_from;
          termination = nullptr;
          break;
        case Verb::terminated:
          if (termination != nullptr) {
            report_after_the_end(*entry, *termination, {});
          } else {
            termination = entry;
          }
          break;
        case Verb::suspended:
          if (over) report_over(*entry, *end, termination, notices);
          suspension.begin(*entry);
          break;
        case Verb::resumed:
          if (over) {
            report_over(*entry, *end, termination, notices);
            suspension.end(*entry);
          } else {
            end_suspension(suspension, *entry);
          }
          break;
        case Verb::notice:
          if (over) report_over(*entry, *end, termination, notices);
          notices.push_back(entry);
          break;
        case Verb::notice_withdrawn: {
          const auto given = std::find_if(notices.begin(), notices.end(), [&](const Entry* notice) {
            return !notice->by.valid() || !entry->by.valid() || notice->by == entry->by;
          });
          if (given != notices.end()) {
            notices.erase(given);
            last_withdrawal = entry;
            break;
          }
          const std::string by =
              entry->by.valid() ? " by " + std::string(model_[entry->by].code) : std::string();
          report_no_start(*entry, "a notice" + by + " to end " + name_ + " is withdrawn, but none was given",
                          "withdraws no notice", last_withdrawal, "withdrawn", Verb::notice,
                          "notice was given");
          break;
        }
        default: break;
      }
    }
  }

  void report_over(const Entry& entry, Date end, const Entry* termination,
                   const std::vector<const Entry*>& notices) {
    const std::string what = entry.verb == Verb::notice
                                 ? "notice of ending " + name_ + " is given "
                                 : name_ + " is " + std::string(to_string(entry.verb)) + " ";
    const std::string message = what + on_day(entry) + ", after it was terminated";
    if (termination != nullptr && termination->acts_from == end) {
      report(entry, message, "comes too late", termination, "terminated here, on " + words(end));
      return;
    }
    const std::optional<Duration> term = model_[subject_.agreement()].notice_term;
    const auto ran_out = std::find_if(notices.begin(), notices.end(), [&](const Entry* notice) {
      return term && add(notice->acts_from, *term) == end;
    });
    report(entry, message, "comes too late", ran_out == notices.end() ? nullptr : *ran_out,
           "this notice ran out on " + words(end));
  }

  void walk_authority() {
    Spell down;
    for (const Entry* entry : events_) {
      switch (entry->verb) {
        case Verb::struck_down:
        case Verb::struck_down_from_the_start:
        case Verb::lapsed: down.begin(*entry); break;
        case Verb::restored:
          if (down.end(*entry)) break;
          report_no_start(*entry, name_ + " is restored, but it was neither struck down nor lapsed",
                          "ends nothing", down.last_end, "restored", Verb::struck_down, "struck down");
          break;
        default: break;
      }
    }
  }

  void walk_proposal() {
    const Entry* withdrawn = nullptr;
    const Entry* adopted = nullptr;
    for (const Entry* entry : events_) {
      const Entry* end = adopted != nullptr ? adopted : withdrawn;
      switch (entry->verb) {
        case Verb::tabled:
          if (adopted != nullptr) report_after_the_end(*entry, *adopted, {});
          withdrawn = nullptr;  // what is tabled anew can be adopted
          break;
        case Verb::adopted:
          if (end != nullptr) report_after_the_end(*entry, *end, {});
          if (adopted == nullptr) adopted = entry;
          break;
        case Verb::withdrawn:
          if (end != nullptr) report_after_the_end(*entry, *end, {});
          if (withdrawn == nullptr) withdrawn = entry;
          break;
        default: break;
      }
    }
  }

  const Checked& checked_;
  const Model& model_;
  const Index& index_;
  Diagnostics& found_;
  Subject subject_;
  std::string name_;
  std::vector<const Entry*> events_;
  std::optional<bool> whole_;
};

// -- rival-adoptions

// One thing that an adopted proposal changes: a provision, or a property of an agreement (by its kind of
// node).
struct Change {
  Date day;
  Subject thing;
  ast::Kind property = ast::Kind::file;
  ProposalId by;
  Span place;
};

const Declared& declared(const Checked& checked, ProposalId proposal) {
  const Symbols& symbols = checked.compilation.symbols;
  return symbols.deals[symbols.proposals[proposal.index()]].at;
}

// The new text, or the `remove`.
Span place_of_change(const Checked& checked, ProvisionId provision, ProposalId proposal) {
  const Model& model = checked.model;
  for (const TermsId terms : model[provision].terms) {
    if (model[terms].from_proposal == proposal) return model[terms].place;
  }
  const Declared& at = declared(checked, proposal);
  const ast::File& file = checked.syntax.files[at.file.index()];
  for (const ast::NodeId child : ast::children(file, at.node)) {
    if (file[child].kind != ast::Kind::remove) continue;
    const ast::NodeId name = ast::child_of_kind(file, child, ast::Kind::name);
    if (name != ast::NodeId{} && file.text_of(name) == model[provision].name) return file.span_of(child);
  }
  return model[proposal].name_place;
}

std::vector<Change> adopted_changes(const Checked& checked) {
  const Model& model = checked.model;
  std::vector<Change> changes;
  for (std::size_t i = 0; i < model.proposals.size(); ++i) {
    const ProposalId id(i);
    const std::optional<Date> day = checked.world.index.adopted_on(id);
    if (!day) continue;
    const Proposal& proposal = model.proposals[i];
    for (const auto* list : {&proposal.replaces, &proposal.adds, &proposal.removes}) {
      for (const ProvisionId provision : *list) {
        changes.push_back(
            {*day, Subject::of(provision), ast::Kind::file, id, place_of_change(checked, provision, id)});
      }
    }
    if (!proposal.sets_agreement_terms) continue;
    const Declared& at = declared(checked, id);
    const ast::File& file = checked.syntax.files[at.file.index()];
    for (const ast::NodeId child : ast::children(file, at.node)) {
      if (file[child].kind != ast::Kind::set) continue;
      for (const ast::NodeId property : ast::children(file, child)) {
        ast::Kind kind = file[property].kind;
        if (kind == ast::Kind::in_force_on) kind = ast::Kind::in_force_once;
        changes.push_back({*day, proposal.amends, kind, id, file.span_of(property)});
      }
    }
  }
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return std::tie(a.day, a.thing, a.property) < std::tie(b.day, b.thing, b.property);
  });
  return changes;
}

const Entry* adoption_of(const Checked& checked, ProposalId id) {
  for (const EntryId entry : checked.world.index.entries(Subject::of(id))) {
    if (is_event(checked.model[entry], Verb::adopted)) return &checked.model[entry];
  }
  return nullptr;
}

// -- open-bracket

std::string cut(std::string_view text) {
  constexpr std::size_t most = 48;
  std::string one_line;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) one_line += c;
    if (space && !one_line.empty() && one_line.back() != ' ') one_line += ' ';
  }
  if (one_line.size() <= most) return one_line;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(one_line[end]) & 0xC0U) == 0x80U) --end;
  return one_line.substr(0, end) + "\xE2\x80\xA6";
}

class Brackets {
 public:
  Brackets(const Checked& checked, Diagnostics& found) : checked_(checked), found_(found) {}

  void run() {
    for (const ast::File& file : checked_.syntax.files) {
      file_ = &file;
      for (const ast::NodeId item : ast::children(file, ast::NodeId{})) {
        const ast::Kind kind = file[item].kind;
        const bool is_deal =
            kind == ast::Kind::agreement || kind == ast::Kind::measure || kind == ast::Kind::proposal;
        if (is_deal) look_at(item);
      }
    }
  }

 private:
  void look_at(ast::NodeId deal) {
    const ast::File& file = *file_;
    ast::NodeId holder = deal;
    for (std::uint32_t at = deal.value + 1; at < file[deal].next; ++at) {
      const ast::NodeId node{at};
      if (at >= file[holder].next) holder = deal;
      switch (file[node].kind) {
        case ast::Kind::provision:
        case ast::Kind::replace: holder = node; break;
        case ast::Kind::open_mark: report_mark(deal, holder, node); break;
        case ast::Kind::bracket:
          report_bracket(deal, holder, node);
          at = file[node].next - 1;
          break;
        default: break;
      }
    }
  }

  std::string_view own_name(ast::NodeId node) const {
    const ast::NodeId name = ast::child_of_kind(*file_, node, ast::Kind::name);
    return name == ast::NodeId{} ? std::string_view("?") : file_->text_of(name);
  }
  std::string name_of(ast::NodeId deal, ast::NodeId holder) const {
    std::string name(own_name(deal));
    if (file_->nodes[deal.value].kind == ast::Kind::proposal) {
      const ast::NodeId amends = ast::child_of_kind(*file_, deal, ast::Kind::amends);
      const ast::NodeId ref =
          amends == ast::NodeId{} ? amends : ast::child_of_kind(*file_, amends, ast::Kind::ref);
      if (holder != deal && ref != ast::NodeId{}) name = file_->text_of(ref);
    }
    if (holder != deal) name.append(".").append(own_name(holder));
    return quoted(name);
  }

  std::vector<std::string> names_in(ast::NodeId list) const {
    std::vector<std::string> names;
    for (const ast::NodeId child : ast::children(*file_, list)) {
      if ((*file_)[child].kind == ast::Kind::name) names.emplace_back(file_->text_of(child));
    }
    return names;
  }

  // "US `500_000 t`, GB `1_000_000 t`"; what nobody's name stands at comes without one.
  std::string texts_of(ast::NodeId bracket) const {
    const ast::File& file = *file_;
    std::string text;
    for (const ast::NodeId alternative : ast::children(file, bracket)) {
      std::string who;
      std::string value;
      for (const ast::NodeId part : ast::children(file, alternative)) {
        switch (file[part].kind) {
          case ast::Kind::private_mark:
          case ast::Kind::label:
            if (who.empty()) who = in_a_row(names_in(part));
            break;
          default: value = quoted(cut(file.text_of(part)));
        }
      }
      if (value.empty() && who.empty()) continue;
      if (!text.empty()) text += ", ";
      text += who;
      if (!who.empty()) text += " ";
      text += value.empty() ? "nothing" : value;
    }
    return text;
  }

  std::string consequence(ast::NodeId deal, ast::NodeId holder) const {
    const ast::Kind kind = (*file_)[deal].kind;
    const std::string name = name_of(deal, holder);
    if (holder != deal && kind == ast::Kind::proposal)
      return name + " would not be in effect while this is open";
    if (holder != deal) return name + " is not in effect while this is open";
    if (kind == ast::Kind::measure)
      return "neither " + name + " nor anything in it is in effect while this is open";
    if (kind == ast::Kind::agreement) return name + " reads as if this property were not written";
    return "the change reads as if this were not written";
  }

  // What the drafter has said of the whole deal, and this bracket gives the lie to.
  void add_stage(ast::NodeId deal, Diagnostic& diagnostic) const {
    const ast::NodeId stage = ast::child_of_kind(*file_, deal, ast::Kind::stage);
    if (stage == ast::NodeId{}) return;
    if (static_cast<Stage>((*file_)[stage].detail) < Stage::agreed) return;
    diagnostic.notes.push_back(quoted(file_->text_of(stage)) + " says that the text of " +
                               quoted(own_name(deal)) + " is settled");
  }

  void report_bracket(ast::NodeId deal, ast::NodeId holder, ast::NodeId bracket) {
    if ((*file_)[bracket].has_error) return;
    const std::string texts = texts_of(bracket);
    const std::string message = "open bracket in " + name_of(deal, holder) + ": " +
                                (texts.empty() ? std::string("the value is missing") : texts);
    Diagnostic diagnostic{DiagnosticKind::open_bracket,
                          message,
                          file_->span_of(bracket),
                          consequence(deal, holder),
                          {},
                          {},
                          {}};
    add_stage(deal, diagnostic);
    found_.push_back(std::move(diagnostic));
  }

  void report_mark(ast::NodeId deal, ast::NodeId holder, ast::NodeId mark) {
    if ((*file_)[mark].has_error) return;
    const std::vector<std::string> names = names_in(mark);
    const std::string who = name_of(deal, holder);
    Diagnostic diagnostic{DiagnosticKind::open_bracket,
                          names.empty() ? who + " stands in brackets: nobody has agreed it"
                                        : who + " stands in the text of " + in_a_row(names) + " alone",
                          file_->span_of(mark),
                          consequence(deal, holder),
                          {},
                          {},
                          {}};
    add_stage(deal, diagnostic);
    found_.push_back(std::move(diagnostic));
  }

  const Checked& checked_;
  Diagnostics& found_;
  const ast::File* file_ = nullptr;
};

}  // namespace

void check_contradictory_entry(const Checked& checked, Diagnostics& found) {
  Histories(checked, found).run();
}

void check_rival_adoptions(const Checked& checked, Diagnostics& found) {
  const Model& model = checked.model;
  const auto name = [&](ProposalId id) { return quoted(model, Subject::of(id)); };
  const auto thing = [&](const Change& change) {
    if (change.property == ast::Kind::file) return quoted(model, change.thing);
    const std::string_view text = checked.sources.text(change.place);
    return quoted(text.substr(0, text.find_first_of(" \t\r\n"))) + " of " + quoted(model, change.thing);
  };

  // All that two proposals both change is one finding.
  struct Rivalry {
    Date day;
    ProposalId first, second;
    std::vector<std::pair<const Change*, const Change*>> changes;
  };
  const std::vector<Change> changes = adopted_changes(checked);
  std::vector<Rivalry> rivalries;
  for (std::size_t i = 1; i < changes.size(); ++i) {
    const Change& a = changes[i - 1];
    const Change& b = changes[i];
    if (std::tie(a.day, a.thing, a.property) != std::tie(b.day, b.thing, b.property) || a.by == b.by)
      continue;
    auto at = std::find_if(rivalries.begin(), rivalries.end(), [&](const Rivalry& each) {
      return each.day == a.day && each.first == a.by && each.second == b.by;
    });
    if (at == rivalries.end()) at = rivalries.insert(at, {a.day, a.by, b.by, {}});
    at->changes.emplace_back(&a, &b);
  }

  for (const Rivalry& rivalry : rivalries) {
    std::vector<std::string> things;
    for (const auto& pair : rivalry.changes) things.push_back(thing(*pair.first));
    Diagnostic diagnostic{DiagnosticKind::rival_adoptions,
                          name(rivalry.first) + " and " + name(rivalry.second) + " both change " +
                              in_a_row(things) + " on " + words(rivalry.day),
                          model[rivalry.second].name_place,
                          "",
                          {},
                          {},
                          {}};
    const Entry* first = adoption_of(checked, rivalry.first);
    const Entry* second = adoption_of(checked, rivalry.second);
    if (second != nullptr && second->place.file.valid()) {
      diagnostic.place = second->place;
      diagnostic.label = name(rivalry.second) + " is adopted on the same day";
    }
    if (first != nullptr && first->place.file.valid()) {
      diagnostic.related.push_back({first->place, name(rivalry.first) + " is adopted here"});
    }
    for (const auto& pair : rivalry.changes) {
      for (const Change* change : {pair.first, pair.second}) {
        const Label label{change->place, name(change->by) + " changes it here"};
        const auto same = std::find_if(diagnostic.related.begin(), diagnostic.related.end(),
                                       [&](const Label& each) { return each.span == label.span; });
        if (same == diagnostic.related.end()) diagnostic.related.push_back(label);
      }
    }
    diagnostic.notes.push_back("the later change rules, and neither of these is later");
    found.push_back(std::move(diagnostic));
  }
}

void check_open_bracket(const Checked& checked, Diagnostics& found) {
  Brackets(checked, found).run();
}

}  // namespace quid
