#include "dsl/look_ahead.hpp"

#include "dsl/naming.hpp"

namespace quid {

void LookAhead::begin(const ast::File& file, std::uint32_t deal) {
  file_ = &file;
  deal_ = deal;
  asked_.clear();
  settled_ = last_begin_ = next_ = 0;
}

void LookAhead::ask(ast::NodeId provision) {
  last_begin_ = asked_.size();
  if (symbols_.has_private) return;
  const std::uint32_t end = (*file_)[provision].next;
  for (std::uint32_t i = provision.value + 1; i < end; ++i) {
    if (file_->nodes[i].kind != ast::Kind::ref) continue;
    const RefText ref = ref_text(file_->text_of(ast::NodeId{i}));
    if (!ref.index.empty()) continue;
    Asked asked{ast::NodeId{i}, deal_, 0, ref.first, {}};
    if (!ref.second.empty()) {
      asked.deal = symbols_.find_deal(ref.first);
      asked.name = ref.second;
      if (asked.deal == NameTable::none) continue;
    }
    asked.key = NameTable::key_of(asked.name);
    symbols_.names.prefetch(provisions_of(asked.deal), asked.key);
    asked_.push_back(asked);
  }
}

void LookAhead::settle() {
  for (; settled_ < last_begin_; ++settled_) {
    Asked& asked = asked_[settled_];
    const std::uint32_t value = symbols_.names.find(provisions_of(asked.deal), asked.key, asked.name);
    if (value == NameTable::none || (value & set_bit) != 0) continue;
    asked.found = ProvisionId(value);
    __builtin_prefetch(&symbols_.provision_kinds[value]);
  }
}

ProvisionId LookAhead::find(const ast::File& file, ast::NodeId ref) {
  if (file_ != &file) return {};
  while (next_ < settled_ && asked_[next_].ref.value < ref.value) ++next_;
  return next_ < settled_ && asked_[next_].ref == ref ? asked_[next_].found : ProvisionId{};
}

}  // namespace quid
