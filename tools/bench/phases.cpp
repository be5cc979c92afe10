// How long each phase takes on a workspace, on one core: `phases FOLDER... [--benchmark_...]`, a table in
// Markdown.
//
// The folders are those that `generate` writes, or any other. `lower` is what `compile` takes beyond the
// phases of core, which are measured by themselves on the model that it gives. Bytes a second count the text.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <memory>
#include <vector>

#include "dsl/compile.hpp"
#include "tools/files.hpp"

namespace {

using namespace quid;

const Date today = make_date(2026, 1, 1);

struct Workspace {
  std::string folder;
  tools::Files files;
  Sources sources;
  std::size_t bytes = 0;
  Syntax syntax;
  Compilation compilation;

  explicit Workspace(const std::string& folder_) : folder(folder_), files(tools::read_files(folder_, {})) {
    for (const tools::Files::Text& text : files.texts) {
      sources.add_view(text.name, text.text);
      bytes += text.text.size();
    }
    syntax = parse_all(sources, 2);
    compilation = compile(sources, syntax, {});
  }
  const World& world() const { return *compilation.world; }
};

void parse_phase(benchmark::State& state, const Workspace& workspace, unsigned threads) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_all(workspace.sources, threads));
  state.SetBytesProcessed(static_cast<std::int64_t>(workspace.bytes) * state.iterations());
}

void compile_phase(benchmark::State& state, const Workspace& workspace, unsigned threads) {
  CompileOptions options;
  options.threads = threads;
  for (auto _ : state) benchmark::DoNotOptimize(compile(workspace.sources, workspace.syntax, options));
  state.SetBytesProcessed(static_cast<std::int64_t>(workspace.bytes) * state.iterations());
}

void check_phase(benchmark::State& state, const Workspace& workspace) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(check(workspace.sources, workspace.syntax, workspace.compilation, today));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(workspace.bytes) * state.iterations());
}

void index_phase(benchmark::State& state, const Workspace& workspace) {
  for (auto _ : state) benchmark::DoNotOptimize(make_index(workspace.world().model));
}
void graph_phase(benchmark::State& state, const Workspace& workspace) {
  for (auto _ : state) benchmark::DoNotOptimize(build(workspace.world().model, workspace.world().index));
}
void evaluate_phase(benchmark::State& state, const Workspace& workspace) {
  const World& world = workspace.world();
  for (auto _ : state) benchmark::DoNotOptimize(evaluate(world.model, world.index, world.graph));
}

// One row a phase, one table a workspace.
class MarkdownTable : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const std::string name = run.run_name.function_name;
      const std::size_t slash = name.find('/');
      if (name.substr(0, slash) != workspace_) {
        workspace_ = name.substr(0, slash);
        fmt::print("\n**{}**\n\n| phase | wall ms | cpu ms | MB/s |\n| --- | ---: | ---: | ---: |\n",
                   workspace_);
      }
      const auto bytes = run.counters.find("bytes_per_second");
      fmt::print("| {} | {:.2f} | {:.2f} | {} |\n", name.substr(slash + 1), run.GetAdjustedRealTime(),
                 run.GetAdjustedCPUTime(),
                 bytes == run.counters.end() ? "" : fmt::format("{:.0f}", bytes->second.value / 1e6));
    }
  }

 private:
  std::string workspace_;
};

void add(const Workspace& workspace, const std::string& phase, auto run) {
  const std::string name = workspace.folder.substr(workspace.folder.find_last_of('/') + 1) + "/" + phase;
  benchmark::RegisterBenchmark(name.c_str(), [run](benchmark::State& state) { run(state); })
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime()
      ->MeasureProcessCPUTime();
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::vector<std::unique_ptr<Workspace>> workspaces;
  try {
    for (int i = 1; i < argc; ++i) workspaces.push_back(std::make_unique<Workspace>(argv[i]));
  } catch (const std::exception& problem) {
    fmt::print(stderr, "phases: {}\n", problem.what());
    return 1;
  }
  for (const std::unique_ptr<Workspace>& each : workspaces) {
    const Workspace& workspace = *each;
    fmt::print("{}: {} bytes in {} files, {} provisions, {} states, {} findings\n", workspace.folder,
               workspace.bytes, workspace.files.texts.size(), workspace.world().model.provisions.size(),
               workspace.world().graph.size(),
               workspace.syntax.diagnostics.size() + workspace.compilation.diagnostics.size());
    using State = benchmark::State;
    add(workspace, "parse, one thread", [&](State& state) { parse_phase(state, workspace, 1); });
    add(workspace, "parse, two threads", [&](State& state) { parse_phase(state, workspace, 2); });
    add(workspace, "compile, one thread", [&](State& state) { compile_phase(state, workspace, 1); });
    add(workspace, "of which index", [&](State& state) { index_phase(state, workspace); });
    add(workspace, "of which graph", [&](State& state) { graph_phase(state, workspace); });
    add(workspace, "of which evaluate", [&](State& state) { evaluate_phase(state, workspace); });
    add(workspace, "check", [&](State& state) { check_phase(state, workspace); });
  }
  MarkdownTable table;
  benchmark::RunSpecifiedBenchmarks(&table);
  return 0;
}
