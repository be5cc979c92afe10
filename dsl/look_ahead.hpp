// Looks the references of provisions up shortly before they are lowered.
//
// The idea in one sentence: a name of another deal lies anywhere in a large table, and while the memory
// brings it, the provisions before it can be lowered. Costs nothing where the tables are small.
#pragma once

#include <cstdint>
#include <vector>

#include "dsl/symbols.hpp"

namespace quid {

class LookAhead {
 public:
  explicit LookAhead(const Symbols& symbols) : symbols_(symbols) {}

  // Forgets everything; what follows stands in the block of `deal`.
  void begin(const ast::File& file, std::uint32_t deal);
  // Asks the memory for what the references of a provision name. Provisions come in the order of the text.
  // Asks nothing where anything is private: then every naming is looked at closely.
  void ask(ast::NodeId provision);
  // Takes the answers to the call of `ask` before the last one.
  void settle();
  // The one provision that a reference names; not valid where it was not asked for, names something else, or
  // needs a closer look.
  ProvisionId find(const ast::File& file, ast::NodeId ref);

 private:
  struct Asked {
    ast::NodeId ref;
    std::uint32_t deal;
    NameTable::Key key;
    std::string_view name;
    ProvisionId found;
  };

  const Symbols& symbols_;
  const ast::File* file_ = nullptr;
  std::uint32_t deal_ = NameTable::none;
  std::vector<Asked> asked_;
  std::size_t settled_ = 0;     // below which `found` is known
  std::size_t last_begin_ = 0;  // where the last call of `ask` began
  std::size_t next_ = 0;        // from which `find` looks
};

}  // namespace quid
