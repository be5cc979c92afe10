#include "dsl/names/prefetch.hpp"

#include "dsl/names/naming.hpp"

namespace quid::dsl {

namespace {

struct Asked {
  ast::NodeId ref;
  std::uint32_t deal;
  NameTable::Key key;
  std::string_view name;
};

// Asks the memory for what the references of a provision name.
void ask(const ast::File& file, const Symbols& symbols, std::uint32_t deal, ast::NodeId provision,
         std::vector<Asked>& asked) {
  const std::uint32_t end = file[provision].next;
  for (std::uint32_t i = provision.value + 1; i < end; ++i) {
    if (file.nodes[i].kind != ast::Kind::ref) continue;
    const RefText ref = ref_text(file.text_of(ast::NodeId{i}));
    if (!ref.index.empty()) continue;
    Asked one{ast::NodeId{i}, deal, 0, ref.first};
    if (!ref.second.empty()) {
      one.deal = symbols.find_deal(ref.first);
      one.name = ref.second;
      if (one.deal == NameTable::none) continue;
    }
    one.key = NameTable::key_of(one.name);
    symbols.names.prefetch(provisions_of(one.deal), one.key);
    asked.push_back(one);
  }
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

// The answers of a provision are taken when the next one has been asked about: by then the memory has come.
void Prefetch::look_up(std::uint32_t deal) {
  const std::span<const Outline::Provision> provisions = symbols_.deals[deal].provisions_as_text;
  if (provisions.empty() || symbols_.has_private) return;
  const ast::File& file = files_[symbols_.deals[deal].at.file.index()];
  std::vector<Known>& known = known_[deal];
  known.reserve(provisions.size() * 4);
  std::vector<Asked> before;
  std::vector<Asked> now;
  for (std::size_t i = 0; i <= provisions.size(); ++i) {
    now.clear();
    if (i < provisions.size()) ask(file, symbols_, deal, provisions[i].node, now);
    for (const Asked& one : before) {
      const std::uint32_t value = symbols_.names.find(provisions_of(one.deal), one.key, one.name);
      if (value != NameTable::none && (value & set_bit) == 0) known.push_back({one.ref, ProvisionId(value)});
    }
    before.swap(now);
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
