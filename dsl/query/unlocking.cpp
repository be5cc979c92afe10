// The idea in one sentence: the brackets that stand in the way are closed in the text itself, with each text that they
// hold, and the question is asked again.
//
// A text can be closed in as many ways as its brackets have texts, and what stands behind one is seen only once it is
// closed. So this goes from text to text, those with the fewest settlements first, and looks at no more than some dozens.
#include "dsl/query/unlocking.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <optional>

#include "dsl/query/supposition.hpp"

namespace quid::dsl {

namespace {

constexpr std::size_t most_texts = 32;
constexpr std::size_t most_settlements = 4;

struct Alternative {
  std::vector<std::string> holders;
  std::string text;
};

std::vector<Alternative> alternatives_of(const ast::File& file, ast::NodeId bracket) {
  std::vector<Alternative> list;
  for (const ast::NodeId node : ast::children(file, bracket)) {
    if (file[node].kind != ast::Kind::alternative) continue;
    Alternative alternative;
    std::uint32_t begin = file[node].begin;
    for (const ast::NodeId label : ast::children(file, node)) {
      if (file[label].kind != ast::Kind::label) continue;
      for (const ast::NodeId name : ast::children(file, label)) {
        if (file[name].kind == ast::Kind::name) alternative.holders.emplace_back(file.text_of(name));
      }
      begin = file[label].end;
    }
    std::string_view text = file.text_of(node);
    text.remove_prefix(std::min<std::size_t>(begin - file[node].begin, text.size()));
    const std::size_t first = text.find_first_not_of(" \t\r\n:");
    text.remove_prefix(first == std::string_view::npos ? text.size() : first);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
    alternative.text = text;
    list.push_back(std::move(alternative));
  }
  return list;
}

std::optional<ast::NodeId> bracket_at(const ast::File& file, Span place) {
  for (std::uint32_t i = 0; i < file.nodes.size(); ++i) {
    const ast::Node& node = file.nodes[i];
    if (node.kind == ast::Kind::bracket && node.begin == place.begin && node.end == place.end)
      return ast::NodeId{i};
  }
  return std::nullopt;
}

std::string place_in(const Sources& sources, Span place, bool with_column) {
  const Position at = sources.position(place.file, place.begin);
  std::string text = fmt::format("{}:{}", sources.name(place.file), at.line);
  if (with_column) text += fmt::format(":{}", at.column);
  return text;
}

class Closing {
 public:
  Closing(const Workspace& workspace, const UnlockQuestion& question)
      : first_(workspace), question_(question), model_(workspace.world().model) {}

  Unlocking answer() && {
    result_.unlock = quid::unlock(first_.world(), question_);
    settle(first_, result_.unlock, {});
    for (std::size_t i = 0; i < todo_.size(); ++i) {
      Settled settled = std::move(todo_[i]);
      const bool leads = settled.unlock.holds || settled.unlock.comes || !settled.unlock.ways.empty();
      settle(*settled.workspace, settled.unlock, settled.settlements);
      if (leads) result_.settled.push_back(std::move(settled));
    }
    return std::move(result_);
  }

 private:
  // Closes each of the brackets that are in the way, once with each of its texts.
  void settle(const Workspace& workspace, const Unlock& unlock, const std::vector<Settlement>& before) {
    std::vector<Span> seen;
    for (const Unagreed& each : unlock.unagreed) {
      if (each.brackets.empty()) continue;
      const Span bracket = each.brackets.front();
      if (std::find(seen.begin(), seen.end(), bracket) != seen.end()) continue;
      seen.push_back(bracket);
      if (before.size() >= most_settlements) {
        result_.was_cut = true;
        continue;
      }
      close(workspace, bracket, before);
    }
  }

  void close(const Workspace& workspace, Span bracket, const std::vector<Settlement>& before) {
    const ast::File& file = workspace.syntax().files[bracket.file.index()];
    const std::optional<ast::NodeId> node = bracket_at(file, bracket);
    if (!node) return;
    const std::vector<Alternative> alternatives = alternatives_of(file, *node);
    for (const Alternative& chosen : alternatives) {
      Settlement settlement{
          bracket, place_in(workspace.sources(), bracket, false), chosen.text, chosen.holders, {}};
      for (const Alternative& other : alternatives) {
        if (&other != &chosen)
          settlement.conceding.insert(settlement.conceding.end(), other.holders.begin(), other.holders.end());
      }
      if (alternatives.size() == 1) settlement.conceding = others_than(chosen.holders);
      if (question_.by.valid() && settlement.conceding != std::vector{std::string(model_[question_.by].code)})
        continue;
      if (todo_.size() >= most_texts) {
        result_.was_cut = true;
        return;
      }
      ask(workspace, std::move(settlement), before);
    }
  }

  // The other parties of the deal that the question is about.
  std::vector<std::string> others_than(const std::vector<std::string>& holders) const {
    std::vector<std::string> others;
    const Subject subject = question_.goal.subject;
    AgreementId agreement;
    if (subject.kind == SubjectKind::agreement) agreement = subject.agreement();
    if (subject.kind == SubjectKind::provision) agreement = model_[subject.provision()].agreement;
    if (!agreement.valid()) return others;
    for (PartyId party : model_[agreement].parties) {
      const std::string code(model_[party].code);
      if (std::find(holders.begin(), holders.end(), code) == holders.end()) others.push_back(code);
    }
    return others;
  }

  void ask(const Workspace& workspace, Settlement settlement, const std::vector<Settlement>& before) {
    Supposition supposition;
    supposition.settled.emplace_back(place_in(workspace.sources(), settlement.bracket, true),
                                     settlement.text);
    const auto texts = supposed_texts(workspace, supposition, question_.on);
    if (!std::holds_alternative<SupposedTexts>(texts)) return;
    Settled settled{
        before, std::make_unique<Workspace>(std::get<SupposedTexts>(texts).texts, workspace.options()), {}};
    settled.settlements.push_back(std::move(settlement));
    if (!is_sound(*settled.workspace)) return;
    const World& world = settled.workspace->world();
    const auto goal = parse_state_query(settled.workspace->compilation().symbols, world.model,
                                        name_of(model_, question_.goal));
    if (!std::holds_alternative<StateKey>(goal)) return;
    UnlockQuestion question = question_;
    question.goal = std::get<StateKey>(goal);
    if (question_.by.valid()) question.by = party_in(world.model, model_[question_.by].code);
    settled.unlock = quid::unlock(world, question);
    todo_.push_back(std::move(settled));
  }

  static bool is_sound(const Workspace& workspace) {
    const Diagnostics& findings = workspace.findings();
    return std::none_of(findings.begin(), findings.end(),
                        [](const Diagnostic& each) { return each.severity() == Severity::error; });
  }
  static PartyId party_in(const Model& model, std::string_view code) {
    for (std::size_t i = 0; i < model.parties.size(); ++i) {
      if (model.parties[i].code == code) return PartyId(i);
    }
    return {};
  }

  const Workspace& first_;
  const UnlockQuestion& question_;
  const Model& model_;
  std::deque<Settled> todo_;
  Unlocking result_;
};

}  // namespace

Unlocking unlock(const Workspace& workspace, const UnlockQuestion& question) {
  return Closing(workspace, question).answer();
}

}  // namespace quid::dsl
