// Entries against one another: ends without a start, and whatever comes after the end of everything.
#include <algorithm>
#include <optional>
#include <tuple>

#include "core/model/words.hpp"
#include "core/states/meaning.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

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
         std::none_of(checked.mistakes.begin(), checked.mistakes.end(), damages_entries);
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
    if (subject.kind == SubjectKind::provision) take_in_progress();
    switch (subject.kind) {
      case SubjectKind::provision: walk_provision(); break;
      case SubjectKind::agreement: walk_agreement(); break;
      case SubjectKind::authority: walk_authority(); break;
      case SubjectKind::proposal: walk_proposal(); break;
    }
  }

  // Progress is no event, and comes too late as an event does.
  void take_in_progress() {
    for (const EntryId id : index_.entries(subject_)) {
      if (model_[id].kind == Entry::Kind::progress) events_.push_back(&model_[id]);
    }
    // Entries lie in their order, so of one day the earlier has the smaller address.
    std::sort(events_.begin(), events_.end(), [](const Entry* a, const Entry* b) {
      return std::tie(a->acts_from, a) < std::tie(b->acts_from, b);
    });
  }

  // -- what is said

  void report(const Entry& entry, std::string message, std::string label, const Entry* earlier = nullptr,
              std::string earlier_label = {}, std::string note = {}) {
    if (!entry.place.file.valid()) return;
    Diagnostic diagnostic{DiagnosticKind::contradictory_entry, std::move(message), entry.place,
                          std::move(label)};
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
    if (entry.kind == Entry::Kind::progress) {
      report(entry, "progress on " + name_ + " " + on_day(entry) + ", after it was withdrawn",
             "comes too late", &end, "withdrawn here, " + on_day(end), std::move(note));
      return;
    }
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
    // The entry that began the spell already, if one did.
    const Entry* begin(const Entry& entry) {
      const Entry* before = open;
      if (open == nullptr) open = &entry;
      return before;
    }
    bool end(const Entry& entry) {
      const bool begun = open != nullptr;
      if (begun) last_end = &entry;
      open = nullptr;
      return begun;
    }
  };

  void begin_suspension(Spell& suspension, const Entry& entry) {
    const Entry* before = suspension.begin(entry);
    if (before == nullptr) return;
    report(entry, name_ + " is suspended, but it is suspended already", "changes nothing", before,
           "suspended since " + words(before->acts_from) + ", and not resumed");
  }

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
      if (entry->kind == Entry::Kind::progress && end == nullptr) continue;
      if (end != nullptr && verb != Verb::announced && verb != Verb::proposed) {
        report_after_the_end(
            *entry, *end,
            end->verb == Verb::rescinded
                ? "rescission is final; a rule that comes back is a new one, with its own name"
                : "after a withdrawal nothing is performed or owed any more");
        continue;
      }
      switch (verb) {
        case Verb::suspended: begin_suspension(suspension, *entry); break;
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
          if (over) {
            report_over(*entry, *end, termination, notices);
            suspension.begin(*entry);
          } else {
            begin_suspension(suspension, *entry);
          }
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

}  // namespace

void check_contradictory_entry(const Checked& checked, Diagnostics& found) {
  Histories(checked, found).run();
}

}  // namespace quid::dsl
