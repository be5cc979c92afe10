#include "tools/commands/duty_batch.hpp"

#include <csv.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

#include "dsl/query/shipment.hpp"
#include "tools/ask/question.hpp"
#include "tools/ask/shipment.hpp"
#include "tools/page/escapes.hpp"

namespace quid::tools {

namespace {

using Row = std::vector<std::string>;

constexpr std::array answers = {"rate", "by_the_texts", "prohibited", "depends_on", "presumed", "error"};

// Says how far the reading has come, on a terminal; nothing elsewhere.
class Progress {
 public:
  Progress(const Request& request, std::size_t total) : request_(request), total_(total) {}
  ~Progress() {
    if (shown_) say("\r\x1b[K");
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void at(std::size_t bytes, std::size_t lines) {
    if (!request_.environment.error_is_terminal || request_.messages == nullptr) return;
    constexpr std::size_t width = 30;
    const std::size_t done = total_ == 0 ? 0 : width * std::min(bytes, total_) / total_;
    if (shown_ && done == done_ && lines < lines_ + 100'000) return;
    done_ = done;
    lines_ = lines;
    shown_ = true;
    const std::string bar =
        total_ == 0 ? std::string() : "[" + std::string(done, '#') + std::string(width - done, ' ') + "] ";
    say(fmt::format("\r{}{} questions", bar, lines));
  }

 private:
  void say(const std::string& text) {
    request_.messages->raw(text);
    request_.messages->flush();
  }

  const Request& request_;
  std::size_t total_;
  std::size_t done_ = 0;
  std::size_t lines_ = 0;
  bool shown_ = false;
};

class Batch {
 public:
  Batch(const Request& request, Output& out)
      : request_(request), out_(out), workspace_(request), schedule_(workspace_.world()), desk_(schedule_) {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  }
  ~Batch() { csv_free(&parser_); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  int run(std::FILE* file, std::size_t size) {
    Progress progress(request_, size);
    std::vector<char> buffer(std::size_t{1} << 16U);
    std::size_t read = 0;
    std::size_t total = 0;
    while ((read = std::fread(buffer.data(), 1, buffer.size(), file)) > 0) {
      if (csv_parse(&parser_, buffer.data(), read, &on_field, &on_row, this) != read) refuse();
      total += read;
      if (!problem_.empty()) throw Failure(problem_);
      progress.at(total, lines_);
    }
    if (std::ferror(file) != 0) throw Failure(fmt::format("`{}` cannot be read", request_.value("batch")));
    if (csv_fini(&parser_, &on_field, &on_row, this) != 0) refuse();
    if (!problem_.empty()) throw Failure(problem_);
    if (heads_.empty())
      throw Failure(fmt::format("`{}` is empty: its first line names the columns", request_.value("batch")));
    return failed_ ? Exit::failed : Exit::yes;
  }

 private:
  static void on_field(void* text, std::size_t size, void* self) {
    static_cast<Batch*>(self)->row_.emplace_back(static_cast<const char*>(text), size);
  }
  static void on_row(int, void* self) { static_cast<Batch*>(self)->end_row(); }

  [[noreturn]] void refuse() {
    throw Failure(fmt::format("`{}` is no CSV after line {}: {}", request_.value("batch"), lines_ + 1,
                              csv_strerror(csv_error(&parser_))));
  }

  void end_row() {
    // A library in C calls this: nothing may be thrown through it.
    if (!problem_.empty()) return row_.clear();
    if (heads_.empty()) {
      heads_ = row_;
      if (!heads_.empty() && heads_[0].starts_with("\xEF\xBB\xBF")) heads_[0].erase(0, 3);
      read_heads();
      if (!problem_.empty()) return row_.clear();
      write(row_, Row(answers.begin(), answers.end()));
    } else if (!row_.empty() && !(row_.size() == 1 && row_[0].empty())) {
      ++lines_;
      answer();
    }
    row_.clear();
  }

  // Columns that say nothing to any rule are carried along, and named once. A file whose first line names no
  // columns would lose its first question, and of two columns of one name nobody knows which is meant.
  void read_heads() {
    find_problem();
    if (!problem_.empty()) return;
    constexpr std::array known = {"goods", "from", "into", "on", "quantity", "value", "consignee"};
    for (const std::string& head : heads_) {
      const bool says = std::find(known.begin(), known.end(), head) != known.end() ||
                        dsl::is_fact(schedule_.world().model, head);
      asks_.push_back(says);
      if (!says && request_.messages != nullptr)
        request_.messages->line(
            fmt::format("quid: no rule asks about `{}`: that column is only carried along", head));
    }
  }

  void find_problem() {
    const auto has_column = [&](std::string_view name) {
      return std::find(heads_.begin(), heads_.end(), name) != heads_.end();
    };
    const std::string file = request_.value("batch");
    for (const std::string needed : {"goods", "from", "into"}) {
      const bool is_given = needed == "goods" ? !request_.words.empty() : request_.has(needed);
      if (!is_given && !has_column(needed))
        problem_ = fmt::format("`{}` has no column `{}`: its first line names the columns", file, needed);
    }
    for (const char* answer : answers) {
      if (has_column(answer))
        problem_ = fmt::format("`{}` has a column `{}`, which is the name of an answer", file, answer);
    }
    for (const std::string& head : heads_) {
      if (!head.empty() && std::count(heads_.begin(), heads_.end(), head) > 1)
        problem_ = fmt::format("`{}` names the column `{}` twice", file, head);
    }
  }

  void answer() {
    const Model& model = schedule_.world().model;
    std::string rate;
    std::string by_the_texts;
    std::string prohibited;
    std::string depends;
    std::string presumed;
    std::string error;
    try {
      const DutyAnswer found = desk_.answer(asked());
      const DutyCase& only = found.cases.back();
      for (const std::string& fact : found.depends_on) depends += (depends.empty() ? "" : " ") + fact;
      presumed = presumed_words(found.presumed);
      if (!found.depends()) {
        prohibited = only.prohibited ? "yes" : "no";
        if (!only.prohibited) (only.covered.whole ? rate : by_the_texts) = rate_text(model, only.rate);
      }
    } catch (const std::exception& problem) {
      error = problem.what();
      failed_ = true;
    }
    write(row_, {rate, by_the_texts, prohibited, depends, presumed, error});
  }

  Shipment asked() {
    if (row_.size() > heads_.size()) throw Failure("there are more cells than columns");
    const Model& model = schedule_.world().model;
    Shipment shipment;
    shipment.on = request_.on;
    std::string goods = request_.all_words();
    std::string from = request_.value("from");
    std::string into = request_.value("into");
    add_flags(workspace_, request_, shipment);
    for (std::size_t i = 0; i < row_.size(); ++i) {
      const std::string& head = heads_[i];
      const std::string& cell = row_[i];
      if (cell.empty() || !asks_[i]) continue;
      if (head == "goods") {
        goods = cell;
      } else if (head == "from") {
        from = cell;
      } else if (head == "into") {
        into = cell;
      } else if (head == "on") {
        const std::optional<Date> day = parse_date(cell);
        if (!day) throw Failure(fmt::format("`{}` is no day", cell));
        shipment.on = *day;
      } else {
        add_fact(workspace_, shipment, head, cell);
      }
    }
    if (goods.empty() || from.empty() || into.empty()) throw Failure("`goods`, `from` and `into` are needed");
    shipment.goods = asked_goods(workspace_, goods);
    shipment.from = asked_party(model, "from", from);
    shipment.to = asked_party(model, "into", into);
    return shipment;
  }

  void write(const Row& row, const Row& more) {
    std::string line;
    for (std::size_t i = 0; i < std::max(row.size(), heads_.size()); ++i)
      line += (i == 0 ? "" : ",") + csv_cell(i < row.size() ? std::string_view(row[i]) : std::string_view());
    for (const std::string& each : more) line += "," + csv_cell(each);
    out_.raw(line).raw("\n");
  }

  const Request& request_;
  Output& out_;
  Workspace workspace_;
  Schedule schedule_;
  DutyDesk desk_;
  csv_parser parser_{};
  Row heads_;
  std::vector<bool> asks_;  // by column
  std::string problem_;     // with the columns; said once the library in C has returned
  Row row_;
  std::size_t lines_ = 0;
  bool failed_ = false;
};

}  // namespace

int run_duty_batch(const Request& request, Output& out) {
  const std::string name = request.value("batch");
  const bool standard_input = name == "-";
  const auto close = [&](std::FILE* file) {
    if (file != nullptr && !standard_input) std::fclose(file);
  };
  const std::unique_ptr<std::FILE, decltype(close)> file(
      standard_input ? stdin : std::fopen(name.c_str(), "rb"), close);
  if (!file) throw Failure(fmt::format("`{}` cannot be opened", name));
  std::size_t size = 0;
  if (!standard_input && std::fseek(file.get(), 0, SEEK_END) == 0) {
    const long end = std::ftell(file.get());
    if (end > 0) size = static_cast<std::size_t>(end);
    std::rewind(file.get());
  }
  return Batch(request, out).run(file.get(), size);
}

}  // namespace quid::tools
