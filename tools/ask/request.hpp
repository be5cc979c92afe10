// What was asked: the command, its words and its flags, with those that all commands share understood.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/values/date.hpp"
#include "tools/outside/terminal.hpp"

namespace quid::tools {

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

}  // namespace quid::tools
