// Open brackets: looked for in the trees, for the model knows those of one reading only.
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

std::string cut(std::string_view text) {
  constexpr std::size_t most = 48;
  std::string one_line;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) one_line += c;
    if (space && !one_line.empty() && one_line.back() != ' ') one_line += ' ';
  }
  if (one_line.size() <= most) return one_line;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(one_line[end]) & 0xC0U) == 0x80U) --end;
  return one_line.substr(0, end) + "\xE2\x80\xA6";
}

class Brackets {
 public:
  Brackets(const Checked& checked, Diagnostics& found) : checked_(checked), found_(found) {}

  void run() {
    for (const ast::File& file : checked_.syntax.files) {
      file_ = &file;
      for (const ast::NodeId item : ast::children(file, ast::NodeId{})) {
        const ast::Kind kind = file[item].kind;
        const bool is_deal =
            kind == ast::Kind::agreement || kind == ast::Kind::measure || kind == ast::Kind::proposal;
        if (is_deal) look_at(item);
      }
    }
  }

 private:
  void look_at(ast::NodeId deal) {
    const ast::File& file = *file_;
    ast::NodeId holder = deal;
    for (std::uint32_t at = deal.value + 1; at < file[deal].next; ++at) {
      const ast::NodeId node{at};
      if (at >= file[holder].next) holder = deal;
      switch (file[node].kind) {
        case ast::Kind::provision:
        case ast::Kind::replace: holder = node; break;
        case ast::Kind::open_mark: report_mark(deal, holder, node); break;
        case ast::Kind::bracket:
          report_bracket(deal, holder, node);
          at = file[node].next - 1;
          break;
        default: break;
      }
    }
  }

  std::string_view own_name(ast::NodeId node) const {
    const ast::NodeId name = ast::child_of_kind(*file_, node, ast::Kind::name);
    return name == ast::NodeId{} ? std::string_view("?") : file_->text_of(name);
  }
  std::string name_of(ast::NodeId deal, ast::NodeId holder) const {
    std::string name(own_name(deal));
    if (file_->nodes[deal.value].kind == ast::Kind::proposal) {
      const ast::NodeId amends = ast::child_of_kind(*file_, deal, ast::Kind::amends);
      const ast::NodeId ref =
          amends == ast::NodeId{} ? amends : ast::child_of_kind(*file_, amends, ast::Kind::ref);
      if (holder != deal && ref != ast::NodeId{}) name = file_->text_of(ref);
    }
    if (holder != deal) name.append(".").append(own_name(holder));
    return quoted(name);
  }

  std::vector<std::string> names_in(ast::NodeId list) const {
    std::vector<std::string> names;
    for (const ast::NodeId child : ast::children(*file_, list)) {
      if ((*file_)[child].kind == ast::Kind::name) names.emplace_back(file_->text_of(child));
    }
    return names;
  }

  // "US `500_000 t`, GB `1_000_000 t`"; what nobody's name stands at comes without one.
  std::string texts_of(ast::NodeId bracket) const {
    const ast::File& file = *file_;
    std::string text;
    for (const ast::NodeId alternative : ast::children(file, bracket)) {
      std::string who;
      std::string value;
      for (const ast::NodeId part : ast::children(file, alternative)) {
        switch (file[part].kind) {
          case ast::Kind::private_mark:
          case ast::Kind::label:
            if (who.empty()) who = a_few(names_in(part));
            break;
          default: value = quoted(cut(file.text_of(part)));
        }
      }
      if (value.empty() && who.empty()) continue;
      if (!text.empty()) text += ", ";
      text += who;
      if (!who.empty()) text += " ";
      text += value.empty() ? "nothing" : value;
    }
    return text;
  }

  std::string consequence(ast::NodeId deal, ast::NodeId holder) const {
    const ast::Kind kind = (*file_)[deal].kind;
    const std::string name = name_of(deal, holder);
    if (holder != deal && kind == ast::Kind::proposal)
      return name + " would not be in effect while this is open";
    if (holder != deal) return name + " is not in effect while this is open";
    if (kind == ast::Kind::measure)
      return "neither " + name + " nor anything in it is in effect while this is open";
    if (kind == ast::Kind::agreement) return name + " reads as if this property were not written";
    return "the change reads as if this were not written";
  }

  // What the drafter has said of the whole deal, and this bracket gives the lie to.
  void add_stage(ast::NodeId deal, Diagnostic& diagnostic) const {
    const ast::NodeId stage = ast::child_of_kind(*file_, deal, ast::Kind::stage);
    if (stage == ast::NodeId{}) return;
    if (static_cast<Stage>((*file_)[stage].detail) < Stage::agreed) return;
    diagnostic.notes.push_back(quoted(file_->text_of(stage)) + " says that the text of " +
                               quoted(own_name(deal)) + " is settled");
  }

  void report_bracket(ast::NodeId deal, ast::NodeId holder, ast::NodeId bracket) {
    if ((*file_)[bracket].has_error) return;
    const std::string texts = texts_of(bracket);
    const std::string message = "open bracket in " + name_of(deal, holder) + ": " +
                                (texts.empty() ? std::string("the value is missing") : texts);
    Diagnostic diagnostic{DiagnosticKind::open_bracket, message, file_->span_of(bracket),
                          consequence(deal, holder)};
    add_stage(deal, diagnostic);
    found_.push_back(std::move(diagnostic));
  }

  void report_mark(ast::NodeId deal, ast::NodeId holder, ast::NodeId mark) {
    if ((*file_)[mark].has_error) return;
    const std::vector<std::string> names = names_in(mark);
    const std::string who = name_of(deal, holder);
    Diagnostic diagnostic{DiagnosticKind::open_bracket,
                          names.empty() ? who + " stands in brackets: nobody has agreed it"
                                        : who + " stands in the text of " + a_few(names) + " alone",
                          file_->span_of(mark), consequence(deal, holder)};
    add_stage(deal, diagnostic);
    found_.push_back(std::move(diagnostic));
  }

  const Checked& checked_;
  Diagnostics& found_;
  const ast::File* file_ = nullptr;
};

}  // namespace

void check_open_bracket(const Checked& checked, Diagnostics& found) {
  Brackets(checked, found).run();
}

}  // namespace quid::dsl
