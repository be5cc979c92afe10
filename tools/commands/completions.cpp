// quid completions: a script for the shell, which asks the hidden `quid complete` at each press of the key.
// Names of deals and provisions are those of the workspace as it stands.
#include <algorithm>
#include <array>
#include <set>

#include "core/answers/status.hpp"
#include "dsl/findings/diagnostic.hpp"
#include "dsl/findings/spelling.hpp"
#include "dsl/query/query.hpp"
#include "dsl/words/countries.hpp"
#include "tools/ask/workspace.hpp"
#include "tools/commands/command.hpp"

namespace quid::tools {

namespace {

constexpr std::string_view bash_script = R"(# quid for bash: source <(quid completions bash)
_quid() {
  local IFS=$'\n'
  COMPREPLY=($(quid complete -- "$COMP_CWORD" "${COMP_WORDS[@]}" 2>/dev/null))
}
complete -o bashdefault -o default -F _quid quid
)";

constexpr std::string_view zsh_script = R"(#compdef quid
# quid for zsh: source <(quid completions zsh)
_quid() {
  local -a found
  found=("${(@f)$(quid complete -- $((CURRENT - 1)) "${words[@]}" 2>/dev/null)}")
  if [[ -n "${found[1]}" ]]; then compadd -Q -- "${found[@]}"; else _files; fi
}
compdef _quid quid
)";

constexpr std::string_view fish_script = R"(# quid for fish: quid completions fish | source
function __quid_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l last (math (count $words) - 1)
  quid complete -- $last $words 2>/dev/null
end
complete -c quid -f -a '(__quid_complete)'
complete -c quid -n '__fish_seen_subcommand_from check fmt' -F
)";

struct Shell {
  std::string_view name;
  std::string_view script;
};
constexpr std::array shells = {Shell{"bash", bash_script}, Shell{"zsh", zsh_script},
                               Shell{"fish", fish_script}};

int run_completions(const Request& request, Output& out) {
  std::vector<std::string_view> names;
  for (const Shell& shell : shells) {
    if (shell.name == request.words.front()) {
      out.raw(shell.script);
      return Exit::yes;
    }
    names.push_back(shell.name);
  }
  throw Failure("no completions for `" + request.words.front() + "`" +
                    dsl::did_you_mean(request.words.front(), names) + "; there are bash, zsh and fish",
                "quid completions bash");
}

// What could stand at one place of a command line.
class Completer {
 public:
  Completer(std::vector<std::string> words, std::size_t at, const Request& request)
      : words_(std::move(words)), at_(at), request_(request) {
    words_.resize(std::max(words_.size(), at_ + 1));
    read();
  }

  std::set<std::string> candidates() {
    const std::string& current = words_[at_];
    const Flag* flag = at_ > 1 ? flag_of(words_[at_ - 1]) : nullptr;
    if (flag != nullptr && !flag->value.empty()) {
      value_of(*flag);
    } else if (current.starts_with('-')) {
      for (std::span<const Flag> flags :
           {common_flags(), command_ ? command_->flags : std::span<const Flag>()}) {
        for (const Flag& each : flags) add((each.name.size() == 1 ? "-" : "--") + std::string(each.name));
      }
    } else if (command_ == nullptr || command_at_ == at_) {
      for (const CommandInfo* each : commands()) {
        if (!each->hidden) add(each->name);
      }
      add("help");
    } else {
      word();
    }
    std::erase_if(found_, [&](const std::string& each) { return !each.starts_with(current); });
    return std::move(found_);
  }

 private:
  void add(std::string_view text) { found_.emplace(text); }

  const Flag* flag_of(const std::string& word) const {
    const std::size_t letters = word.find_first_not_of('-');
    if (letters == 0 || letters == std::string::npos) return nullptr;
    for (std::span<const Flag> flags :
         {common_flags(), command_ ? command_->flags : std::span<const Flag>()}) {
      for (const Flag& each : flags) {
        if (word.substr(letters) == each.name) return &each;
      }
    }
    return nullptr;
  }

  bool begins_flag(const std::string& word, std::size_t equals) const {
    return equals != std::string::npos && flag_of(word.substr(0, equals)) != nullptr;
  }

  // What a flag says of the texts to look into: where they are, and who asks.
  void value(const Flag& flag, const std::string& word) {
    if (flag.name == "C") request_.directory = word;
    if (flag.name == "for") request_.for_party = word;
  }

  // Finds the command, the plain words before the place, and on the whole line the flags that matter.
  void read() {
    for (std::size_t i = 1; i < words_.size(); ++i) {
      if (i == at_) continue;
      const Flag* flag = flag_of(words_[i]);
      if (flag != nullptr && !flag->value.empty()) {
        if (i + 1 < at_ && words_[i + 1] == "=") ++i;  // bash makes three words of `--for=IN`
        if (++i < words_.size() && i != at_) value(*flag, words_[i]);
      } else if (const std::size_t equals = words_[i].find('='); begins_flag(words_[i], equals)) {
        value(*flag_of(words_[i].substr(0, equals)), words_[i].substr(equals + 1));
      } else if (flag == nullptr && i < at_) {
        plain(i);
      }
    }
  }

  void plain(std::size_t i) {
    if (command_ == nullptr) {
      command_ = find_command(words_[i]);
      command_at_ = i;
    } else if (!words_[i].starts_with('-')) {
      given_.push_back(words_[i]);
    }
  }

  void value_of(const Flag& flag) {
    if (flag.value == "PARTY" || flag.name == "reading") {
      for (const dsl::Country& country : dsl::countries()) add(country.code);
      add("EU");
      if (flag.name == "reading") add("agreed"), add("all");
    } else if (flag.name == "format") {
      for (Format format : {Format::human, Format::plain, Format::json, Format::narrated})
        add(to_string(format));
      if (command_ != nullptr) {
        for (Format format : command_->more_formats) add(to_string(format));
      }
    } else if (flag.name == "color") {
      add("auto"), add("always"), add("never");
    } else if (flag.name == "status") {
      for (int i = 0; i <= static_cast<int>(Status::active); ++i) add(to_string(static_cast<Status>(i)));
    } else if (flag.name == "stage" || flag.name == "fail-level") {
      const bool stage = flag.name == "stage";
      for (int i = 0; stage && i <= static_cast<int>(Stage::final_); ++i)
        add(to_string(static_cast<Stage>(i)));
      if (!stage) add("error"), add("warning"), add("note");
    }
  }

  void word() {
    const std::string_view name = command_->name;
    if (name == "explain") {
      for (const dsl::DiagnosticInfo& rule : dsl::all_diagnostics()) add(rule.name);
    } else if (name == "completions") {
      for (const Shell& shell : shells) add(shell.name);
    } else if (name == "grants") {
      names(true);
    } else if (name == "timeline" || given_.empty()) {
      if (name != "check" && name != "fmt") names(false);
    } else {
      states();
    }
  }

  const Model& model() {
    if (!workspace_) workspace_.emplace(request_);
    return workspace_->compilation().world->model;
  }

  void names(bool groups) {
    const Model& all = model();
    if (!groups) {
      for (const std::string& name : dsl::names_to_ask(all)) add(name);
      return;
    }
    for (const Agreement& agreement : all.agreements) add(agreement.name);
    for (const Measure& measure : all.measures) add(all[measure.provision].name);
  }

  // The next word of every state that begins with the words given.
  void states() {
    const Model& all = model();
    std::string so_far;
    for (std::size_t i = 1; i < given_.size(); ++i) so_far += given_[i] + " ";
    const auto subject = find_subject(workspace_->compilation().symbols, all, given_.front());
    if (!std::holds_alternative<Subject>(subject)) return;
    for (std::size_t i = 0; i < state_count; ++i) {
      const StateKey key{std::get<Subject>(subject), static_cast<State>(i), {}};
      if (!has_state(all, key)) continue;
      std::string text(to_string(key.state));
      if (names_a_party(key.state)) text += " by";
      if (!text.starts_with(so_far)) continue;
      const std::string rest = text.substr(so_far.size());
      add(rest.substr(0, rest.find(' ')));
    }
    if (so_far.ends_with("by ")) {
      for (const Party& party : all.parties) add(party.code);
    }
  }

  std::vector<std::string> words_;
  std::size_t at_;
  Request request_;
  const CommandInfo* command_ = nullptr;
  std::size_t command_at_ = 0;
  std::vector<std::string> given_;
  std::optional<Workspace> workspace_;
  std::set<std::string> found_;
};

// Never an error: a shell shows nothing then.
int run_complete(const Request& request, Output& out) {
  try {
    const std::size_t at = std::stoul(request.words.front());
    std::vector<std::string> words(request.words.begin() + 1, request.words.end());
    if (at == 0 || at > words.size()) return Exit::yes;
    for (const std::string& each : Completer(std::move(words), at, request).candidates()) out.line(each);
  } catch (const std::exception&) {
    out.text().clear();
  }
  return Exit::yes;
}

}  // namespace

const CommandInfo completions_command = {
    .name = "completions",
    .words = "SHELL",
    .answers = "completion for bash, zsh or fish, with the names of your deals",
    .examples = "  source <(quid completions bash)\n",
    .least_words = 1,
    .most_words = 1,
    .run = run_completions,
};

const CommandInfo complete_command = {
    .name = "complete",
    .words = "-- INDEX WORD…",
    .answers = "what could stand at a place of a command line",
    .least_words = 1,
    .most_words = 1000,
    .hidden = true,
    .run = run_complete,
};

}  // namespace quid::tools
