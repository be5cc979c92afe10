#include "core/answers/history.hpp"

#include <algorithm>

#include "core/model/words.hpp"

namespace quid {

namespace {

class Telling {
 public:
  Telling(const World& world, Date on) : world_(world), model_(world.model), on_(on) {}

  std::vector<HistoryLine> run(const std::vector<Subject>& subjects) && {
    for (Subject subject : subjects) add(subject);
    for (std::size_t i = 0; i < subjects_.size(); ++i) {
      if (subjects_[i].kind == SubjectKind::agreement) add_measures(subjects_[i].agreement());
    }
    std::sort(subjects_.begin(), subjects_.end());
    for (Subject subject : subjects_) {
      for (EntryId id : world_.index.entries(subject)) tell(id);
    }
    for (Subject subject : subjects_) tell_spells(subject);
    std::stable_sort(lines_.begin(), lines_.end(),
                     [](const HistoryLine& a, const HistoryLine& b) { return a.date < b.date; });
    return std::move(lines_);
  }

 private:
  void add(Subject subject) {
    if (std::find(subjects_.begin(), subjects_.end(), subject) != subjects_.end()) return;
    subjects_.push_back(subject);
    if (subject.kind == SubjectKind::agreement) {
      for (ProvisionId id : model_[subject.agreement()].provisions) subjects_.push_back(Subject::of(id));
    } else if (subject.kind == SubjectKind::provision && model_[subject.provision()].as_measure.valid()) {
      for (ProvisionId id : model_[model_[subject.provision()].as_measure].provisions)
        subjects_.push_back(Subject::of(id));
    }
  }

  void add_measures(AgreementId agreement) {
    for (const Measure& measure : model_.measures) {
      const bool bears = std::any_of(measure.implements.begin(), measure.implements.end(),
                                     [&](ProvisionId id) { return model_[id].agreement == agreement; }) ||
                         is_changed_by(agreement, measure) || singles_out(agreement, measure);
      if (bears) add(Subject::of(measure.provision));
    }
  }

  template <typename Wanted>
  bool any_treatment(ProvisionId id, Wanted wanted) const {
    for (TermsId terms : model_[id].terms) {
      for (TreatmentId treatment : model_[terms].treatments) {
        if (wanted(model_[treatment])) return true;
      }
    }
    return false;
  }

  bool is_changed_by(AgreementId agreement, const Measure& measure) const {
    const auto speaks = [&](const Treatment& treatment) {
      for (BandId band : treatment.bands) {
        const Subject target = model_[band].target;
        if (target.valid() && target == Subject::of(measure.provision)) return true;
      }
      return false;
    };
    for (ProvisionId id : model_[agreement].provisions) {
      if (any_treatment(id, speaks)) return true;
    }
    return false;
  }

  bool singles_out(AgreementId agreement, const Measure& measure) const {
    const std::vector<PartyId>& parties = model_[agreement].parties;
    const auto is_party = [&](PartyId party) {
      return std::find(parties.begin(), parties.end(), party) != parties.end();
    };
    const std::span<const PartyId> by = givers(model_, measure.provision);
    if (std::none_of(by.begin(), by.end(), is_party)) return false;
    const auto names = [&](const Treatment& treatment) {
      for (IdRange<PartyListId> list : {treatment.from, treatment.to}) {
        for (PartyListId id : list) {
          if (is_party(model_[id]) && std::find(by.begin(), by.end(), model_[id]) == by.end()) return true;
        }
      }
      return false;
    };
    if (any_treatment(measure.provision, names)) return true;
    for (ProvisionId id : measure.provisions) {
      if (any_treatment(id, names)) return true;
    }
    return false;
  }

  void tell(EntryId id) {
    const Entry& entry = model_[id];
    if (entry.date > on_) return;
    HistoryLine line;
    line.date = entry.date;
    line.subject = entry.subject;
    line.entry = id;
    line.what = words(model_, entry);
    line.place = entry.place;
    lines_.push_back(std::move(line));
  }

  // Where nothing was recorded of it on the day.
  void tell_spells(Subject subject) {
    if (subject.kind != SubjectKind::provision || !model_[subject.provision()].as_measure.valid()) return;
    const DaySet days = world_.days({subject, State::in_effect, {}});
    for (const Interval& spell : days.intervals()) {
      tell_change(subject, spell.begin, true);
      tell_change(subject, spell.end, false);
    }
  }

  void tell_change(Subject subject, Date date, bool begins) {
    if (!date.bounded() || date > on_) return;
    const auto recorded = [&](const HistoryLine& line) {
      return line.entry.valid() && line.subject == subject && model_[line.entry].acts_from == date;
    };
    if (std::any_of(lines_.begin(), lines_.end(), recorded)) return;
    HistoryLine line;
    line.date = date;
    line.subject = subject;
    line.begins = begins;
    line.what = name_of(model_, subject) + (begins ? " in effect" : " no longer in effect");
    line.place = place_of(model_, subject);
    lines_.push_back(std::move(line));
  }

  const World& world_;
  const Model& model_;
  Date on_;
  std::vector<Subject> subjects_;
  std::vector<HistoryLine> lines_;
};

}  // namespace

std::vector<HistoryLine> history(const World& world, const std::vector<Subject>& subjects, Date on) {
  return Telling(world, on).run(subjects);
}

}  // namespace quid
