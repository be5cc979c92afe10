// quid export-entries: what was recorded, as text that a workspace can hold.
#include "dsl/source/shown.hpp"
#include "ledger/ledger.hpp"
#include "tools/ask/ledger.hpp"
#include "tools/commands/command.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

int run_export_entries(const Request& request, Output& out) {
  const std::string path = ledger_path(request);
  std::vector<SeenRecord> all;
  if (is_there(path)) all = seen_records(ledger::Ledger(path, ledger::Access::read).records(), request);
  std::erase_if(all, [](const SeenRecord& each) {
    return each.reverses != 0 || each.reversed_by != 0 || !each.is_known;
  });
  to_each(request, out, [&](const FormatChoice& choice, Output& to) {
    if (choice.format != Format::json) {
      for (const SeenRecord& each : all) to.raw(each.record.text).raw("\n");
      return;
    }
    Json json(to);
    json.open_object();
    json.key("quid").value(1);
    json.key("command").value("export-entries");
    json.key("entries").open_array();
    for (const SeenRecord& each : all) {
      json.open_object(Json::Layout::inline_);
      json.key("id").value(each.number);
      json.key("date").value(each.record.day);
      json.key("text").value(each.record.text);
      json.close();
    }
    json.close();
    json.close();
    to.raw("\n");
  });
  return Exit::yes;
}

}  // namespace

const CommandInfo export_entries_command = {
    .name = "export-entries",
    .words = "",
    .answers = "what was recorded and stands, as text for a file; `import` is the way back",
    .run = run_export_entries,
};

}  // namespace quid::tools
