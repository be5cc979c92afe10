// Any bytes at all are parsed, compiled, checked, evaluated and explained without a crash, in any reading.
#include <cstddef>
#include <cstdint>
#include <string>

#include <stdexcept>

#include "core/answers/status.hpp"
#include "core/goods/coverage.hpp"
#include "core/treatments/duty.hpp"
#include "core/treatments/export.hpp"
#include "core/why/explain.hpp"
#include "dsl/check/check.hpp"
#include "dsl/lower/compile.hpp"
#include "dsl/tree/redact.hpp"

namespace {

// Explanations grow with the text; a few of them show what many would.
constexpr std::size_t explained = 6;

void ask(const quid::World& world) {
  using namespace quid;
  const Date on = make_date(2025, 7, 1);
  for (std::size_t i = 0; i < world.graph.size() && i < explained; ++i) {
    // Spread over the graph, so that states of all kinds have their turn.
    const StateId state(i * world.graph.size() / explained % world.graph.size());
    explain(world, world.graph.key(state), on, 6);
  }
  for (std::size_t i = 0; i < world.model.provisions.size() && i < explained; ++i) {
    status_of(world, ProvisionId(i), on);
  }
  for (std::size_t i = 0; i < world.model.agreements.size() && i < explained; ++i) {
    agreement_state(world, AgreementId(i), on);
  }
}

// What each rule is about is asked for, so that questions meet rules.
void ask_about_goods(const quid::World& world) {
  using namespace quid;
  const Schedule schedule(world);
  DutyDesk desk(schedule);
  const Model& model = world.model;
  std::size_t asked = 0;
  for (const Treatment& treatment : model.treatments) {
    if (++asked > explained) break;
    Shipment one;
    one.on = make_date(2025, 7, 1);
    one.from = PartyId(asked % model.parties.size());
    one.to = PartyId((asked * 7) % model.parties.size());
    if (!treatment.from.empty()) one.from = model[treatment.from[0]];
    for (GoodsItemId id : treatment.goods) {
      const GoodsItem& item = model[id];
      one.goods = {std::string(item.kind == GoodsItem::Kind::hs ? item.code : std::string_view()),
                   {},
                   item.product,
                   item.chip};
      if (item.kind == GoodsItem::Kind::eccn) one.goods.eccn = item.code;
      if (one.goods.code.empty() && one.goods.eccn.empty() && !item.product.valid() && !item.chip.valid())
        one.goods.code = "8542";
    }
    if (one.goods.code.empty() && one.goods.eccn.empty() && !one.goods.product.valid() &&
        !one.goods.chip.valid())
      one.goods.code = "01";
    // Numbers beyond the exact range are refused, not rounded.
    try {
      desk.answer(one);
      desk.rate(one);
      answer_export(schedule, one);
      export_givers(schedule, one);
    } catch (const std::overflow_error&) {
    }
  }
  for (std::size_t i = 0; i < model.provisions.size() && i < explained; ++i)
    quota_rows(model, world.index, ProvisionId(i), make_date(2025, 7, 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quid;
  // The first byte, which is part of the text, also chooses the reading and the clock.
  static constexpr const char* readings[] = {"", "IN", "US", "XX"};
  const std::uint8_t choice = size > 0 ? data[0] : std::uint8_t{0};
  dsl::Sources sources;
  sources.add("fuzz.quid", std::string(reinterpret_cast<const char*>(data), size));
  const dsl::Syntax syntax = parse_all(sources, 1);
  dsl::CompileOptions options;
  options.reading.party = readings[choice % 4];
  options.threads = 1;
  if (choice % 8 >= 4) options.known = make_date(2025, 6, 1);
  const dsl::Compilation compilation = compile(syntax, options);
  dsl::check(sources, syntax, compilation, make_date(2026, 1, 1));
  if (compilation.world) {
    ask(*compilation.world);
    ask_about_goods(*compilation.world);
  }
  for (const ast::File& file : syntax.files) dsl::redact(file, "IN");
  return 0;
}
