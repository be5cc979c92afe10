// What a command of `quid` is: its words, its flags, and the function that answers.
//
// Each tools/command_NAME.cpp defines one CommandInfo; commands.def lists them. Help, parsing, completion and
// "did you mean" are made from these tables, so a new command is one file and one line.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ask/request.hpp"
#include "tools/page/answer.hpp"

namespace quid::tools {

class Json;
class Workspace;

struct CommandInfo {
  std::string_view name;
  std::string_view words;          // `REF [STATE]`, as help prints it
  std::string_view answers;        // one line: the question it answers
  std::string_view help = {};      // a paragraph or two
  std::string_view examples = {};  // lines
  std::size_t least_words = 0;
  std::size_t most_words = 0;
  std::span<const Flag> flags = {};
  std::span<const Format> more_formats = {};  // beside human, plain, json and narrated
  bool hidden = false;
  int (*run)(const Request&, Output&) = nullptr;
};

// `check_command` and so on.
#define QUID_COMMAND_GROUP(title)
#define QUID_COMMAND(name) extern const CommandInfo name##_command;
#include "tools/commands/commands.def"
#undef QUID_COMMAND
#undef QUID_COMMAND_GROUP

std::span<const CommandInfo* const> commands();
const CommandInfo* find_command(std::string_view name);
std::span<const Flag> common_flags();

// Carries out a command line (without the program's name). Returns the exit code; every failure is worded on
// `errors`. Never throws.
int run(std::span<const std::string> arguments, const Environment& environment, Output& out, Output& errors);

// Says the answer in every format asked for; `json` writes the keys after `scope` into the open object.
int publish(const Request& request, const Answer& answer, const Workspace* workspace,
            const std::function<void(Json&)>& json, int exit, Output& out);
// The face of a format for people.
Look look(const Request& request, const FormatChoice& choice);
// Gives each choice the output it goes to: `out`, or a file that is written whole.
void to_each(const Request& request, Output& out,
             const std::function<void(const FormatChoice&, Output&)>& write);

// Help pages.
std::string short_help();
std::string help_of(const CommandInfo& command);

}  // namespace quid::tools
