// Presumptions that settle nothing: nobody asks about the fact, or a test asks for another sort of value.
#include <algorithm>

#include "core/goods/shipment.hpp"
#include "dsl/check/rules.hpp"
#include "dsl/findings/spelling.hpp"

namespace quid::dsl {

namespace {

class Presumptions {
 public:
  Presumptions(const Checked& checked, Diagnostics& found) : model_(checked.model), found_(found) {
    for (const Test& test : model_.tests) add(test.fact);
    for (const Band& band : model_.bands) add(band.of_fact);
    std::sort(asked_.begin(), asked_.end());
    asked_.erase(std::unique(asked_.begin(), asked_.end()), asked_.end());
  }

  void run() {
    for (const Presumption& each : model_.presumptions) {
      if (std::binary_search(asked_.begin(), asked_.end(), each.fact)) {
        look_at(each);
      } else {
        nobody_asks(each);
      }
    }
  }

 private:
  void add(std::string_view fact) {
    if (!fact.empty()) asked_.push_back(fact);
  }

  void nobody_asks(const Presumption& presumption) {
    Diagnostic finding{.kind = DiagnosticKind::idle_presumption,
                       .message = "no rule asks about " + quoted(presumption.fact),
                       .place = presumption.fact_place};
    if (const std::optional<std::string_view> near = nearest(presumption.fact, asked_))
      finding.help.push_back({"did you mean " + quoted(*near) + "?", {}});
    found_.push_back(std::move(finding));
  }

  // The first test that goes on asking is told.
  void look_at(const Presumption& presumption) {
    for (const Test& test : model_.tests) {
      if (test.fact != presumption.fact || can_decide(model_, presumption.value, test)) continue;
      return decides_nothing(presumption, test.place, "this test asks for a value of another sort");
    }
    const std::optional<Quantity>& amount = presumption.value.quantity;
    const bool is_share = amount && amount->unit == model_.percent_unit;
    for (const Band& band : model_.bands) {
      if (band.of_fact != presumption.fact || is_share) continue;
      return decides_nothing(presumption, band.place, "this rate is charged on a share, such as `40%`");
    }
  }

  void decides_nothing(const Presumption& presumption, Span asker, std::string_view why) {
    found_.push_back({.kind = DiagnosticKind::idle_presumption,
                      .message = quoted(presumption.fact) + " is still asked about: " +
                                 quoted(presumption.words) + " does not answer it",
                      .place = presumption.value_place,
                      .related = {{asker, std::string(why)}}});
  }

  const Model& model_;
  Diagnostics& found_;
  std::vector<std::string_view> asked_;
};

}  // namespace

void check_idle_presumption(const Checked& checked, Diagnostics& found) {
  Presumptions(checked, found).run();
}

}  // namespace quid::dsl
