// What a command of `quid` is: its words, its flags, and the function that answers.
//
// Each tools/command_NAME.cpp defines one CommandInfo; commands.def lists them. Help, parsing, completion and
// "did you mean" are made from these tables, so a new command is one file and one line.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "tools/answer.hpp"
#include "tools/terminal.hpp"

namespace quid::tools {

class Json;
class Workspace;

// The contract of interface.md.
enum Exit : int { yes = 0, no = 1, failed = 2, depends = 4 };

// The job cannot be done: worded for a person, `next` is a command that helps. Exit code 2.
struct Failure : std::runtime_error {
  explicit Failure(const std::string& message, std::string next_ = {})
      : runtime_error(message), next(std::move(next_)) {}
  std::string next;
};

enum class Format : std::uint8_t {
  human,
  plain,
  json,
  narrated,
  short_,
  jsonl,
  sarif,
  github,
  gitlab,
  junit,
  ics,
};
std::string_view to_string(Format format);

struct FormatChoice {
  Format format = Format::human;
  std::string file;  // empty: standard output
};

struct Flag {
  std::string_view name;   // without dashes
  std::string_view value;  // `DATE`; empty for a switch
  std::string_view help;
};

struct CommandInfo;

// What was asked, with the flags that all commands share already understood.
struct Request {
  const CommandInfo* command = nullptr;
  std::vector<std::string> words;
  std::map<std::string, std::vector<std::string>, std::less<>> flags;  // of this command, as given

  std::string directory;  // -C
  Date on;
  bool on_given = false;
  std::optional<Date> known;
  std::string reading = "agreed";
  std::string for_party;
  std::vector<FormatChoice> formats;
  bool colour = false;
  Environment environment;
  Output* messages = nullptr;  // standard error, for what is not the answer

  bool has(std::string_view flag) const { return flags.contains(flag); }
  std::string value(std::string_view flag) const;  // the last one given, else empty
  std::optional<Date> date(std::string_view flag) const;
  std::string all_words() const;  // with single spaces between
};

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
#include "tools/commands.def"
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

// `; did you mean `x`?` where one is near, else nothing.
std::string did_you_mean(std::string_view wrong, std::span<const std::string_view> candidates);

}  // namespace quid::tools
