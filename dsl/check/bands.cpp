// Bands: each limit above the one before, in one basis. That they are in one dimension is seen to in `lower`.
#include <algorithm>

#include "core/model/quantity.hpp"
#include "core/model/words.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

// "in 2026", "from 1 Jul 2026 to 30 Sep 2026".
std::string period_words(Period period) {
  if (period == period_of_year(period.begin)) return "in " + std::to_string(period.begin.year());
  return "from " + words(period.begin) + " to " + words(period.end - 1);
}

std::string basis_words(const Limit& limit) {
  static constexpr std::string_view bases[] = {"per year", "per quarter", "per month", "", "in all"};
  static constexpr std::string_view accounts[] = {"", " per consignee", " per parent"};
  std::string text(bases[static_cast<std::size_t>(limit.basis)]);
  if (limit.basis == Basis::per_window) text = period_words(limit.window);
  return text.append(accounts[static_cast<std::size_t>(limit.account)]);
}

bool same_basis(const Limit& a, const Limit& b) {
  return a.basis == b.basis && a.account == b.account &&
         (a.basis != Basis::per_window || a.window == b.window);
}

// A limit's amount in a period that one of the two limits makes an exception of; not known for a share of a
// metric or a quota of unknown size.
const Quantity* amount_in(const Model& model, const Limit& limit, const Period* period) {
  if (period != nullptr) {
    for (const Limit::Exception& exception : limit.exceptions) {
      if (exception.period == *period) return &exception.amount;
    }
  }
  return limit.amount.valid() ? &model[limit.amount] : nullptr;
}

class BandOrder {
 public:
  BandOrder(const Model& model, Diagnostics& found) : model_(model), found_(found) {}

  void look_at(ProvisionId provision, const Treatment& treatment) {
    const LimitId none;
    LimitId before = none;
    for (std::size_t i = 0; i < treatment.bands.size(); ++i) {
      const Band& band = model_[treatment.bands[i]];
      if (i > 0 && !model_[treatment.bands[i - 1]].limit.valid()) {
        report(provision, "has a band that is never reached", band.place, "never reached",
               model_[treatment.bands[i - 1]].place, "this band has no limit and takes everything");
        return;
      }
      if (band.limit.valid() && before.valid() &&
          !compare_limits(provision, model_[before], model_[band.limit])) {
        return;
      }
      if (band.limit.valid()) before = band.limit;
    }
  }

 private:
  void report(ProvisionId provision, const std::string& what, Span place, std::string label, Span other,
              std::string other_label) {
    found_.push_back({DiagnosticKind::band_order,
                      quoted(model_, Subject::of(provision)) + " " + what,
                      place,
                      std::move(label),
                      {{other, std::move(other_label)}}});
  }

  // False where something was found.
  bool compare_limits(ProvisionId provision, const Limit& before, const Limit& limit) {
    if (!same_basis(before, limit)) {
      report(provision, "counts one quantity in two ways", limit.place,
             "this limit runs " + basis_words(limit), before.place, "this one runs " + basis_words(before));
      found_.back().notes.push_back("the bands of one treatment are steps over one running quantity");
      return false;
    }
    if (!rises(provision, before, limit, nullptr)) return false;
    for (const Limit* each : {&before, &limit}) {
      for (const Limit::Exception& exception : each->exceptions) {
        if (!rises(provision, before, limit, &exception.period)) return false;
      }
    }
    return true;
  }

  bool rises(ProvisionId provision, const Limit& before, const Limit& limit, const Period* period) {
    const Quantity* low = amount_in(model_, before, period);
    const Quantity* high = amount_in(model_, limit, period);
    if (low == nullptr || high == nullptr) return true;
    const auto order = compare(model_, *high, *low);
    if (!order || *order > 0) return true;
    const std::string when = period == nullptr ? std::string() : " " + period_words(*period);
    report(
        provision, "has bands that do not rise" + when, limit.place,
        "up to " + words(model_, *high) + ", which is " + (*order == 0 ? "no more" : "less") + " than before",
        before.place, "up to " + words(model_, *low));
    return false;
  }

  const Model& model_;
  Diagnostics& found_;
};

}  // namespace

void check_band_order(const Checked& checked, Diagnostics& found) {
  const Model& model = checked.model;
  BandOrder order(model, found);
  for (std::size_t i = 0; i < model.provisions.size(); ++i) {
    for (const TermsId terms : model.provisions[i].terms) {
      for (const TreatmentId treatment : model[terms].treatments) {
        if (model[treatment].bands.size() > 1) order.look_at(ProvisionId(i), model[treatment]);
      }
    }
  }
}

}  // namespace quid::dsl
