#include "tools/commands/command.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "tools/ask/workspace.hpp"
#include "tools/page/json.hpp"

namespace quid::tools {

namespace {

constexpr std::array all_commands = {
#define QUID_COMMAND_GROUP(title)
#define QUID_COMMAND(name) &name##_command,
#include "tools/commands/commands.def"
#undef QUID_COMMAND
#undef QUID_COMMAND_GROUP
};

// A group's title, then its commands.
struct Line {
  std::string_view title;
  const CommandInfo* command;
};
constexpr std::array help_lines = {
#define QUID_COMMAND_GROUP(title) Line{title, nullptr},
#define QUID_COMMAND(name) Line{{}, &name##_command},
#include "tools/commands/commands.def"
#undef QUID_COMMAND
#undef QUID_COMMAND_GROUP
};

std::string flag_lines(std::span<const Flag> flags) {
  std::string text;
  for (const Flag& flag : flags) {
    std::string head = (flag.name.size() == 1 ? "-" : "--") + std::string(flag.name);
    if (!flag.value.empty()) head.append(" ").append(flag.value);
    text += fmt::format("  {:<24}{}\n", head, flag.help);
  }
  return text;
}

std::string usage(const CommandInfo& command) {
  return command.words.empty() ? std::string(command.name)
                               : std::string(command.name) + " " + std::string(command.words);
}

}  // namespace

std::span<const CommandInfo* const> commands() {
  return all_commands;
}

const CommandInfo* find_command(std::string_view name) {
  for (const CommandInfo* command : all_commands) {
    if (command->name == name) return command;
  }
  return nullptr;
}

Look look(const Request& request, const FormatChoice& choice) {
  Look result;
  result.face = choice.format == Format::plain      ? Face::plain
                : choice.format == Format::narrated ? Face::narrated
                                                    : Face::human;
  result.colour = request.colour && choice.file.empty() && choice.format == Format::human;
  result.width = choice.file.empty() ? request.environment.width : Environment{}.width;
  return result;
}

void to_each(const Request& request, Output& out,
             const std::function<void(const FormatChoice&, Output&)>& write) {
  for (const FormatChoice& choice : request.formats) {
    if (choice.file.empty()) {
      write(choice, out);
    } else {
      Output file;
      write(choice, file);
      write_file(choice.file, file.text());
    }
  }
}

int publish(const Request& request, const Answer& answer, const Workspace* workspace,
            const std::function<void(Json&)>& json, int exit, Output& out) {
  to_each(request, out, [&](const FormatChoice& choice, Output& to) {
    if (choice.format != Format::json) {
      draw(answer, look(request, choice), to);
      return;
    }
    Json writer(to);
    writer.open_object().key("quid").value(1).key("command").value(request.command->name);
    if (workspace != nullptr) workspace->scope_json(writer);
    json(writer);
    writer.close();
  });
  return exit;
}

std::string short_help() {
  std::string text =
      "quid: trade deals as text that can be checked, asked and tracked\n"
      "\n"
      "  quid check                         is the text sound\n"
      "  quid grants --to IN                what India gets today\n"
      "  quid why us-uk.cars                the reason, down to the line\n"
      "  quid why-not us-uk.steel           what is missing, and whose move it is\n";
  for (const Line& line : help_lines) {
    if (line.command == nullptr) {
      text += fmt::format("\n{}\n", line.title);
    } else if (!line.command->hidden) {
      text += fmt::format("  {:<32} {}\n", usage(*line.command), line.command->answers);
    }
  }
  text += "\nevery command\n" + flag_lines(common_flags());
  text +=
      "\nexit codes: 0 yes, or no errors · 1 no, or errors found · 2 could not do it · 4 it depends\n"
      "next: quid help COMMAND\n";
  return text;
}

std::string help_of(const CommandInfo& command) {
  std::string text = fmt::format("quid {}\n{}\n\n{}", usage(command), command.answers, command.examples);
  if (!command.help.empty()) text += fmt::format("\n{}", command.help);
  if (!command.flags.empty()) text += "\nflags\n" + flag_lines(command.flags);
  text += "\nevery command\n";
  for (const Flag& flag : common_flags()) {
    text += flag_lines({&flag, 1});
    if (flag.name != "format" || command.more_formats.empty()) continue;
    std::string more;
    for (Format format : command.more_formats)
      more.append(more.empty() ? "" : ", ").append(to_string(format));
    text += fmt::format("  {:<24}also {}\n", "", more);
  }
  return text;
}

}  // namespace quid::tools
