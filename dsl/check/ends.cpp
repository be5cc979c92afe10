// Dates beyond the end of what stands around them, and measures that end with nothing behind them.
#include <algorithm>

#include "core/goods/coverage.hpp"
#include "core/goods/parties.hpp"
#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "dsl/check/overlap.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

// -- dates beyond the end

// What a provision stands in, and its last day.
struct Around {
  Subject subject;
  WrittenEnd end;
};

std::optional<Around> around(const Model& model, const Provision& provision) {
  if (provision.agreement.valid()) {
    const auto end = written_expiry(model, provision.agreement);
    if (end) return Around{Subject::of(provision.agreement), *end};
  }
  if (provision.measure.valid() && model[provision.measure].terms.size() == 1) {
    const MomentId through = model[model[provision.measure].terms[0]].through;
    if (through.valid() && model[through].form == Moment::Form::date)
      return Around{Subject::of(provision.measure), {model[through].date, model[through].place}};
  }
  return std::nullopt;
}

class Lives {
 public:
  Lives(const Checked& checked, Diagnostics& found)
      : checked_(checked), model_(checked.model), found_(found) {}

  void look_at(ProvisionId id) {
    const std::optional<Around> outer = around(model_, model_[id]);
    if (!outer) return;
    for (const TermsId terms : model_[id].terms) {
      const Terms& text = model_[terms];
      const DaySet days = possible_days(checked_, id, terms);
      if (days.empty()) continue;  // never-in-effect speaks of it
      if (text.through.valid() && model_[text.through].form == Moment::Form::date &&
          model_[text.through].date > outer->end.last) {
        report(id, *outer, " ends on " + words(model_[text.through].date), model_[text.through].place,
               "the last day that is written here");
      }
      for (const TreatmentId treatment : text.treatments) {
        for (const BandId band : model_[treatment].bands) {
          if (model_[band].limit.valid()) look_at_limit(id, *outer, model_[model_[band].limit], days);
        }
      }
    }
  }

 private:
  // Quotas run by whole years as a rule, so the year of the last day is not held against them.
  void look_at_limit(ProvisionId id, const Around& outer, const Limit& limit, const DaySet& days) {
    const Date end_of_year = period_of_year(outer.end.last).end;
    if (limit.basis == Basis::per_window && limit.window.end > end_of_year &&
        limit.window.begin < end_of_year) {
      report(id, outer, " has a quota through " + words(limit.window.end - 1), limit.place,
             "the window of the quota ends on " + words(limit.window.end - 1));
    }
    for (const Limit::Exception& each : limit.exceptions) {
      if (each.period.begin <= outer.end.last) continue;
      if (!(days & DaySet::between(each.period.begin, each.period.end)).empty()) continue;
      report(id, outer, " has an amount for " + period_words(each.period), limit.place,
             words(model_, each.amount) + " in " + period_words(each.period));
      return;
    }
  }

  void report(ProvisionId id, const Around& outer, const std::string& what, Span place, std::string label) {
    const bool is_deal = outer.subject.kind == SubjectKind::agreement;
    const std::string end = (is_deal ? " expires on " : " ends on ") + words(outer.end.last);
    found_.push_back(
        {DiagnosticKind::outlives_its_deal,
         quoted(model_, Subject::of(id)) + what + ", after " + quoted(model_, outer.subject) + end,
         place,
         std::move(label),
         {{outer.end.place, quoted(model_, outer.subject) + end}}});
  }

  const Checked& checked_;
  const Model& model_;
  Diagnostics& found_;
};

// -- ends with nothing behind them

struct Line {
  PartyId giver;
  bool is_control = false;
  std::string_view code;  // empty: all goods; "-": chips
  ProvisionId provision;
  TermsId terms;
  TreatmentId treatment;
};

constexpr std::string_view chips = "-";

class Ends {
 public:
  Ends(const Checked& checked, Diagnostics& found)
      : world_(checked.world), model_(checked.model), found_(found) {}

  void run() {
    for (std::size_t i = 0; i < model_.provisions.size(); ++i) collect(ProvisionId(i));
    std::sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) { return key(a) < key(b); });
    for (const Measure& measure : model_.measures) look_at(measure);
  }

 private:
  static std::tuple<PartyId, bool, std::string_view> key(const Line& line) {
    return {line.giver, line.is_control, line.code};
  }

  // 0: neither an addition nor a control.
  enum class Bears : std::uint8_t { no, duty, control };
  Bears bears(const Provision& provision, const Treatment& treatment) const {
    if (treatment.bands.empty()) return Bears::no;
    if (treatment.is_export) {
      const bool is_control =
          provision.kind == ProvisionKind::control || provision.kind == ProvisionKind::measure;
      return is_control && model_[treatment.bands[0]].export_word != ExportWord::allow ? Bears::control
                                                                                       : Bears::no;
    }
    switch (model_[treatment.bands[0]].tariff) {
      case TariffWord::add:
      case TariffWord::add_of:
      case TariffWord::add_to:
      case TariffWord::prohibit: return Bears::duty;
      default: return Bears::no;
    }
  }

  template <typename Look>
  void for_each_code(const Treatment& treatment, Look look) const {
    const Anchors anchors = anchors_of(model_, treatment.goods);
    if (anchors.all) look(std::string_view());
    if (anchors.chips) look(chips);
    for (const std::string_view code : anchors.codes) look(code);
  }

  void collect(ProvisionId id) {
    const Provision& provision = model_[id];
    for (const TermsId terms : provision.terms) {
      for (const TreatmentId treatment : model_[terms].treatments) {
        const Bears what = bears(provision, model_[treatment]);
        if (what == Bears::no) continue;
        for (const PartyId giver : givers(model_, id)) {
          for_each_code(model_[treatment], [&](std::string_view code) {
            lines_.push_back({giver, what == Bears::control, code, id, terms, treatment});
          });
        }
      }
    }
  }

  bool in_effect(ProvisionId provision, TermsId terms, Date day) const {
    return world_.evaluation[StateId(provision.index())].contains(day) &&
           world_.index.text_days(terms).contains(day);
  }

  // A rule of the giver on some of these goods, to or from some of these parties, in effect on the day.
  bool any_on(PartyId giver, bool is_control, std::string_view code, const std::vector<PartyId>& others,
              Date day) const {
    const auto from = [&](std::string_view first) {
      return std::lower_bound(lines_.begin(), lines_.end(), std::tuple(giver, is_control, first),
                              [](const Line& line, const auto& wanted) { return key(line) < wanted; });
    };
    const auto some = [&](std::string_view wanted, bool with_longer) {
      for (auto at = from(wanted); at != lines_.end() && at->giver == giver && at->is_control == is_control &&
                                   (with_longer ? at->code.starts_with(wanted) : at->code == wanted);
           ++at) {
        if (in_effect(at->provision, at->terms, day) &&
            share_parties(others,
                          possible_parties(model_, others_of(model_, at->provision, model_[at->treatment]))))
          return true;
      }
      return false;
    };
    if (some({}, false)) return true;
    if (code == chips) return some(chips, false);
    for (std::size_t size = 2; size < code.size(); size += 2) {
      if (some(code.substr(0, size), false)) return true;
    }
    return !code.empty() && some(code, true);
  }

  void look_at(const Measure& measure) {
    // What follows is looked for among the giver's rules; where nobody gives, that is a finding already.
    if (givers(model_, measure.provision).empty()) return;
    const DaySet& days = world_.evaluation[StateId(measure.provision.index())];
    if (days.empty()) return;
    const Date end = days.intervals().back().end;
    if (!end.bounded()) return;
    Bears left = Bears::no;
    const auto is_followed = [&](ProvisionId id) {
      for (const TermsId terms : model_[id].terms) {
        if (!in_effect(id, terms, end - 1)) continue;
        for (const TreatmentId treatment : model_[terms].treatments) {
          const Bears what = bears(model_[id], model_[treatment]);
          if (what == Bears::no) continue;
          if (left == Bears::no) left = what;
          bool followed = false;
          const std::vector<PartyId> others =
              possible_parties(model_, others_of(model_, id, model_[treatment]));
          for (const PartyId giver : givers(model_, id)) {
            for_each_code(model_[treatment], [&](std::string_view code) {
              followed = followed || any_on(giver, what == Bears::control, code, others, end);
            });
          }
          if (followed) return true;
        }
      }
      return false;
    };
    if (is_followed(measure.provision)) return;
    for (const ProvisionId id : measure.provisions) {
      if (is_followed(id)) return;
    }
    if (left != Bears::no) report(measure.provision, left == Bears::control, end - 1);
  }

  void report(ProvisionId id, bool is_control, Date last) {
    const Provision& provision = model_[id];
    Span place = provision.name_place;
    for (const TermsId terms : provision.terms) {
      const MomentId through = model_[terms].through;
      if (through.valid() && model_[through].form == Moment::Form::date && model_[through].date == last)
        place = model_[through].place;
    }
    const std::string giver = party_words(model_, givers(model_, id).front());
    found_.push_back({DiagnosticKind::ends_without_successor,
                      quoted(model_, Subject::of(id)) + " is in effect through " + words(last) +
                          ", and nothing follows it",
                      place,
                      "from " + words(last + 1) + " on no " +
                          (is_control ? "export control" : "additional duty") + " of " + giver +
                          " is left on these goods"});
  }

  const World& world_;
  const Model& model_;
  Diagnostics& found_;
  std::vector<Line> lines_;
};

}  // namespace

void check_outlives_its_deal(const Checked& checked, Diagnostics& found) {
  Lives lives(checked, found);
  for (std::size_t i = 0; i < checked.model.provisions.size(); ++i) lives.look_at(ProvisionId(i));
}

void check_ends_without_successor(const Checked& checked, Diagnostics& found) {
  Ends(checked, found).run();
}

}  // namespace quid::dsl
