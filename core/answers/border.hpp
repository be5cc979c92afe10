// What each party charges and lets go in one world and in another: the difference, at the border.
#pragma once

#include <string>
#include <vector>

#include "core/answers/difference.hpp"
#include "core/treatments/duty.hpp"
#include "core/treatments/export.hpp"

namespace quid {

// Goods that fare alike, of parties that fare alike. Ids are those of the later world.
template <class Outcome>
struct Move {
  PartyId giver;                  // who charges, or lets go
  std::vector<PartyId> others;    // of or to whom, in order; invalid: everybody whom no text names
  std::vector<NamedGoods> goods;  // nothing named and `rest`: whatever no rule names
  Outcome before;
  Outcome after;
};
using DutyMove = Move<Charge>;
using ExportMove = Move<ExportWord>;

// Whether the later one is freer; none where neither can be said to be.
std::optional<bool> is_freer(const DutyMove& move);
std::optional<bool> is_freer(const ExportMove& move);

struct Border {
  std::vector<DutyMove> duties;
  std::vector<ExportMove> exports;
  std::size_t asked = 0;           // questions, each of both worlds
  std::size_t undecided = 0;       // of these, those that turn on a fact that nobody gave
  std::vector<std::string> facts;  // ... and some of these facts, sorted
  bool base_unknown = false;       // for some no ordinary rate is known, on one side or both
  std::size_t left_out = 0;        // questions beyond the most that are asked, or about too long a list
};
inline constexpr std::size_t most_border_questions = 20'000;
// A list of more codes hardly ever fares as one, and to ask about it costs the codes times those of every rule.
inline constexpr std::size_t most_codes_at_border = 64;

// Every question about goods that a changed rule names, of a party that it names, on the day: those whose
// answer is another one, as presumed. A rule about all goods is asked about goods that no rule names, one about
// everybody about the parties to any deal and somebody whom no text names.
Border border(const Schedule& before, const Schedule& after, const Difference& difference, Date on);

// `HS 8703.23`, `steel`, `all other goods`.
std::string border_goods_words(const Model& model, const NamedGoods& goods);

}  // namespace quid
