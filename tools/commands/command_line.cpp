// The command line.
//
// The idea in one sentence: the tables of flags say which take a value, and the arguments are split by them from
// the left to the right.
//
// The command is the first word that is no flag and no flag's value; what is left is split with the flags of that
// command and the common ones together, so that they may stand in any order. Dates, formats and names are read
// here too, so that every mistake is worded alike.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "dsl/findings/diagnostic.hpp"
#include "dsl/findings/spelling.hpp"
#include "tools/commands/command.hpp"
#include "tools/outside/files.hpp"

namespace quid::tools {

namespace {

constexpr std::array common = {
    Flag{"C", "DIR", "ask about the workspace of this folder"},
    Flag{"on", "DATE", "the day asked about; today if unsaid"},
    Flag{"known", "DATE", "only facts known by then"},
    Flag{"reading", "READING", "`agreed`, a party's code, or `all`: how brackets are read"},
    Flag{"for", "PARTY", "as that party may see it: private text of others is gone"},
    Flag{"ledger", "FILE", "what has been recorded; quid.db in the workspace if unsaid"},
    Flag{"format", "FORMAT[=FILE]", "human, plain, json or narrated; may be given several times"},
    Flag{"color", "WHEN", "auto, always or never"},
};

constexpr std::array people_formats = {Format::human, Format::plain, Format::json, Format::narrated};

std::string dashed(std::string_view name) {
  return (name.size() == 1 ? "-" : "--") + std::string(name);
}

const Flag* find_flag(std::span<const Flag> flags, std::string_view name) {
  for (const Flag& flag : flags) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

Date parse_day(std::string_view flag, const std::string& text) {
  if (const std::optional<Date> date = parse_date(text)) return *date;
  throw Failure(fmt::format("`{} {}`: not a day; write it like 2025-06-30", dashed(flag), text));
}

FormatChoice parse_format(const CommandInfo& command, const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  FormatChoice choice;
  if (equals != std::string::npos) {
    choice.file = text.substr(equals + 1);
    if (choice.file.empty()) throw Failure(fmt::format("`--format {}`: the file after `=` is missing", text));
  }
  std::vector<std::string_view> names;
  for (Format format : people_formats) names.push_back(to_string(format));
  for (Format format : command.more_formats) names.push_back(to_string(format));
  for (Format format : people_formats) {
    if (to_string(format) == name) return choice.format = format, choice;
  }
  for (Format format : command.more_formats) {
    if (to_string(format) == name) return choice.format = format, choice;
  }
  std::string known;
  for (std::string_view each : names) known.append(known.empty() ? "" : ", ").append(each);
  throw Failure(fmt::format("no format `{}`{}; `{}` knows {}", name, dsl::did_you_mean(name, names),
                            command.name, known));
}

bool wants_colour(const Request& request, const std::string& when) {
  if (when.empty() || when == "auto") return request.environment.colour;
  if (when == "always") return true;
  if (when == "never") return false;
  throw Failure(fmt::format("`--color {}`: it is auto, always or never", when));
}

// Takes the command's word out of the arguments. Empty where there is none.
std::string take_command(std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument.size() > 1 && argument.front() == '-') {
      const std::string name = argument.substr(argument.find_first_not_of('-'));
      const Flag* flag = find_flag(common, name);
      if (flag != nullptr && !flag->value.empty()) ++i;
      continue;
    }
    std::string found = argument;
    arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(i));
    return found;
  }
  return {};
}

[[noreturn]] void refuse(const CommandInfo& command, const std::string& message) {
  throw Failure(message, fmt::format("quid {} --help", command.name));
}

// `--name`, `--name=VALUE`, `-C`, `-CVALUE`: the arguments of a command, one after the other.
class Splitter {
 public:
  Splitter(std::vector<std::string> arguments, const CommandInfo& command, Request& request)
      : arguments_(std::move(arguments)), command_(command), request_(request) {}

  void run() {
    while (at_ < arguments_.size()) {
      const std::string argument = arguments_[at_++];
      if (argument == "--") break;
      if (argument.size() < 2 || argument.front() != '-') {
        request_.words.push_back(argument);
      } else {
        flag(argument);
      }
    }
    // After `--` everything is a word.
    request_.words.insert(request_.words.end(), arguments_.begin() + static_cast<std::ptrdiff_t>(at_),
                          arguments_.end());
  }

 private:
  const Flag* known(std::string_view name) const {
    const Flag* flag = find_flag(common, name);
    return flag == nullptr ? find_flag(command_.flags, name) : flag;
  }

  void flag(const std::string& argument) {
    const bool is_long = argument.starts_with("--");
    const std::size_t equals = is_long ? argument.find('=') : std::string::npos;
    const std::string name = is_long ? argument.substr(2, equals - 2) : argument.substr(1, 1);
    const Flag* flag = (name.size() == 1) == is_long ? nullptr : known(name);
    std::optional<std::string> value;
    if (equals != std::string::npos) value = argument.substr(equals + 1);
    if (!is_long && argument.size() > 2) value = argument.substr(2);
    if (flag == nullptr) unknown(argument.substr(0, equals));
    if (flag->value.empty() && value) refuse(command_, fmt::format("`{}` takes no value", dashed(name)));
    request_.flags[name].push_back(flag->value.empty() ? std::string() : value ? *value : next_value(*flag));
  }

  // The next argument, which may begin with a dash as long as it is no flag: `--value -5`.
  std::string next_value(const Flag& flag) {
    if (at_ == arguments_.size() || is_flag(arguments_[at_])) {
      const std::string name = dashed(flag.name);
      refuse(command_, fmt::format("`{}` wants a value: {} {}", name, name, flag.value));
    }
    return arguments_[at_++];
  }

  bool is_flag(const std::string& argument) const {
    return argument.starts_with("--") && (argument.size() == 2 || known(argument.substr(2)) != nullptr);
  }

  [[noreturn]] void unknown(const std::string& wrong) const {
    std::vector<std::string_view> names;
    for (std::span<const Flag> flags : {std::span<const Flag>(common), command_.flags}) {
      for (const Flag& flag : flags) names.push_back(flag.name);
    }
    const std::string bare = wrong.substr(std::min(wrong.find_first_not_of('-'), wrong.size()));
    std::string meant;
    if (const auto near = dsl::nearest(bare, names))
      meant = fmt::format("; did you mean `{}`?", dashed(*near));
    refuse(command_, fmt::format("`quid {}` has no flag `{}`{}", command_.name, wrong, meant));
  }

  std::vector<std::string> arguments_;
  const CommandInfo& command_;
  Request& request_;
  std::size_t at_ = 0;
};

Request understand(std::vector<std::string> arguments, const CommandInfo& command,
                   const Environment& environment) {
  Request request;
  request.command = &command;
  request.environment = environment;
  Splitter(std::move(arguments), command, request).run();
  const std::size_t count = request.words.size();
  if (count < command.least_words || count > command.most_words) {
    throw Failure(count < command.least_words
                      ? fmt::format("`quid {}` wants {}", command.name, command.words)
                      : fmt::format("`{}` is one word too many", request.words[command.most_words]),
                  fmt::format("quid {} --help", command.name));
  }
  request.directory = request.value("C");
  request.on_given = request.has("on");
  request.on = request.on_given ? parse_day("on", request.value("on")) : environment.today;
  if (request.has("known")) request.known = parse_day("known", request.value("known"));
  if (request.has("reading")) request.reading = request.value("reading");
  request.for_party = request.value("for");
  request.colour = wants_colour(request, request.value("color"));
  auto formats = request.flags.find("format");
  if (formats != request.flags.end()) {
    for (const std::string& text : formats->second) request.formats.push_back(parse_format(command, text));
  }
  if (request.formats.empty()) {
    request.formats.push_back({environment.narrated ? Format::narrated : Format::human, {}});
  }
  const auto to_output = std::count_if(request.formats.begin(), request.formats.end(),
                                       [](const FormatChoice& choice) { return choice.file.empty(); });
  if (to_output > 1)
    throw Failure("two formats cannot both go to standard output: give one a file, `--format json=FILE`");
  return request;
}

int dispatch(std::vector<std::string> arguments, const Environment& environment, Output& out,
             Output& errors) {
  // After `--`, and as the words to complete, a `-h` is nothing but text.
  const bool completing = !arguments.empty() && arguments.front() == "complete";
  const auto end = completing ? arguments.begin() : std::find(arguments.begin(), arguments.end(), "--");
  const bool asks_help = std::any_of(
      arguments.begin(), end, [](const std::string& each) { return each == "-h" || each == "--help"; });
  const bool asks_version = std::any_of(
      arguments.begin(), end, [](const std::string& each) { return each == "--version" || each == "-V"; });
  std::erase_if(arguments,
                [&](const std::string& each) { return !completing && (each == "-h" || each == "--help"); });
  std::string name = take_command(arguments);
  if (asks_version && name.empty()) {
    out.raw("quid " QUID_VERSION "\n");
    return Exit::yes;
  }
  if (name == "help") {
    name = take_command(arguments);
    if (name.empty()) {
      out.raw(short_help());
      return Exit::yes;
    }
    arguments.assign(1, "--help");
  }
  if (name.empty()) {
    (asks_help ? out : errors).raw(short_help());
    return asks_help ? Exit::yes : Exit::failed;
  }
  const CommandInfo* command = find_command(name);
  if (command == nullptr) {
    std::vector<std::string_view> names;
    for (const CommandInfo* each : commands()) {
      if (!each->hidden) names.push_back(each->name);
    }
    throw Failure(fmt::format("no command `{}`{}", name, dsl::did_you_mean(name, names)), "quid --help");
  }
  if (asks_help || (arguments.size() == 1 && arguments.front() == "--help")) {
    out.raw(help_of(*command));
    return Exit::yes;
  }
  Request request = understand(std::move(arguments), *command, environment);
  request.messages = &errors;
  return command->run(request, out);
}

}  // namespace

std::span<const Flag> common_flags() {
  return common;
}

int run(std::span<const std::string> arguments, const Environment& environment, Output& out, Output& errors) {
  std::string message;
  std::string next;
  try {
    return dispatch({arguments.begin(), arguments.end()}, environment, out, errors);
  } catch (const Failure& failure) {
    message = failure.what();
    next = failure.next;
  } catch (const std::bad_alloc&) {
    message = "there is not enough memory for this workspace";
  } catch (const std::exception& error) {  // Unreadable, OutputError, and what a library throws
    message = error.what();
  }
  // Half an answer is worse than none.
  out.text().clear();
  errors.line("quid: " + message);
  if (!next.empty()) errors.line("next: " + next);
  return Exit::failed;
}

}  // namespace quid::tools
