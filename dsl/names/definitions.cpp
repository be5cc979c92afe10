#include "dsl/names/definitions.hpp"

#include <algorithm>

namespace quid::dsl {

std::vector<std::uint32_t> in_order_of_use(
    std::uint32_t count, const std::function<std::vector<DefinitionUse>(std::uint32_t)>& uses,
    const std::function<void(std::span<const DefinitionUse>)>& circular) {
  struct Step {
    std::uint32_t what;
    std::vector<DefinitionUse> uses;
    std::size_t next = 0;
  };
  enum class Progress : std::uint8_t { untouched, under_way, done };
  std::vector<Progress> progress(count, Progress::untouched);
  std::vector<std::uint32_t> order;
  order.reserve(count);
  std::vector<Step> path;
  const auto begin = [&](std::uint32_t what) {
    progress[what] = Progress::under_way;
    path.push_back({what, uses(what)});
  };
  for (std::uint32_t root = 0; root < count; ++root) {
    if (progress[root] == Progress::untouched) begin(root);
    while (!path.empty()) {
      Step& step = path.back();
      if (step.next == step.uses.size()) {
        progress[step.what] = Progress::done;
        order.push_back(step.what);
        path.pop_back();
        continue;
      }
      const DefinitionUse use = step.uses[step.next++];
      if (progress[use.what] == Progress::untouched) {
        begin(use.what);
      } else if (progress[use.what] == Progress::under_way) {
        auto first =
            std::find_if(path.begin(), path.end(), [&](const Step& each) { return each.what == use.what; });
        std::vector<DefinitionUse> ring;
        for (; first != path.end(); ++first) ring.push_back(first->uses[first->next - 1]);
        circular(ring);
      }
    }
  }
  return order;
}

}  // namespace quid::dsl
