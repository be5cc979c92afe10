#include "dsl/names/prefetch.hpp"

#include "dsl/names/naming.hpp"

namespace quid::dsl {

namespace {

// The one provision that a reference in a deal's block names; not valid where it names something else.
ProvisionId named(const Symbols& symbols, std::uint32_t deal, const RefText& ref) {
  if (!ref.index.empty()) return {};
  std::string_view name = ref.first;
  if (!ref.second.empty()) {
    deal = symbols.find_deal(ref.first);
    name = ref.second;
    if (deal == NameTable::none) return {};
  }
  const std::uint32_t value = symbols.names.find(provisions_of(deal), name);
  const bool is_one = value != NameTable::none && (value & set_bit) == 0;
  return is_one ? ProvisionId(value) : ProvisionId{};
}

}  // namespace

Prefetch::Prefetch(std::span<const ast::File> files, const Symbols& symbols, unsigned threads)
    : files_(files), symbols_(symbols), known_(symbols.deals.size()) {
  constexpr std::size_t worth_a_thread = 20'000;
  if (threads < 2 || symbols.has_private || symbols.provision_kinds.size() < worth_a_thread) return;
  other_ = std::jthread([this] {
    for (std::uint32_t deal = 0; deal < known_.size() && !stop_; ++deal) {
      look_up(deal);
      ready_.store(deal + 1, std::memory_order_release);
      ready_.notify_one();
    }
  });
}

Prefetch::~Prefetch() {
  stop_ = true;
}

void Prefetch::look_up(std::uint32_t deal) {
  const std::span<const Outline::Provision> provisions = symbols_.deals[deal].provisions_as_text;
  if (provisions.empty() || symbols_.has_private) return;
  const ast::File& file = files_[symbols_.deals[deal].at.file.index()];
  std::vector<Known>& known = known_[deal];
  known.reserve(provisions.size() * 4);
  for (const Outline::Provision& provision : provisions) {
    const std::uint32_t end = file[provision.node].next;
    for (std::uint32_t i = provision.node.value + 1; i < end; ++i) {
      if (file.nodes[i].kind != ast::Kind::ref) continue;
      const ast::NodeId ref{i};
      const ProvisionId names = named(symbols_, deal, ref_text(file.text_of(ref)));
      if (names.valid()) known.push_back({ref, names});
    }
  }
}

void Prefetch::enter(std::uint32_t deal) {
  if (deal_ != NameTable::none) known_[deal_] = {};
  deal_ = deal;
  file_ = &files_[symbols_.deals[deal].at.file.index()];
  next_ = 0;
  if (!other_.joinable()) {
    look_up(deal);
    return;
  }
  for (std::uint32_t ready = ready_.load(std::memory_order_acquire); ready <= deal;
       ready = ready_.load(std::memory_order_acquire)) {
    ready_.wait(ready, std::memory_order_acquire);
  }
}

ProvisionId Prefetch::find(const ast::File& file, ast::NodeId ref) {
  if (file_ != &file) return {};
  const std::vector<Known>& known = known_[deal_];
  while (next_ < known.size() && known[next_].ref.value < ref.value) ++next_;
  return next_ < known.size() && known[next_].ref == ref ? known[next_].names : ProvisionId{};
}

}  // namespace quid::dsl
