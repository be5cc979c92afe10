// How many questions about duties the library answers a second, on one core: `duties [--benchmark_...]`.
//
// The schedule has 20,000 tariff lines of one importer, each with an ordinary rate; duties on chapters; a
// duty on all goods of each of 60 origins; a deal with each third origin that sets lines lower. A million
// questions run over lines, origins and days. `measures` more of them about other chapters or origins match
// nothing that is asked: the time per question should not grow with them.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <random>
#include <stdexcept>

#include "core/treatments/duty.hpp"
#include "dsl/check/check.hpp"
#include "dsl/lower/compile.hpp"

namespace {

using namespace quid;

constexpr int lines = 20'000;
constexpr int origins = 60;

// One of the 96 chapters: 77 is reserved.
int chapter(int number) {
  return number < 77 ? number : number + 1;
}

// 8 digits.
std::string code(int line) {
  return fmt::format("{:02}{:02}{:02}{:02}", chapter(1 + line % 96), 1 + line / 96 % 50,
                     10 * (line / 4800 % 10), line % 7 * 10);
}

std::vector<std::string> codes_of_origins() {
  std::vector<std::string> list;
  for (std::string_view each :
       {"AR", "AT", "AU", "BD", "BE", "BG", "BO", "BR", "CA", "CH", "CL", "CN", "CO", "CR", "CY",
        "CZ", "DE", "DK", "DO", "EC", "EE", "EG", "ES", "FI", "FR", "GB", "GH", "GR", "GT", "HK",
        "HN", "HR", "HU", "ID", "IE", "IL", "IN", "IS", "IT", "JO", "JP", "KE", "KH", "KR", "LA",
        "LI", "LK", "LT", "LU", "LV", "MA", "MT", "MX", "MY", "NG", "NL", "NO", "NZ", "PE", "PH"})
    list.emplace_back(each);
  return list;
}

std::string text_of(int more_measures) {
  std::string text = "authority law\n\nmeasure ordinary {\n  by     US\n";
  for (int line = 0; line < lines; ++line)
    text += fmt::format("  tariff on hs {}: base {}.{}%\n", code(line), line % 30, line % 10);
  text += "}\n\n";
  const std::vector<std::string> parties = codes_of_origins();
  for (int i = 0; i < origins; ++i) {
    text += fmt::format(
        "measure reciprocal-{} {{\n  by     US\n  under  law\n  from   2025-{:02}-01\n"
        "  tariff on all goods from {}: add {}%\n  yields to sector-{}\n}}\n\n",
        i, 1 + i % 12, parties[static_cast<std::size_t>(i)], 10 + i % 40, i % 20);
  }
  for (int i = 0; i < 20; ++i)
    text +=
        fmt::format("measure sector-{} {{\n  by     US\n  under  law\n  tariff on hs {:02}: add 25%\n}}\n\n",
                    i, chapter(70 + i));
  for (int i = 0; i < origins; i += 3) {
    text += fmt::format(
        "agreement deal-{} {{\n  parties US, {}\n  in force 2025-06-01\n\n  concession lines {{\n    by     "
        "US\n",
        i, parties[static_cast<std::size_t>(i)]);
    for (int line = i; line < lines; line += 40)
      text += fmt::format("    tariff on hs {}: set {}%\n", code(line), line % 5);
    text += "  }\n}\n\n";
  }
  for (int i = 0; i < more_measures; ++i) {
    text += fmt::format(
        "measure other-{} {{\n  by     {}\n  under  law\n  tariff on all goods from {}: add 5%\n}}\n\n", i,
        i % 2 == 0 ? "US" : "IN", i % 2 == 0 ? "ZW" : "US");
  }
  return text;
}

struct Bench {
  std::string text;
  dsl::Sources sources;
  dsl::Syntax syntax;
  dsl::Compilation compilation;
  std::optional<Schedule> schedule;
  std::vector<Shipment> cases;

  explicit Bench(int more_measures) : text(text_of(more_measures)) {
    sources.add({"bench.quid", text});
    syntax = parse_all(sources, 2);
    compilation = compile(syntax, {});
    for (const dsl::Diagnostic& finding : dsl::check(sources, syntax, compilation, make_date(2026, 1, 1))) {
      if (finding.severity() == dsl::Severity::error) throw std::runtime_error(finding.message);
    }
    schedule.emplace(*compilation.world);
    std::mt19937 random(1);
    const std::vector<std::string> parties = codes_of_origins();
    for (int i = 0; i < 1'000'000; ++i) {
      Shipment one;
      one.on = make_date(2025, 1, 1) + static_cast<int>(random() % 700);
      one.goods.code = code(static_cast<int>(random() % lines));
      one.from = compilation.symbols.find_party(parties[random() % parties.size()]);
      one.to = compilation.symbols.find_party("US");
      cases.push_back(std::move(one));
    }
  }
};

void rates(benchmark::State& state) {
  const Bench bench(static_cast<int>(state.range(0)));
  DutyDesk desk(*bench.schedule);
  for (auto _ : state) {
    for (const Shipment& one : bench.cases) benchmark::DoNotOptimize(desk.rate(one));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(bench.cases.size()) * state.iterations());
}

void answers(benchmark::State& state) {
  const Bench bench(static_cast<int>(state.range(0)));
  DutyDesk desk(*bench.schedule);
  for (auto _ : state) {
    for (std::size_t i = 0; i < 100'000; ++i) benchmark::DoNotOptimize(desk.answer(bench.cases[i]));
  }
  state.SetItemsProcessed(std::int64_t{100'000} * state.iterations());
}

void schedules(benchmark::State& state) {
  const Bench bench(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Schedule(*bench.compilation.world));
}

}  // namespace

BENCHMARK(rates)->ArgName("measures")->Arg(0)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(answers)->ArgName("measures")->Arg(0)->Unit(benchmark::kMillisecond);
BENCHMARK(schedules)->ArgName("measures")->Arg(0)->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
