// What a provision gives, in words: goods, duties, export rules, promises, as a person would say them.
#pragma once

#include <string>
#include <vector>

#include "core/model/model.hpp"

namespace quid {

// `passenger-cars`, `HS 8703, 8704`, `H20`, `all goods except HS 01`.
std::string goods_words(const Model& model, IdRange<GoodsItemId> goods);
// The bands without the goods: `10% up to 65,205 vehicles in 2025, then 27.5%`.
std::string bands_words(const Model& model, const Treatment& treatment);
// `passenger-cars: 10% up to …`, with the origin or destination and the test where it names one.
std::string words(const Model& model, const Treatment& treatment);
// `entered before 1 Jan 2026`, `headquarters in tier-1`.
std::string test_words(const Model& model, TestId test);
// `2025`, `2025 to 2027`, `Q3 2025`, `1 Jul to …`.
std::string period_words(Period period);
// `500 bn USD by 5 years after us-india in force`.
std::string words(const Model& model, const Promise& promise);
// `each 1 February`.
std::string words(Yearly day);
// All that one version of a provision gives: each treatment, then the promise.
std::vector<std::string> content_words(const Model& model, const Terms& terms);
// `US`, `US, GB`, `all`.
std::string codes(const Model& model, IdRange<PartyListId> parties);

}  // namespace quid
