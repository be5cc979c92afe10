// quid quota: how much of each quota is used and left, period by period.
#include <fmt/core.h>

#include "core/answers/quotas.hpp"
#include "core/model/treatment_words.hpp"
#include "core/model/words.hpp"
#include "tools/ask/question.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

std::string period_text(const Period& period) {
  if (!period.begin.bounded() && !period.end.bounded()) return "in all";
  return period_words(period);
}

std::string amount(const Decimal& number) {
  return number.is_zero() ? "0" : number.to_grouped_string();
}

// What became of the rest: lapsed, carried over; or how far it was overdrawn.
std::string note(const Model& model, const QuotaRow& row, Date on) {
  std::string text;
  const auto add = [&](const std::string& words) { text += (text.empty() ? "" : ", ") + words; };
  if (row.holder.valid()) add(fmt::format("for {}", model[row.holder].name));
  if (!row.carried_in.is_zero()) add(amount(row.carried_in) + " carried in");
  if (is_over(row, on)) {
    if (!row.carried_out.is_zero()) add(amount(row.carried_out) + " carried over");
    if (!row.lapsed.is_zero()) add(amount(row.lapsed) + " lapsed");
  }
  if (!row.over.is_zero()) add("overdrawn by " + amount(row.over));
  if (row.exhausted_on) add("full since " + words(*row.exhausted_on));
  return text;
}

Answer say(const Request& request, const Workspace& workspace, const Quotas& quotas) {
  const Model& model = workspace.world().model;
  const std::vector<QuotaRow>& rows = quotas.rows;
  Answer answer;
  answer.verdict = {};
  answer.sentence =
      rows.empty()
          ? "No quota of a known size has begun by " + words(request.on) + "."
          : fmt::format("{} on {}, {} of them full now.", counted(quotas.quotas, "quota"), words(request.on),
                        quotas.full == 0 ? std::string("none") : std::to_string(quotas.full));
  for (std::size_t i = 0; i < rows.size();) {
    const ProvisionId id = rows[i].provision;
    Table table;
    table.title = titled(model, Subject::of(id));
    table.place = place_words(workspace.sources(), model[id].name_place, model[id].cite);
    table.columns = {
        {"PERIOD"}, {"LIMIT", false, true}, {"USED", false, true}, {"LEFT", false, true}, {"UNIT"},
        {"", true}};
    for (; i < rows.size() && rows[i].provision == id; ++i) {
      const QuotaRow& row = rows[i];
      const bool over = is_over(row, request.on);
      table.rows.push_back({{period_text(row.period)},
                            {amount(row.limit)},
                            {amount(row.used + row.over)},
                            {over ? "" : amount(row.left), row.left.is_zero() ? Tone::bad : Tone::good},
                            {std::string(model[row.unit].name)},
                            {note(model, row, request.on), row.over.is_zero() ? Tone::dim : Tone::bad}});
    }
    answer.blocks.emplace_back(std::move(table));
  }
  if (quotas.left_out > 0) {
    answer.blocks.emplace_back(Paragraph{
        fmt::format("Not shown: {} of which nothing is used and which {} not in effect; name one to see it.",
                    counted(quotas.left_out, "quota"), quotas.left_out == 1 ? "is" : "are"),
        Tone::dim});
  }
  answer.scope = workspace.scope_words();
  if (!rows.empty())
    answer.next.push_back(fmt::format("quid days {} exhausted", name_of(model, rows.front().provision)));
  return answer;
}

void answer_json(Json& json, const Workspace& workspace, const std::vector<QuotaRow>& rows) {
  const Model& model = workspace.world().model;
  json.key("quotas").open_array();
  for (const QuotaRow& row : rows) {
    json.open_object();
    json.key("id").value(name_of(model, row.provision));
    json.key("holder");
    row.holder.valid() ? json.value(model[row.holder].name) : json.null();
    json.key("period").open_object(Json::Layout::inline_);
    json.key("from").value(row.period.begin);
    json.key("through");
    row.period.end.bounded() ? json.value(row.period.end - 1) : json.null();
    json.close();
    json.key("unit").value(model[row.unit].name);
    json.key("limit").value(row.limit);
    json.key("carried_in").value(row.carried_in);
    json.key("used").value(row.used);
    json.key("left").value(row.left);
    json.key("carried_out").value(row.carried_out);
    json.key("lapsed").value(row.lapsed);
    json.key("over").value(row.over);
    json.key("exhausted_on").value(row.exhausted_on);
    json.key("place").place(workspace.sources(), model[model[row.band].limit].place);
    json.close();
  }
  json.close();
}

int run_quota(const Request& request, Output& out) {
  Workspace workspace(request);
  const World& world = workspace.world();
  const Quotas quotas = request.words.empty()
                            ? quotas_worth_showing(world, request.on)
                            : quotas_of(world, asked_subject(workspace, request.all_words()), request.on);
  return publish(
      request, say(request, workspace, quotas), &workspace,
      [&](Json& json) { answer_json(json, workspace, quotas.rows); }, Exit::yes, out);
}

}  // namespace

const CommandInfo quota_command = {
    .name = "quota",
    .words = "[REF]",
    .answers = "how much of each quota is used and left, by period",
    .help =
        "REF is a provision, a measure or an agreement; without it, all quotas that are in effect or used. "
        "Use is counted from the `ship` and `enter` entries "
        "that name\n"
        "the provision. Limits of later bands include those before them.\n",
    .examples =
        "  quid quota us-uk.cars\n"
        "  quid quota --on 2026-03-31\n",
    .least_words = 0,
    .most_words = 1,
    .run = run_quota,
};

}  // namespace quid::tools
