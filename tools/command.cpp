#include "tools/command.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "dsl/diagnostic.hpp"
#include "tools/json.hpp"
#include "tools/workspace.hpp"

namespace quid::tools {

namespace {

constexpr std::array all_commands = {
#define QUID_COMMAND_GROUP(title)
#define QUID_COMMAND(name) &name##_command,
#include "tools/commands.def"
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
#include "tools/commands.def"
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

std::string Request::value(std::string_view flag) const {
  auto found = flags.find(flag);
  return found == flags.end() || found->second.empty() ? std::string() : found->second.back();
}

std::optional<Date> Request::date(std::string_view flag) const {
  if (!has(flag)) return std::nullopt;
  const std::string text = value(flag);
  if (const std::optional<Date> date = parse_date(text)) return date;
  throw Failure(fmt::format("`--{} {}`: not a day; write it like 2025-06-30", flag, text));
}

std::string Request::all_words() const {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

std::string_view to_string(Format format) {
  static constexpr std::array<std::string_view, 11> names = {
      "human", "plain", "json", "narrated", "short", "jsonl", "sarif", "github", "gitlab", "junit", "ics"};
  return names[static_cast<std::size_t>(format)];
}

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
      text += fmt::format("  {:<33}{}\n", usage(*line.command), line.command->answers);
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

std::string did_you_mean(std::string_view wrong, std::span<const std::string_view> candidates) {
  const std::optional<std::string_view> near = nearest(wrong, candidates);
  return near ? fmt::format("; did you mean `{}`?", *near) : std::string();
}

}  // namespace quid::tools
