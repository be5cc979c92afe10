// How a random workspace is made worth testing.
//
// Text of random words would hardly ever be a deal, and random references would nearly always contradict
// themselves. So every thing gets a rank. Under `not`, `unless`, `until`, `through`, `expires`, and inside
// `for`, `within` and moments that count from something, it may only ask about things of lower rank;
// elsewhere also about its own rank. Rings then arise by themselves, within a rank, and hold plus signs only.
// Some are drawn on purpose, half of these moving together. Entries are told as little stories (signed, in
// force, suspended, resumed, terminated) on days drawn from a year, often on the same few days and at ends of
// months, now and then acting or recorded on another day than their own.
#include "tests/random_workspace.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <functional>
#include <set>
#include <sstream>

#include "core/values/date.hpp"
#include "tests/dice.hpp"

namespace quid::tests {

namespace {

using Block = RandomWorkspace::Block;

enum class What { agreement, measure, provision, authority, proposal };

struct Thing {
  What what;
  std::string name;       // `p3`
  std::string reference;  // `d0.p3`
  std::string kind;       // of a provision; `measure` of a measure
  int rank = 0;
  std::vector<std::string> parties;  // of the deal, or who gives
  std::vector<std::string> members;  // of a `to each` set
  std::string group;                 // of a `to each` set
  std::string holder;                // what it stands in
};

// The rules for what may be asked at some place of the text.
struct Place {
  int rank = 0;
  bool minus = false;
  bool timed = false;
  std::string group;  // `each` is a member of it
  std::string deal;   // in whose own properties a bare state may stand

  Place under_minus() const {
    Place place = *this;
    place.minus = !minus;
    return place;
  }
  Place in_time() const {
    Place place = *this;
    place.timed = true;
    return place;
  }
};

class Author {
 public:
  Author(std::uint64_t seed, const WorkspaceStyle& style) : dice_(seed), style_(style) {}

  RandomWorkspace write() {
    cast();
    for (std::size_t i = 0; i < things_.size(); ++i) declare(i);
    if (dice_.percent(60)) ring();
    order_of_measures();
    for (const std::string& metric : metrics_) observations(metric);
    for (const std::string& day : days(dice_.below(4))) {
      entry(day, "observe q0 " + dice_.word({"40 t", "90 t", "3 lot", "150_000 kg"}));
    }
    for (const Thing& thing : things_) history(thing);
    return std::move(workspace_);
  }

 private:
  // -- words

  std::string date(int first_day, int last_day) {
    const Date day = make_date(2025, 1, 1) + dice_.from_to(first_day, last_day);
    if (dice_.percent(20)) return to_string(first_of_month(day) - 1);
    if (dice_.percent(10)) return to_string(first_of_month(day));
    return to_string(day);
  }
  std::string date() { return dice_.percent(25) ? dice_.one_of(usual_days_) : date(0, 364); }

  std::string duration() {
    if (dice_.percent(60)) return std::to_string(dice_.from_to(1, 45)) + " days";
    if (dice_.percent(20)) return std::to_string(dice_.from_to(1, 3)) + " weeks";
    return dice_.percent(60) ? "1 month" : "2 months";
  }

  // In brackets if the style has them: two texts, one of nobody, or none at all.
  std::string perhaps_bracketed(const std::function<std::string()>& value) {
    if (!style_.brackets || !dice_.percent(style_.unsound ? 30 : 12)) return value();
    // Some deals are bracketed by parties of their own.
    if (style_.unsound && dice_.percent(40))
      return "[" + dice_.word({"US", "GB", "IN"}) + ": " + value() + " | " + value() + "]";
    switch (dice_.below(5)) {
      case 0: return "[US: " + value() + " | GB: " + value() + "]";
      case 1: return "[GB: " + value() + " | " + value() + "]";
      case 2: return "[IN: " + value() + "]";
      case 3: return "[US, GB: " + value() + " | IN: " + value() + "]";
      default: return "[" + value() + "]";
    }
  }

  std::string list(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
  }

  std::vector<std::string> some_of(std::vector<std::string> all, int least) {
    std::vector<std::string> some;
    for (std::string& each : all) {
      if (static_cast<int>(some.size()) < least || dice_.percent(30)) some.push_back(each);
    }
    return some;
  }

  // -- who is there

  void cast() {
    for (int i = 0; i < 8; ++i) usual_days_.push_back(date(0, 364));
    goods();
    const int authorities = dice_.below(3);
    for (int i = 0; i < authorities; ++i)
      add({What::authority, "au" + std::to_string(i), {}, {}, 0, {}, {}, {}, {}});
    const int deals = dice_.from_to(1, 3);
    const int measures = dice_.below(3);
    for (int i = 0; i < deals; ++i) {
      std::vector<std::string> parties = {"US", "GB"};
      // Brackets speak of India.
      if (style_.brackets || dice_.percent(50)) parties.push_back("IN");
      if (dice_.percent(30)) parties.push_back(dice_.word({"JP", "JP", "EU"}));
      add({What::agreement, "d" + std::to_string(i), {}, {}, rank_from(0), parties, {}, {}, {}});
    }
    for (int i = 0; i < measures; ++i) {
      const std::string giver = dice_.word({"US", "GB"});
      add({What::measure, "x" + std::to_string(i), {}, "measure", rank_from(0), {giver}, {}, {}, {}});
    }
    const int provisions = dice_.from_to(2, std::max(2, style_.provisions));
    for (int i = 0; i < provisions; ++i) cast_provision(i);
    const int proposals = dice_.percent(50) ? dice_.from_to(1, 2) : 0;
    for (int i = 0; i < proposals; ++i)
      add({What::proposal, "v" + std::to_string(i), {}, {}, 2, {}, {}, {}, {}});
  }

  void cast_provision(int number) {
    std::vector<std::string> holders;
    for (const Thing& thing : things_) {
      if (thing.what == What::agreement || thing.what == What::measure) holders.push_back(thing.name);
    }
    const Thing holder = *find(dice_.one_of(holders));
    Thing thing{What::provision, "p" + std::to_string(number), {}, {}, rank_from(holder.rank), {}, {}, {},
                holder.name};
    thing.reference = holder.name + "." + thing.name;
    if (holder.what == What::agreement) {
      thing.kind = dice_.word({"concession", "concession", "concession", "allowance", "control",
                               "undertaking", "undertaking", "commitment", "option", "milestone", "target"});
      thing.parties = some_of(holder.parties, 1);
      if (dice_.percent(80)) thing.parties = {dice_.one_of(holder.parties)};
    } else {
      thing.kind = dice_.word({"control", "allowance", "concession", "undertaking", "milestone", "option"});
      thing.parties = holder.parties;
    }
    if (thing.kind == "target" && metrics_.empty()) thing.kind = "milestone";
    if (dice_.percent(12) && !groups_.empty() && thing.kind != "target") {
      const auto& [group, members] = dice_.one_of(groups_);
      bool fits = !members.empty();
      for (const std::string& member : members) {
        const bool inside =
            std::find(holder.parties.begin(), holder.parties.end(), member) != holder.parties.end();
        if (holder.what == What::agreement && !inside) fits = false;
      }
      if (fits) {
        thing.group = group;
        thing.members = members;
      }
    }
    add(std::move(thing));
  }

  int rank_from(int least) { return std::max(least, dice_.below(4)); }

  void add(Thing thing) {
    if (thing.reference.empty()) thing.reference = thing.name;
    things_.push_back(std::move(thing));
  }
  const Thing* find(std::string_view name) const {
    for (const Thing& thing : things_) {
      if (thing.name == name) return &thing;
    }
    return nullptr;
  }
  // The declaration of a name, at the top or inside one.
  Block* block(std::string_view name) {
    for (Block& outer : workspace_.blocks) {
      if (outer.name == name) return &outer;
      for (Block& inner : outer.inner) {
        if (inner.name == name) return &inner;
      }
    }
    return nullptr;
  }

  void goods() {
    workspace_.blocks.push_back({"K1", "chip K1", {"tpp 5 TPP"}, {}, {}});
    workspace_.blocks.push_back({"K2", "chip K2", {"tpp 20 TPP"}, {}, {}});
    workspace_.blocks.push_back({"lot", "unit lot = 20 t", {}, {}, {}});
    const int metrics = dice_.below(3);
    for (int i = 0; i < metrics; ++i) {
      metrics_.push_back("m" + std::to_string(i));
      workspace_.blocks.push_back({metrics_.back(), "metric " + metrics_.back() + " in USD", {}, {}, {}});
    }
    workspace_.blocks.push_back({"q0", "metric q0 in t", {}, {}, {}});
    const int groups = dice_.below(3);
    for (int i = 0; i < groups; ++i) {
      std::vector<std::string> members = some_of({"GB", "IN", "JP"}, 1);
      Block group{"g" + std::to_string(i), "group g" + std::to_string(i), {}, {}, {}};
      std::string text;
      for (const std::string& member : members) {
        text += (text.empty() ? "" : ", ") + member;
        if (dice_.percent(30))
          text += " from " + date();
        else if (dice_.percent(30))
          text += " until " + date();
      }
      // Now and then with the members of the group before; a complement has too many to be a `to each` set.
      if (i > 0 && dice_.percent(30)) {
        text += ", " + groups_[0].first;
        for (const std::string& member : groups_[0].second) {
          if (std::find(members.begin(), members.end(), member) == members.end()) members.push_back(member);
        }
      } else if (i > 0 && dice_.percent(20)) {
        text = "all except " + groups_[0].first;
        members = {};
      }
      group.needed.push_back(text);
      groups_.emplace_back(group.name, members);
      workspace_.blocks.push_back(std::move(group));
    }
  }

  // -- declarations

  void declare(std::size_t index) {
    const Thing thing = things_[index];
    switch (thing.what) {
      case What::authority:
        workspace_.blocks.push_back({thing.name, "authority " + thing.name, {"by US"}, {}, {}});
        return;
      case What::agreement: declare_agreement(thing); return;
      case What::measure: declare_measure(thing); return;
      case What::provision: {
        Block provision = declare_provision(thing, thing.name);
        block(thing.holder)->inner.push_back(std::move(provision));
        return;
      }
      case What::proposal: declare_proposal(thing); return;
    }
  }

  void declare_agreement(const Thing& thing) {
    Block deal{thing.name, "agreement " + thing.name, {"parties " + list(thing.parties)}, {}, {}};
    const Place place{thing.rank, false, false, {}, thing.name};
    const std::string in_force = dice_.percent(25) ? "operative " : "in force ";
    switch (dice_.below(7)) {
      case 0: deal.properties.push_back(in_force + "once signed"); break;
      case 1:
        deal.properties.push_back(in_force + duration() + " after " +
                                  dice_.word({"signed", "ratified", "notified"}));
        break;
      case 2:
        deal.properties.push_back(in_force + "once ratified by " + list(some_of(thing.parties, 1)));
        break;
      case 3:
        deal.properties.push_back(in_force + "once " +
                                  perhaps_bracketed([&] { return condition(place, 2); }));
        break;
      case 4: deal.properties.push_back(in_force + perhaps_bracketed([&] { return date(0, 200); })); break;
      default: break;
    }
    if (dice_.percent(20))
      deal.properties.push_back("provisional from " + perhaps_bracketed([&] { return moment(place); }));
    if (dice_.percent(30)) deal.properties.push_back(expiry(place));
    if (dice_.percent(50)) {
      const std::string term = perhaps_bracketed([&] { return duration(); });
      deal.properties.push_back("terminates " + term + " after notice");
    }
    workspace_.blocks.push_back(std::move(deal));
  }

  std::string expiry(const Place& place) {
    return "expires " + perhaps_bracketed([&] {
             switch (dice_.below(4)) {
               case 0: return duration() + " after in force";
               case 1: return std::string("first of month after in force");
               case 2: return moment(place.under_minus());
               default: return date(180, 500);
             }
           });
  }

  void declare_measure(const Thing& thing) {
    Block measure{thing.name, head("measure", thing.name, 0), {"by " + thing.parties[0]}, {}, {}};
    for (const Thing& other : things_) {
      if (other.what == What::authority && dice_.percent(40))
        measure.properties.push_back("under " + other.name);
      const bool promise =
          other.kind == "concession" || other.kind == "undertaking" || other.kind == "commitment";
      if (other.what == What::provision && promise && other.members.empty() && other.rank >= thing.rank &&
          other.holder[0] == 'd' && dice_.percent(12)) {
        measure.properties.push_back("implements " + other.reference);
      }
    }
    window_and_clauses(measure, thing);
    if (dice_.percent(40)) measure.properties.push_back("tariff on all goods: add 10%");
    // Words that decide no day, and must not.
    if (dice_.percent(25)) measure.properties.push_back("applies where end-use is \"a\"");
    for (const Thing& other : things_) {
      const bool can_be_first = other.what == What::measure || other.what == What::authority;
      if (can_be_first && other.name != thing.name && dice_.percent(15))
        measure.properties.push_back("yields to " + other.name);
    }
    workspace_.blocks.push_back(std::move(measure));
  }

  std::string head(const std::string& kind, const std::string& name, int bracket_chance) {
    const bool bracketed = style_.brackets && dice_.percent(bracket_chance);
    const std::string mark = bracketed ? dice_.word({"[IN] ", "[US] ", "[] "}) : "";
    return mark + kind + " " + name;
  }

  Block declare_provision(const Thing& thing, const std::string& name) {
    Block provision{name, head(thing.kind, name, 8), {}, {}, {}};
    if (thing.holder[0] == 'd') provision.needed.push_back("by " + list(thing.parties));
    if (!thing.group.empty()) provision.needed.push_back("to each " + thing.group);
    text_of(provision, thing);
    return provision;
  }

  // What a commitment is counted in.
  static bool is_of_metal(const Thing& thing) { return thing.name.back() % 2 == 0; }

  void text_of(Block& provision, const Thing& thing) {
    if (thing.kind == "commitment") {
      provision.needed.push_back("deliver " + perhaps_bracketed([&] {
                                   const int amount = dice_.from_to(1, 9);
                                   return is_of_metal(thing) ? std::to_string(amount * 20) + " t"
                                                             : std::to_string(amount) + " bn USD";
                                 }) +
                                 " by 2025-12-31");
    }
    if (thing.kind == "target") {
      provision.needed.push_back("reaches " + comparison() + " by 2025-12-31");
    }
    if (thing.kind == "concession") {
      const int treatments = dice_.from_to(1, 2);
      for (int i = 0; i < treatments; ++i) provision.properties.push_back(tariff());
    }
    if (thing.kind == "allowance" || thing.kind == "control") provision.properties.push_back(export_());
    if (thing.kind == "concession" && dice_.percent(15)) {
      for (const Thing& other : things_) {
        if (other.name == thing.name) break;
        if (other.kind == "concession" && other.members.empty() && thing.members.empty()) {
          provision.properties.push_back("counts toward " + other.reference);
          break;
        }
      }
    }
    window_and_clauses(provision, thing);
  }

  void window_and_clauses(Block& provision, const Thing& thing) {
    const Place place{thing.rank, false, false, thing.group, {}};
    if (dice_.percent(35))
      provision.properties.push_back("from " + perhaps_bracketed([&] { return moment(place); }));
    if (dice_.percent(25)) {
      provision.properties.push_back("through " +
                                     perhaps_bracketed([&] { return moment(place.under_minus()); }));
    }
    const int clauses = dice_.percent(25) ? 0 : dice_.from_to(1, 2);
    for (int i = 0; i < clauses; ++i) {
      switch (dice_.below(6)) {
        case 0:
        case 1:
          provision.properties.push_back("once " + perhaps_bracketed([&] { return condition(place, 2); }));
          break;
        case 2:
        case 3:
          provision.properties.push_back("while " + perhaps_bracketed([&] { return condition(place, 2); }));
          break;
        case 4:
          provision.properties.push_back(
              "unless " + perhaps_bracketed([&] { return condition(place.under_minus(), 2); }));
          break;
        default: provision.properties.push_back("until " + condition(place.under_minus(), 2, false)); break;
      }
    }
  }

  std::string tariff() {
    const std::string goods = "tariff on hs " + dice_.word({"0201", "8703", "2204.10"}) + ": ";
    if (dice_.percent(35)) return goods + "set 5%";
    const bool mixed = style_.brackets && style_.unsound && dice_.percent(10);
    std::string limit = perhaps_bracketed([&] {
      return quantity(20, 90, mixed ? dice_.word({"t", "vehicles"}) : dice_.word({"t", "t", "t", "lot"}));
    });
    const std::string basis =
        dice_.word({"per year", "per quarter", "per quarter", "per month", "in all", "per 2025-Q2..2025-Q3",
                    "per 2025-03..2025-08", "per year per consignee"});
    if (dice_.percent(12)) limit = dice_.word({"50% of q0", "2.5 x q0", "10% of q0"});
    limit += " " + basis;
    if (dice_.percent(40)) limit += " (" + quantity(10, 120, "t") + " in " + period() + ")";
    // What a quarter leaves of a limit that changes within it is not settled, and so a share carries nothing.
    const bool share = limit.find("q0") != std::string::npos;
    if (basis == "per quarter" && !share && dice_.percent(50)) limit += " carrying Q1 to Q3, Q2 to Q4";
    std::string bands = "set 0% up to " + limit;
    const bool plain = limit.find('(') == std::string::npos && limit.find("q0") == std::string::npos;
    if (plain && dice_.percent(20)) bands += ", then set 3% up to " + quantity(300, 400, "t") + " " + basis;
    return goods + bands + ", then set 7%";
  }

  std::string export_() {
    const std::string goods = "export of K1, K2: ";
    if (dice_.percent(30)) return goods + "license";
    const std::string basis =
        dice_.word({"per year", "per quarter", "per month", "in all", "per year per consignee"});
    return goods + "allow up to " + std::to_string(dice_.from_to(50, 300)) + " TPP " + basis +
           ", then license";
  }

  std::string quantity(int least, int most, const std::string& unit) {
    const int amount = dice_.from_to(least, most);
    if (unit == "lot") return std::to_string((amount + 19) / 20) + " lot";
    return std::to_string(amount) + " " + unit;
  }

  std::string period() {
    return dice_.word(
        {"2025", "2025-Q1", "2025-Q2", "2025-Q3", "2025-02", "2025-07", "2025-09", "2025-Q2..2025-Q4"});
  }

  void declare_proposal(const Thing& thing) {
    std::vector<const Thing*> holders;
    for (const Thing& other : things_) {
      if (other.what == What::agreement || other.what == What::measure) holders.push_back(&other);
    }
    const Thing amended = *dice_.one_of(holders);
    Block proposal{thing.name, "proposal " + thing.name, {"amends " + amended.name}, {}, {}};
    for (const Thing& other : things_) {
      if (other.holder != amended.name || !dice_.percent(50)) continue;
      if (dice_.percent(25)) {
        proposal.properties.push_back("remove " + other.name);
      } else {
        Block text{other.name, "replace " + other.name, {}, {}, {}};
        if (other.holder[0] == 'd') text.needed.push_back("by " + list(other.parties));
        if (!other.group.empty()) text.needed.push_back("to each " + other.group);
        text_of(text, other);
        proposal.inner.push_back(std::move(text));
      }
    }
    if (dice_.percent(50)) {
      Thing added{What::provision,
                  "n" + thing.name,
                  amended.name + ".n" + thing.name,
                  "concession",
                  amended.rank + dice_.below(2),
                  {amended.parties[0]},
                  {},
                  {},
                  amended.name};
      Block text = declare_provision(added, added.name);
      text.head = "add concession " + added.name;
      proposal.inner.push_back(std::move(text));
      additions_.push_back(added);
    }
    if (amended.what == What::agreement && dice_.percent(40)) {
      const Place place{amended.rank, false, false, {}, amended.name};
      switch (dice_.below(3)) {
        case 0: proposal.properties.push_back("set provisional from " + moment(place)); break;
        default: proposal.properties.push_back("set " + expiry(place)); break;
      }
    }
    workspace_.blocks.push_back(std::move(proposal));
  }

  // -- conditions

  std::string condition(const Place& place, int depth, bool dates = true) {
    const int choice = dice_.below(depth == 0 ? 60 : 100);
    if (choice < 42) return state(place);
    if (choice < 48 && !metrics_.empty()) return comparison();
    if (choice < 52 && !groups_.empty()) return member(place);
    if (choice < 60) return dates ? dice_.word({"after ", "before "}) + date() : state(place);
    if (choice < 66) return "not " + atom(place.under_minus(), depth - 1);
    if (choice < 74) return atom(place, depth - 1) + " and " + atom(place, depth - 1);
    if (choice < 82) return atom(place, depth - 1) + " or " + atom(place, depth - 1);
    if (choice < 86) return "all of (" + parts(place, depth - 1) + ")";
    if (choice < 90) return "any of (" + parts(place, depth - 1) + ")";
    if (choice < 94) return "at least 2 of (" + parts(place, depth - 1) + ")";
    if (choice < 97) return atom(place.in_time(), depth - 1) + " for " + duration();
    return "within " + duration() + " after " + atom(place.in_time(), depth - 1);
  }

  std::string atom(const Place& place, int depth) {
    if (depth <= 0 || dice_.percent(60)) return state(place);
    return "(" + condition(place, depth) + ")";
  }

  std::string parts(const Place& place, int depth) {
    std::string text;
    for (int i = 0; i < 3; ++i) {
      // A list of parties goes on after a comma, so it gets parentheses of its own.
      const std::string part = condition(place, depth);
      const bool lists_parties = part.find(" by ") != std::string::npos;
      text += (i == 0 ? "" : ", ") + (lists_parties ? "(" + part + ")" : part);
    }
    return text;
  }

  std::string comparison() {
    return dice_.one_of(metrics_) + dice_.word({" >= ", " <= ", " > ", " < "}) +
           std::to_string(dice_.from_to(1, 5)) + dice_.word({"0 bn USD", "0_000 mn USD"});
  }

  std::string member(const Place& place) {
    if (place.group.empty())
      return dice_.word({"GB", "IN", "JP", "KR"}) + " in " + dice_.one_of(groups_).first;
    return "each in " + dice_.one_of(groups_).first;
  }

  // A state that may be asked about at this place.
  std::string state(const Place& place) {
    const bool lower = place.minus || place.timed;
    const bool careless = style_.unsound && dice_.percent(8);
    for (int attempt = 0; attempt < 30; ++attempt) {
      const Thing& thing = dice_.one_of(things_);
      const bool fits = careless || (lower ? thing.rank < place.rank : thing.rank <= place.rank);
      std::string asked;
      switch (thing.what) {
        case What::agreement: asked = agreement_state(thing, place, fits); break;
        case What::authority: asked = dice_.word({"standing", "standing", "struck down", "lapsed"}); break;
        case What::proposal: asked = dice_.word({"adopted", "tabled", "withdrawn"}); break;
        case What::measure:
        case What::provision: asked = provision_state(thing, fits); break;
      }
      if (asked.empty()) continue;
      std::string reference = thing.reference;
      if (!thing.members.empty()) {
        const bool each = place.group == thing.group && dice_.percent(70);
        reference += "[" + (each ? "each" : dice_.one_of(thing.members)) + "]";
      }
      return reference + " " + asked;
    }
    return "after " + date();
  }

  std::string agreement_state(const Thing& thing, const Place& place, bool fits) {
    if (fits && dice_.percent(50)) return "in force";
    if (fits && thing.rank < place.rank && dice_.percent(20))
      return dice_.word({"expired", "provisionally applied"});
    const std::string state = dice_.word(
        {"signed", "ratified", "notified", "launched", "concluded", "suspended", "notice", "terminated"});
    const bool accession = state == "signed" || state == "ratified" || state == "notified";
    if (!accession || dice_.percent(60)) return state;
    return state + " by " + list(some_of(thing.parties, 1));
  }

  std::string provision_state(const Thing& thing, bool fits) {
    const std::string& kind = thing.kind;
    if (fits && dice_.percent(45)) return "in effect";
    if (kind == "option") return dice_.percent(50) ? "invoked" : "invoked by " + dice_.one_of(thing.parties);
    if (kind == "milestone" || kind == "target") return fits ? "reached" : "";
    if (kind == "concession" && dice_.percent(15)) return "exhausted";
    if (kind == "allowance" || kind == "control" || kind == "measure") {
      return dice_.word({"announced", "proposed", "enacted", "suspended", "rescinded"});
    }
    if (fits && dice_.percent(60))
      return dice_.percent(70) ? "performed" : "performed by " + dice_.one_of(thing.parties);
    return dice_.word({"announced", "breached", "withdrawn", "suspended"});
  }

  std::string moment(const Place& place) {
    switch (dice_.below(6)) {
      case 0: return state(place);
      case 1: return duration() + " after " + state_only(place.in_time());
      case 2: return "first of month " + dice_.word({"of ", "after "}) + state_only(place.in_time());
      default: return date();
    }
  }
  std::string state_only(const Place& place) {
    std::string text = state(place);
    // A date is no state; the first agreement can always be asked whether it is signed.
    return text.rfind("after ", 0) == 0 ? "d0 signed" : text;
  }

  // -- rings on purpose

  void ring() {
    const int rank = dice_.below(4);
    std::vector<const Thing*> members;
    for (const Thing& thing : things_) {
      const bool can_wait =
          thing.what == What::agreement || thing.what == What::measure || thing.what == What::provision;
      const bool fits = can_wait && thing.members.empty() && (thing.rank == rank || dice_.percent(10));
      if (fits && members.size() < 4 && dice_.percent(60)) members.push_back(&thing);
    }
    if (members.size() < 2) return;
    std::vector<std::string> together;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const Thing& member = *members[i];
      const Thing& next = *members[(i + 1) % members.size()];
      std::string clause = next.reference + (next.what == What::agreement ? " in force" : " in effect");
      if (dice_.percent(15)) clause += " or " + state({member.rank, false, false, {}, {}});
      std::vector<std::string>& properties = block(member.name)->properties;
      if (member.what == What::agreement) {
        std::erase_if(properties, [](const std::string& line) {
          return line.find("in force") == 0 || line.find("operative") == 0;
        });
        properties.push_back("in force once " + clause);
      } else {
        properties.push_back(dice_.word({"once ", "while "}) + clause);
      }
      if (dice_.percent(70)) together.push_back(member.reference);
    }
    if (together.size() < 2 || dice_.percent(40)) return;
    workspace_.blocks.push_back({"simultaneous", "simultaneous", {list(together)}, {}, {}});
  }

  void order_of_measures() {
    std::vector<std::string> measures;
    for (const Thing& thing : things_) {
      if (thing.what == What::measure) measures.push_back(thing.name);
    }
    if (measures.size() > 1 && dice_.percent(50))
      workspace_.blocks.push_back({"first of", "first of", {list(measures)}, {}, {}});
    if (dice_.percent(25))
      workspace_.blocks.push_back({"presume end-use", "presume end-use \"a\"", {}, {}, {}});
  }

  // -- what happens

  void entry(const std::string& day, const std::string& text) {
    std::string line = day + " " + text;
    if (dice_.percent(8)) line += " effective " + to_string(*parse_date(day) + dice_.from_to(-20, 40));
    if (dice_.percent(10)) line += " recorded " + to_string(*parse_date(day) + dice_.from_to(0, 60));
    workspace_.entries.push_back(line);
  }

  // Some days in order; now and then two are one.
  std::vector<std::string> days(int count) {
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) all.push_back(date());
    std::sort(all.begin(), all.end());
    return all;
  }

  void observations(const std::string& metric) {
    for (const std::string& day : days(dice_.below(5))) {
      entry(day, "observe " + metric + " " + std::to_string(dice_.from_to(5, 60)) + " bn USD");
    }
  }

  void history(const Thing& thing) {
    switch (thing.what) {
      case What::agreement: agreement_story(thing); break;
      case What::authority:
        if (dice_.percent(60)) {
          tell(thing, {dice_.word({"struck down", "struck down from the start", "lapsed"}), "restored",
                       dice_.word({"struck down", "lapsed"})});
        }
        break;
      case What::proposal: {
        std::vector<std::string> verbs;
        if (dice_.percent(50)) verbs.push_back("tabled by " + dice_.word({"US", "GB"}));
        if (dice_.percent(80))
          verbs.push_back("adopted");
        else
          verbs.push_back("withdrawn");
        tell(thing, verbs, true);
        break;
      }
      case What::measure: measure_story(thing); break;
      case What::provision: provision_story(thing); break;
    }
  }

  // The verbs on days in order, as many of them as the dice say.
  void tell(const Thing& thing, const std::vector<std::string>& verbs, bool to_the_end = false) {
    const int count =
        to_the_end ? static_cast<int>(verbs.size()) : dice_.from_to(1, static_cast<int>(verbs.size()));
    const std::vector<std::string> on = days(count);
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      std::string reference = thing.reference;
      if (!thing.members.empty() && dice_.percent(60)) reference += "[" + dice_.one_of(thing.members) + "]";
      entry(on[at], "event " + reference + " " + verbs[at]);
    }
  }

  void agreement_story(const Thing& thing) {
    for (const char* verb : {"signed", "ratified", "notified"}) {
      if (dice_.percent(25)) tell(thing, {verb});
      if (!dice_.percent(50)) continue;
      for (const std::string& party : thing.parties) {
        if (dice_.percent(75)) tell(thing, {verb + std::string(" by ") + party});
      }
    }
    if (dice_.percent(20)) tell(thing, {"launched", "concluded"});
    if (dice_.percent(75)) {
      std::vector<std::string> life = {dice_.percent(80) ? "in force" : "operative"};
      if (dice_.percent(25)) life.push_back("terminated");
      if (life.size() == 2 && dice_.percent(60)) life.push_back("in force");
      tell(thing, life, true);
    }
    if (dice_.percent(25)) tell(thing, {"suspended", "resumed", "suspended", "resumed"});
    if (dice_.percent(25)) {
      const std::string by = dice_.percent(70) ? " by " + dice_.one_of(thing.parties) : "";
      tell(thing, {"notice" + by, "notice withdrawn" + by, "notice" + by});
      if (dice_.percent(30)) tell(thing, {"notice by " + dice_.one_of(thing.parties)});
    }
  }

  void measure_story(const Thing& thing) {
    if (dice_.percent(25)) tell(thing, {dice_.word({"announced", "proposed"})});
    if (dice_.percent(60)) tell(thing, {"enacted"});
    if (dice_.percent(30)) tell(thing, {"suspended", "resumed", "suspended"});
    if (dice_.percent(15)) tell(thing, {"rescinded"});
  }

  void provision_story(const Thing& thing) {
    const std::string& kind = thing.kind;
    if (kind == "option") {
      if (!dice_.percent(60)) return;
      const std::string by = dice_.percent(50) ? " by " + dice_.one_of(thing.parties) : "";
      tell(thing, {"invoked" + by, "released", "invoked"});
      return;
    }
    if (kind == "milestone") {
      if (dice_.percent(50)) tell(thing, {"reached"});
      return;
    }
    if (kind == "target") return;
    if (dice_.percent(15)) tell(thing, {"announced"});
    if (dice_.percent(20)) tell(thing, {"suspended", "resumed", "suspended"});
    if (kind == "allowance" || kind == "control") {
      if (dice_.percent(20)) tell(thing, {dice_.word({"proposed", "enacted", "rescinded"})});
    } else {
      if (dice_.percent(60)) {
        std::vector<std::string> verbs;
        for (int i = 0; i < 3; ++i) {
          const std::string by = dice_.percent(60) ? " by " + dice_.one_of(thing.parties) : "";
          verbs.push_back(dice_.percent(60) ? "performed" + by : "breached");
        }
        tell(thing, verbs);
      }
      if (dice_.percent(10)) tell(thing, {"withdrawn"});
    }
    const std::string member = thing.members.empty() ? "" : "[" + dice_.one_of(thing.members) + "]";
    if (kind == "commitment") {
      for (const std::string& day : days(dice_.below(4))) {
        const std::string amount = is_of_metal(thing) ? dice_.word({"40 t", "30_000 kg", "3 lot", "61.5 t"})
                                                      : dice_.word({"1 bn USD", "3 bn USD", "2_500 mn USD"});
        entry(day, "progress " + thing.reference + member + " " + amount);
      }
    }
    if (kind == "concession" && dice_.percent(60)) {
      for (const std::string& day : days(dice_.below(6))) {
        entry(day, "enter " + dice_.word({"15 t", "40 t", "30_000 kg", "2 lot", "61.5 t"}) +
                       " from IN into US under " + thing.reference + member);
      }
    }
    if (kind == "allowance" && dice_.percent(60)) {
      for (const std::string& day : days(dice_.below(5))) {
        entry(day, "ship " + dice_.word({"10 K1", "8 K2", "3 K2", "60 TPP of K1"}) + " from US to IN under " +
                       thing.reference + member);
      }
    }
  }

  Dice dice_;
  WorkspaceStyle style_;
  RandomWorkspace workspace_;
  std::vector<Thing> things_;
  std::vector<Thing> additions_;
  std::vector<std::string> usual_days_;
  std::vector<std::string> metrics_;
  std::vector<std::pair<std::string, std::vector<std::string>>> groups_;
};

// -- brackets

bool word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// An index is glued to its name; a bracket is not.
std::size_t find_bracket(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    if (text[at] == '[' && (at == 0 || !word_character(text[at - 1]))) return at;
  }
  return std::string_view::npos;
}
std::size_t closing(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < text.size(); ++at) {
    if (text[at] == '[') ++depth;
    if (text[at] == ']' && --depth == 0) return at;
  }
  return text.size() - 1;
}

// The parties before the colon of an alternative, and the text after it.
std::pair<std::string, std::string> split_label(const std::string& alternative) {
  const std::size_t colon = alternative.find(": ");
  if (colon == std::string::npos) return {"", alternative};
  return {alternative.substr(0, colon), alternative.substr(colon + 2)};
}

bool mentions(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const bool starts = at == 0 || !word_character(text[at - 1]);
    const std::size_t end = at + name.size();
    if (starts && (end == text.size() || !word_character(text[end]))) return true;
  }
  return false;
}

// What the reading takes; nothing where a bracket stays open.
std::optional<std::string> read_by(std::string_view party, const std::string& text) {
  const std::size_t open = find_bracket(text, 0);
  if (open == std::string_view::npos) return text;
  const std::size_t close = closing(text, open);
  std::string inside = text.substr(open + 1, close - open - 1);
  std::optional<std::string> own;
  std::optional<std::string> unattributed;
  while (!party.empty() && !inside.empty()) {
    const std::size_t bar = inside.find(" | ");
    const auto [label, value] = split_label(inside.substr(0, bar));
    if (label.empty()) unattributed = value;
    if (mentions(label, party)) own = value;
    inside = bar == std::string::npos ? "" : inside.substr(bar + 3);
  }
  if (!own) own = unattributed;
  if (!own) return std::nullopt;
  return text.substr(0, open) + *own + text.substr(close + 1);
}

// The head of a provision under a bracket of its own: `[IN] concession p0`.
std::optional<std::string> head_read_by(std::string_view party, const std::string& head) {
  if (head[0] != '[') return head;
  const std::size_t close = head.find(']');
  const std::string label = head.substr(1, close - 1);
  const bool taken = !party.empty() && (label.empty() || mentions(label, party));
  if (!taken) return std::nullopt;
  return head.substr(close + 2);
}

void write(std::ostream& out, const Block& block, const std::string& indent) {
  out << indent << block.head;
  if (block.needed.empty() && block.properties.empty() && block.inner.empty() &&
      block.head.find(" = ") != std::string::npos) {
    out << '\n';
    return;
  }
  if (block.head.starts_with("metric ") || block.head.starts_with("presume ") ||
      block.head.starts_with("complete ")) {
    out << '\n';
    return;
  }
  out << " {\n";
  for (const std::string& line : block.needed) out << indent << "  " << line << '\n';
  for (const std::string& line : block.properties) out << indent << "  " << line << '\n';
  for (const Block& inner : block.inner) write(out, inner, indent + "  ");
  out << indent << "}\n";
}

// What a reading leaves of a declaration. An agreement loses the open property. Anything else is never in
// effect, and what it says of being reached counts for nothing; but what is delivered and used under it is
// held against the amounts that are not open themselves.
Block block_read_by(std::string_view party, const Block& block) {
  Block read = block;
  read.properties.clear();
  const std::optional<std::string> head = head_read_by(party, block.head);
  read.head = head ? *head : block.head.substr(block.head.find(']') + 2);
  bool open = !head;
  const auto begins = [](const std::string& line, const char* word) { return line.find(word) == 0; };
  for (const std::string& line : block.properties) {
    const std::optional<std::string> as_read = read_by(party, line);
    if (as_read) read.properties.push_back(*as_read);
    if (as_read) continue;
    open = true;
    // A limit that is not agreed is as good as one that nobody reaches; what is agreed beside it stands.
    if (begins(line, "tariff")) {
      const std::size_t bracket = find_bracket(line, 0);
      std::string rest = line.substr(closing(line, bracket) + 1);
      read.properties.push_back(line.substr(0, bracket) + "9_999_999 t" +
                                rest.substr(0, rest.find(", then set 3%")));
    }
  }
  for (std::string& line : read.needed) {
    const std::optional<std::string> as_read = read_by(party, line);
    if (!as_read) open = true;
    const bool in_money = line.find("USD") != std::string::npos;
    if (as_read) {
      line = *as_read;
    } else if (begins(line, "deliver")) {
      line = in_money ? "deliver 9_999 bn USD by 2025-12-31" : "deliver 9_999_999 t by 2025-12-31";
    }
  }
  if (open && !begins(read.head, "agreement") && !begins(read.head, "proposal")) {
    // What it rests on it still rests on: a ring stays a ring.
    for (std::string& line : read.properties) {
      if (begins(line, "once")) line = "while" + line.substr(4);
    }
    read.properties.push_back("while after 2025-12-31 and before 2025-01-01");
    for (std::string& line : read.needed) {
      if (begins(line, "reaches")) line = "reaches " + line.substr(8, 2) + " >= 9_999 bn USD by 2025-12-31";
    }
  }
  for (Block& inner : read.inner) inner = block_read_by(party, inner);
  return read;
}

// -- leaving out

// What cannot do without a name that is left out goes too, and takes its own name along.
void leave_out(RandomWorkspace& workspace, std::vector<std::string> names) {
  const auto named = [&](const std::string& text) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return mentions(text, name); });
  };
  const auto gone = [&](const Block& block) {
    return named(block.name) || std::any_of(block.needed.begin(), block.needed.end(), named);
  };
  for (std::size_t known = 0; known != names.size();) {
    known = names.size();
    for (const Block& block : workspace.blocks) {
      for (const Block& inner : block.inner) {
        if (gone(inner) && !named(inner.name)) names.push_back(inner.name);
      }
      if (!gone(block) || named(block.name)) continue;
      names.push_back(block.name);
      // A proposal that goes takes what it adds, not what it replaces.
      for (const Block& inner : block.inner) {
        if (inner.head.find("replace ") != 0) names.push_back(inner.name);
      }
    }
  }
  std::erase_if(workspace.blocks, gone);
  for (Block& block : workspace.blocks) {
    std::erase_if(block.properties, named);
    std::erase_if(block.inner, gone);
    for (Block& inner : block.inner) std::erase_if(inner.properties, named);
  }
  std::erase_if(workspace.entries, named);
}

}  // namespace

std::string RandomWorkspace::text() const {
  std::ostringstream out;
  for (const Block& block : blocks) write(out, block, "");
  for (const std::string& entry : entries) out << entry << '\n';
  return out.str();
}

std::string RandomWorkspace::text_as_read_by(std::string_view party) const {
  RandomWorkspace read = *this;
  for (Block& block : read.blocks) block = block_read_by(party, block);
  return read.text();
}

std::vector<RandomWorkspace> RandomWorkspace::smaller() const {
  std::vector<RandomWorkspace> all;
  const auto without = [&](const auto& change) {
    RandomWorkspace less = *this;
    change(less);
    all.push_back(std::move(less));
  };
  for (const Block& block : blocks) {
    std::vector<std::string> names = {block.name};
    for (const Block& inner : block.inner) {
      if (inner.head.find("replace ") != 0) names.push_back(inner.name);
    }
    without([&](RandomWorkspace& less) { leave_out(less, names); });
  }
  if (entries.size() > 3) {
    without([&](RandomWorkspace& less) { less.entries.resize(entries.size() / 2); });
    without([&](RandomWorkspace& less) {
      less.entries.erase(less.entries.begin(),
                         less.entries.begin() + static_cast<std::ptrdiff_t>(entries.size() / 2));
    });
  }
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    for (std::size_t i = 0; i < blocks[b].inner.size(); ++i) {
      if (blocks[b].inner[i].head.find("replace ") == 0) {
        without([&](RandomWorkspace& less) {
          less.blocks[b].inner.erase(less.blocks[b].inner.begin() + static_cast<std::ptrdiff_t>(i));
        });
      } else {
        without([&](RandomWorkspace& less) { leave_out(less, {blocks[b].inner[i].name}); });
      }
    }
  }
  const auto each_property = [&](const Block& block, const auto& find) {
    for (std::size_t i = 0; i < block.properties.size(); ++i) {
      without([&](RandomWorkspace& less) {
        std::vector<std::string>& properties = find(less).properties;
        properties.erase(properties.begin() + static_cast<std::ptrdiff_t>(i));
      });
    }
  };
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    each_property(blocks[b], [&](RandomWorkspace& less) -> Block& { return less.blocks[b]; });
    for (std::size_t i = 0; i < blocks[b].inner.size(); ++i) {
      each_property(blocks[b].inner[i],
                    [&](RandomWorkspace& less) -> Block& { return less.blocks[b].inner[i]; });
    }
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    without([&](RandomWorkspace& less) {
      less.entries.erase(less.entries.begin() + static_cast<std::ptrdiff_t>(i));
    });
  }
  return all;
}

RandomWorkspace make_workspace(std::uint64_t seed, const WorkspaceStyle& style) {
  return Author(seed, style).write();
}

rc::Gen<RandomWorkspace> any_workspace(const WorkspaceStyle& style) {
  const auto seeds =
      rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
  const auto workspaces =
      rc::gen::map(seeds, [style](std::uint64_t seed) { return make_workspace(seed, style); });
  return rc::gen::shrink(workspaces, [](const RandomWorkspace& workspace) {
    return rc::seq::fromContainer(workspace.smaller());
  });
}

std::string failure_of(const std::string& name, int successes, const rc::detail::Property& property) {
  struct Silent : rc::detail::TestListener {
    void onTestCaseFinished(const rc::detail::CaseDescription& /*description*/) override {}
    void onShrinkTried(const rc::detail::CaseDescription& /*shrink*/, bool /*accepted*/) override {}
    void onTestFinished(const rc::detail::TestMetadata& /*metadata*/,
                        const rc::detail::TestResult& /*result*/) override {}
  } silent;
  rc::detail::Configuration configuration;
  configuration.testParams.seed = 20250508;
  configuration.testParams.maxSuccess = successes;
  if (const char* parameters = std::getenv("RC_PARAMS")) {
    configuration = rc::detail::configFromString(parameters, configuration);
  }
  const rc::detail::TestResult result =
      rc::detail::checkProperty(property, {name, name}, configuration.testParams, silent);
  std::ostringstream report;
  if (result.is<rc::detail::SuccessResult>()) {
    if (!result.get<rc::detail::SuccessResult>().distribution.empty()) {
      rc::detail::printResultMessage(result, report);
      std::cout << "- " << name << '\n' << report.str() << '\n';
    }
    return {};
  }
  rc::detail::printResultMessage(result, report);
  return report.str();
}

}  // namespace quid::tests
