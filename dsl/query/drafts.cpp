// The idea in one sentence: each text is cut into pieces that have a name, and the pieces of one name are compared
// word by word, once with all their words and once with those alone that mean something.
#include "dsl/query/drafts.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "core/values/ascii.hpp"

namespace quid::dsl {

namespace {

struct Piece {
  TextChange::Of of;
  std::string name;
  Span span;
  std::string words;    // all of them, white space and comments aside
  std::string meaning;  // without titles, notes and sources
};

bool is_remark(ast::Kind kind) {
  return kind == ast::Kind::note || kind == ast::Kind::source || kind == ast::Kind::cite ||
         kind == ast::Kind::text;
}

class Cutting {
 public:
  Cutting(const Syntax& syntax, std::vector<Piece>& into) : syntax_(syntax), into_(into) {}

  void run() {
    for (const ast::File& file : syntax_.files) {
      file_ = &file;
      for (ast::NodeId item : ast::children(file, {})) this->item(item);
    }
  }

 private:
  using Cut = std::pair<std::uint32_t, std::uint32_t>;

  void item(ast::NodeId item) {
    const ast::Kind kind = (*file_)[item].kind;
    if (ast::is_entry(kind)) {
      Piece piece = cut(TextChange::Of::record, {}, item, {});
      piece.name = piece.words;
      into_.push_back(std::move(piece));
      return;
    }
    const std::string name = name_of(item);
    if (kind == ast::Kind::agreement || kind == ast::Kind::measure || kind == ast::Kind::proposal) {
      std::vector<Cut> inner;
      for (ast::NodeId child : ast::children(*file_, item)) {
        if ((*file_)[child].kind != ast::Kind::provision) continue;
        into_.push_back(
            cut(TextChange::Of::provision, fmt::format("{}.{}", name, name_of(child)), child, {}));
        inner.emplace_back((*file_)[child].begin, (*file_)[child].end);
      }
      into_.push_back(cut(TextChange::Of::deal, name, item, inner));
      return;
    }
    const bool is_test = kind == ast::Kind::scenario || kind == ast::Kind::invariant;
    Piece piece = cut(is_test ? TextChange::Of::test : TextChange::Of::definition, {}, item, {});
    piece.name = fmt::format("{} {}", ast::to_string(kind), name.empty() ? piece.words : name);
    into_.push_back(std::move(piece));
  }

  // A declaration's name: a word, a metric with its index, or a scenario's title.
  std::string name_of(ast::NodeId item) const {
    for (ast::NodeId child : ast::children(*file_, item)) {
      const ast::Kind kind = (*file_)[child].kind;
      if (kind == ast::Kind::name || kind == ast::Kind::ref ||
          (kind == ast::Kind::string && (*file_)[item].kind == ast::Kind::scenario))
        return std::string(file_->text_of(child));
    }
    return {};
  }

  Piece cut(TextChange::Of of, std::string name, ast::NodeId node, std::vector<Cut> without) {
    Piece piece{of, std::move(name), file_->span_of(node), {}, {}};
    piece.words = words(node, without);
    std::vector<Cut> remarks = std::move(without);
    for (ast::NodeId child : ast::children(*file_, node)) {
      const ast::Node& at = (*file_)[child];
      const bool is_title = at.kind == ast::Kind::string && (*file_)[node].kind != ast::Kind::scenario &&
                            !ast::is_entry((*file_)[node].kind);
      if (is_remark(at.kind) || is_title) remarks.emplace_back(at.begin, at.end);
    }
    std::sort(remarks.begin(), remarks.end());
    piece.meaning = words(node, remarks);
    return piece;
  }

  // One space for any white space; comments and what is cut out are gone. `without` is in order.
  std::string words(ast::NodeId node, const std::vector<Cut>& without) const {
    const ast::Node& at = (*file_)[node];
    std::string result;
    auto cut = without.begin();
    auto comment =
        std::lower_bound(file_->comments.begin(), file_->comments.end(), at.begin,
                         [](const ast::Comment& each, std::uint32_t place) { return each.begin < place; });
    for (std::uint32_t i = at.begin; i < at.end;) {
      if (cut != without.end() && i == cut->first) {
        i = (cut++)->second;
      } else if (comment != file_->comments.end() && i >= comment->begin) {
        i = std::max(i, (comment++)->end);
      } else if (!is_blank(file_->text[i])) {
        result += file_->text[i++];
      } else {
        if (!result.empty() && result.back() != ' ') result += ' ';
        ++i;
      }
    }
    if (result.ends_with(' ')) result.pop_back();
    return result;
  }

  const Syntax& syntax_;
  std::vector<Piece>& into_;
  const ast::File* file_ = nullptr;
};

std::vector<Piece> pieces_of(const Workspace& workspace) {
  std::vector<Piece> pieces;
  Cutting(workspace.syntax(), pieces).run();
  return pieces;
}

}  // namespace

std::vector<TextChange> text_changes(const Workspace& before, const Workspace& after) {
  const std::vector<Piece> old = pieces_of(before);
  const std::vector<Piece> now = pieces_of(after);
  // Of several of one name the first meets the first: entries that say the same are many, all else is once.
  std::map<std::pair<TextChange::Of, std::string_view>, std::vector<const Piece*>> known;
  for (auto piece = old.rbegin(); piece != old.rend(); ++piece)
    known[{piece->of, piece->name}].push_back(&*piece);
  std::vector<TextChange> changes;
  for (const Piece& piece : now) {
    const auto found = known.find({piece.of, piece.name});
    if (found == known.end() || found->second.empty()) {
      changes.push_back({piece.of, piece.name, std::nullopt, piece.span, false});
      continue;
    }
    const Piece& same = *found->second.back();
    found->second.pop_back();
    if (same.words != piece.words)
      changes.push_back({piece.of, piece.name, same.span, piece.span, same.meaning == piece.meaning});
  }
  for (const Piece& piece : old) {
    std::vector<const Piece*>& left = known[{piece.of, piece.name}];
    if (left.empty() || left.back() != &piece) continue;
    left.pop_back();
    changes.push_back({piece.of, piece.name, piece.span, std::nullopt, false});
  }
  return changes;
}

}  // namespace quid::dsl
