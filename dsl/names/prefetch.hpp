// Looks up what the references of provisions name, ahead of lowering and beside it.
//
// The idea in one sentence: a name of another deal lies anywhere in a large table, and another thread can
// wait for the memory while this one lowers.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

#include "dsl/names/symbols.hpp"
#include "dsl/tree/ast.hpp"

namespace quid::dsl {

// Where anything is private nothing is looked up ahead: then every naming is looked at closely.
class Prefetch {
 public:
  // With more than one thread, and a workspace large enough for it to pay, the look-ups begin at once.
  Prefetch(std::span<const ast::File> files, const Symbols& symbols, unsigned threads);
  ~Prefetch();
  Prefetch(const Prefetch&) = delete;
  Prefetch& operator=(const Prefetch&) = delete;

  // From now on about the provisions that stand in a deal's block; deals come in their order. May wait.
  void enter(std::uint32_t deal);
  // The one provision that a reference names; not valid where it names something else, or nothing, or stands
  // elsewhere. References are asked about in the order of the text.
  ProvisionId find(const ast::File& file, ast::NodeId ref);

 private:
  struct Known {
    ast::NodeId ref;
    ProvisionId names;
  };
  void look_up(std::uint32_t deal);

  std::span<const ast::File> files_;
  const Symbols& symbols_;
  std::vector<std::vector<Known>> known_;  // by deal
  std::atomic<std::uint32_t> ready_ = 0;   // the deals below are looked up
  std::atomic<bool> stop_ = false;
  const ast::File* file_ = nullptr;
  std::uint32_t deal_ = NameTable::none;
  std::size_t next_ = 0;  // from which `find` looks
  std::jthread other_;
};

}  // namespace quid::dsl
