// How random rules are made to meet. Few parties, few codes, chapters nested in one another, and every kind
// of thing named in several ways: itself, through a group, through a bloc, through a product. Amounts are
// small and come in few sizes, so that quotas fill and rates tie. What a rule names (a measure to be exempt
// from, a quota to count toward) stands before it in the text.
#include "tests/random_treatments.hpp"

#include <algorithm>
#include <functional>

#include "core/values/date.hpp"

namespace quid::tests {

namespace {

using Block = RandomWorkspace::Block;

constexpr const char* metals = "t";  // what quotas of metal count

class TreatmentAuthor {
 public:
  TreatmentAuthor(std::uint64_t seed, Spelling spelling) : dice_(seed), spelling_(spelling) {}

  RandomWorkspace write() {
    for (int i = 0; i < 8; ++i) days_.push_back(to_string(make_date(2025, 1, 1) + dice_.below(500)));
    days_.push_back("2025-04-01");
    days_.push_back("2026-01-01");
    definitions();
    rates();
    const int measures = dice_.from_to(1, 4);
    for (int i = 0; i < measures; ++i) measure("m" + std::to_string(i));
    if (measures > 1 && dice_.percent(40)) first_of(measures);
    const int deals = dice_.from_to(1, 2);
    for (int i = 0; i < deals; ++i) deal("d" + std::to_string(i));
    for (int i = dice_.below(4); i > 0; --i) claim();
    return std::move(workspace_);
  }

 private:
  // A provision that entries may name.
  struct Quota {
    std::string reference;
    std::vector<std::string> members;
    std::string unit;
    bool is_export = false;
    bool is_single = false;  // one limited band, and the first
  };

  std::string day() { return dice_.one_of(days_); }
  std::string percent() { return dice_.word({"0%", "2.5%", "5%", "10%", "10%", "15%", "25%", "40%"}); }

  void declare(const std::string& name, const std::string& head, std::vector<std::string> needed) {
    workspace_.blocks.push_back({name, head, std::move(needed), {}, {}});
  }

  void definitions() {
    declare("lot", "unit lot = 20 t", {});
    declare("q0", "metric q0 in t", {});
    declare("ASIA", "party ASIA \"A bloc\"", {"members IN, JP"});
    declare("g0", "group g0", {"GB, IN until " + day()});
    declare("g1", "group g1", {"g0, FR from " + day()});
    declare("g2", "group g2", {dice_.percent(50) ? "EU, JP" : "all except g0"});
    declare("x0", "entity x0", {"in IN", "headquarters IN"});
    declare("x1", "entity x1", {"in GB", "headquarters US", "parent x0"});
    declare("x2", "entity x2", {"in FR", "headquarters FR", "parent x1"});
    declare("x3", "entity x3", {"in JP", "headquarters JP"});
    declare("e0", "group e0", {"x1, x2 from " + day()});
    declare("K1", "chip K1", {"tpp 5 TPP", "bandwidth 100 GB/s", "density 2", "eccn none", "hs 8471.80"});
    declare("K2", "chip K2", {"tpp 20 TPP", "bandwidth 300 GB/s", "density 4", "eccn 3A090.a", "hs 8542.31"});
    declare("K3", "chip K3", {"tpp 40 TPP", "bandwidth 300 GB/s", "density 3", "eccn 3A090.b", "hs 8542.31"});
    declare("s0", "product s0", {"hs 72, 7301.10 except hs 7204"});
    declare("s1", "product s1", {dice_.percent(50) ? "s0, hs 76" : "hs 72, 76 except s0"});
    declare("s4", "product s4", {"s0, hs 73 except hs 7301.20"});
    declare("s5", "product s5", {"s4 except hs 7301"});
    declare("s6", "product s6", {"s0, s7"});
    declare("s7", "product s7", {"hs 72 except hs 7204.90, hs 7205"});
    declare("s2", "product s2", {"chips where tpp >= 10 TPP"});
    declare("s3", "product s3", {"eccn 3A090 except K3"});
    for (const char* presumed : {"share0 40%", "end-use \"a\"", "zone IN", "loaded 2025-05-31"}) {
      const std::string head = std::string("presume ") + presumed;
      if (dice_.percent(25)) declare(head, head, {});
    }
    for (const char* name : {"a0", "a1"}) {
      declare(name, std::string("authority ") + name, {"by US"});
      authorities_.push_back(name);
      if (!dice_.percent(30)) continue;
      const std::string fall = day();
      workspace_.entries.push_back(fall + " event " + name + " struck down");
      const std::string again = day();
      if (again > fall) workspace_.entries.push_back(again + " event " + name + " restored");
    }
    std::vector<std::string> observed = {day(), day()};
    std::sort(observed.begin(), observed.end());
    for (const std::string& each : observed) {
      if (dice_.percent(70))
        workspace_.entries.push_back(each + " observe q0 " + dice_.word({"60 t", "2 lot", "120 t"}));
    }
  }

  // -- goods

  std::string codes() {
    const std::string code = dice_.word({"72", "72", "7204", "7204.10", "7301.10", "76"});
    return dice_.percent(25) ? code + ", " + dice_.word({"7301", "76", "7205"}) : code;
  }

  std::string metal_goods() {
    switch (dice_.below(9)) {
      case 8: return dice_.word({"s4", "s5", "s6", "s7"});
      case 0: return "all goods";
      case 1: return "s0";
      case 2: return "s1";
      case 3: return "hs 72 except hs 7204";
      case 4: return "all goods except s0";
      default: return "hs " + codes();
    }
  }

  std::string chip_goods() {
    switch (dice_.below(10)) {
      case 0: return "all goods";
      case 1: return "chips";
      case 2: return "chips where tpp >= 10 TPP and density < 3.5";
      case 3: return "chips where bandwidth >= 300 GB/s";
      case 4: return "K1, K2";
      case 5: return "K2";
      case 6: return "eccn 3A090";
      case 7: return dice_.word({"s2", "s3"});
      case 8: return "s2 except K2";
      default: return "hs 8542";
    }
  }

  // -- tests

  std::string test(bool is_export, int depth) {
    if (depth > 0 && dice_.percent(20)) return "not " + test(is_export, 0);
    if (depth > 0 && dice_.percent(20))
      return test(is_export, 0) + dice_.word({" and ", " or "}) + test(is_export, 0);
    if (is_export && dice_.percent(70)) {
      return dice_.word({"headquarters in g0", "ultimate-parent in g1", "consignee is x1", "consignee in e0",
                         "location in g2", "parent is x0", "quantity >= 100 TPP", "tpp >= 10 TPP",
                         "eccn is none"});
    }
    return dice_.word({"share0 >= 40%", "share0 < 40%", "end-use is \"a\"", "zone in g0",
                       "loaded before 2025-06-01", "entered after 2025-09-01", "entered before 2026-02-01"});
  }
  std::string perhaps_where(bool is_export) {
    return dice_.percent(25) ? " where " + test(is_export, 1) : "";
  }

  // -- quotas

  std::string amount(int factor, const std::string& unit) {
    const int times = dice_.from_to(1, 4) * factor;
    if (unit == "lot") return std::to_string(times) + " lot";
    return std::to_string(times * 20) + " " + unit;
  }

  std::string basis() {
    const std::string often = dice_.word({"per year", "per year", "per quarter", "per month", "in all",
                                          "per 2025-Q2..2025-Q4", "per 2025-03..2025-08"});
    return often + (dice_.percent(20) ? dice_.word({" per consignee", " per parent"}) : "");
  }

  // `WORD up to LIMIT, then WORD`; what it gives is said by `word`.
  std::string bands(const std::function<std::string()>& word, const std::string& unit, Quota& quota,
                    const std::string& end = "") {
    if (dice_.percent(55)) return word();
    const std::string per = basis();
    quota.unit = unit;
    quota.is_single = true;  // until another limit follows
    const bool quarterly = per.find("per quarter") == 0;
    std::string text = word() + " up to ";
    const bool is_share = unit == metals && dice_.percent(10);
    text += is_share ? dice_.word({"50% of q0", "2.5 x q0"})
                     : amount(1, unit == metals && dice_.percent(15) ? "lot" : unit);
    text += " " + per;
    const bool excepted = dice_.percent(30);
    if (excepted) {
      text += " (" + amount(1, unit) + " in " + dice_.word({"2025", "2025-Q2", "2025-Q3"});
      text += dice_.percent(40) ? ", " + amount(1, unit) + " in 2025-05)" : ")";
    }
    if (quarterly && !excepted && !is_share && dice_.percent(60)) text += " carrying Q1 to Q3, Q2 to Q4";
    const bool plain = !excepted && !is_share && text.find("carrying") == std::string::npos;
    if (plain && dice_.percent(30)) {
      text += ", then " + word() + " up to " + amount(10, unit) + " " + per;
      quota.is_single = false;
    }
    if (dice_.percent(70)) text += ", then " + (end.empty() ? word() : end);
    return text;
  }

  // -- treatments

  std::string charge_word(const std::vector<std::string>& words) {
    const std::string word = dice_.one_of(words);
    if (word == "add") {
      if (dice_.percent(10)) return "add 10% of share0";
      if (dice_.percent(20)) return "add to " + percent();
      if (dice_.percent(8)) return "add 12 USD per 100 kg";
      return "add " + percent();
    }
    if (word == "set" && dice_.percent(8)) return "set 30 USD per 1 t";
    if (word == "set" || word == "cap") return word + " " + percent();
    if (word == "limit") return "limit " + target(false) + " to " + percent();
    if (word == "exempt") return "exempt from " + target(true);
    return word;
  }
  std::string target(bool with_authorities) {
    std::vector<std::string> all = charging_;
    if (with_authorities || all.empty()) all.insert(all.end(), authorities_.begin(), authorities_.end());
    return dice_.one_of(all);
  }

  std::string origins() {
    if (dice_.percent(50)) return "";
    return " from " + dice_.word({"GB", "IN", "FR", "EU", "ASIA", "g0", "g1", "g2", "g0, FR", "IN, EU"});
  }

  std::string tariff(const std::vector<std::string>& words, Quota& quota) {
    const bool chips = dice_.percent(15);
    const std::string goods = chips ? chip_goods() : metal_goods();
    const std::string unit = chips               ? dice_.word({"TPP", "units", "K2"})
                             : dice_.percent(15) ? "vehicles"
                                                 : metals;
    const bool prohibits = dice_.percent(8);
    const std::string said =
        bands([&] { return prohibits && dice_.percent(60) ? "prohibit" : charge_word(words); }, unit, quota,
              dice_.percent(6) ? "prohibit" : "");
    return "tariff on " + goods + origins() + ": " + said + perhaps_where(false);
  }

  std::string export_word() {
    return dice_.word({"allow", "allow", "notify", "license presumed approved", "license",
                       "license presumed denied", "deny", "deny",
                       dice_.percent(30) ? "prohibit" : "license"});
  }
  std::string export_(Quota& quota) {
    const std::string goods = chip_goods();
    const std::string to =
        dice_.percent(30) ? " to " + dice_.word({"IN", "EU", "g0", "g1, JP", "FR, ASIA"}) : "";
    const std::string said =
        bands([&] { return export_word(); }, dice_.word({"TPP", "TPP", "units", "K2"}), quota);
    const std::string from = dice_.percent(10) ? dice_.word({" from US", " from GB", " from EU, US"}) : "";
    return "export of " + goods + from + to + ": " + said + perhaps_where(true);
  }

  // -- who gives it

  // What is said to be complete.
  void claim() {
    const bool is_export = dice_.percent(50);
    std::string line =
        is_export ? "complete export of " + chip_goods() : "complete tariff on " + metal_goods();
    if (dice_.percent(40)) {
      line += is_export ? " to " : " from ";
      line += dice_.word({"IN", "EU", "g0", "g1, JP", "FR, ASIA"});
    }
    std::vector<std::string> on = {day(), day()};
    std::sort(on.begin(), on.end());
    line += " by " + dice_.word({"US", "US", "EU", "US, GB"}) + " from " + on[0];
    if (dice_.percent(50)) line += " through " + on[1];
    line += " source \"S\"";
    declare(line, line, {});
  }

  void window(Block& block) {
    if (dice_.percent(35)) block.properties.push_back("from " + day());
    if (dice_.percent(25)) block.properties.push_back("through " + day());
  }

  void rates() {
    Block block{"mfn", "measure mfn", {"by " + dice_.word({"US", "US", "US", "EU"})}, {}, {}};
    const int lines = dice_.from_to(1, 4);
    for (int i = 0; i < lines; ++i) {
      std::string rate = "base " + percent();
      if (dice_.percent(15)) rate += " + 48 USD per 100 kg";
      if (dice_.percent(10)) rate = "base 20 USD per 1 t";
      block.properties.push_back("tariff on " + metal_goods() + origins() + ": " + rate);
    }
    if (dice_.percent(25)) block.properties.push_back("from " + day());
    workspace_.blocks.push_back(std::move(block));
  }

  void measure(const std::string& name) {
    Block block{name, "measure " + name, {"by " + dice_.word({"US", "US", "US", "US", "EU"})}, {}, {}};
    if (dice_.percent(40)) block.properties.push_back("under " + dice_.one_of(authorities_));
    if (dice_.percent(35) && !charging_.empty()) block.properties.push_back("yields to " + target(true));
    const int treatments = dice_.from_to(0, 3);
    Quota own{name, {}, {}, false, false};
    std::vector<std::string> names = {name};
    for (int i = 0; i < treatments; ++i) {
      const bool is_export = dice_.percent(30);
      Quota quota{name, {}, {}, is_export, false};
      block.properties.push_back(is_export ? export_(quota)
                                           : tariff({"add", "add", "add", "add", "cap"}, quota));
      if (!quota.unit.empty()) own = quota;
    }
    uses(own);
    const int provisions = dice_.from_to(treatments == 0 ? 1 : 0, 2);
    for (int i = 0; i < provisions; ++i) {
      const std::string inner = "p" + std::to_string(number_++);
      const std::string kind = dice_.word({"concession", "control", "allowance", "control"});
      Block provision{inner, kind + " " + inner, {}, {}, {}};
      body(provision, name, kind, {"add", "add", "exempt", "limit", "cap"});
      if (kind == "concession" && provision.needed.empty()) names.push_back(name + "." + inner);
      block.inner.push_back(std::move(provision));
    }
    window(block);
    if (dice_.percent(25)) apply_where(test(false, 1), block);
    workspace_.blocks.push_back(std::move(block));
    charging_.insert(charging_.end(), names.begin(), names.end());
    if (dice_.percent(15)) suspend(name);
  }

  // Some of the measures in a random order, and perhaps an authority before them; or each yields to those before.
  void first_of(int measures) {
    std::vector<std::string> order;
    for (int i = 0; i < measures; ++i) order.push_back("m" + std::to_string(i));
    for (int i = measures - 1; i > 0; --i)
      std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(dice_.below(i + 1))]);
    if (dice_.percent(40)) order.insert(order.begin(), dice_.one_of(authorities_));
    if (spelling_ == Spelling::as_written) {
      Block set{"first of", "first of", {}, {}, {}};
      std::string list;
      for (const std::string& each : order) list += (list.empty() ? "" : ", ") + each;
      set.properties.push_back(list);
      workspace_.blocks.push_back(std::move(set));
      return;
    }
    for (std::size_t later = 1; later < order.size(); ++later) {
      for (Block& block : workspace_.blocks) {
        if (block.name != order[later]) continue;
        for (std::size_t i = 0; i < later; ++i) block.properties.push_back("yields to " + order[i]);
      }
    }
  }

  // What the whole measure applies to, once for all of it or on each line.
  void apply_where(const std::string& test, Block& measure) {
    if (spelling_ == Spelling::as_written) {
      measure.properties.insert(measure.properties.begin(), "applies where " + test);
      return;
    }
    add_where(test, measure);
    for (Block& provision : measure.inner) add_where(test, provision);
  }

  static void add_where(const std::string& test, Block& block) {
    for (std::string& line : block.properties) {
      if (!line.starts_with("tariff") && !line.starts_with("export")) continue;
      // In front of the colon `where` speaks of chips.
      const std::size_t where = line.find(" where ", line.find(": "));
      if (where == std::string::npos) {
        line += " where " + test;
      } else {
        line = line.substr(0, where) + " where (" + test + ") and (" + line.substr(where + 7) + ")";
      }
    }
  }

  void suspend(const std::string& reference) {
    std::vector<std::string> on = {day(), day()};
    std::sort(on.begin(), on.end());
    workspace_.entries.push_back(on[0] + " event " + reference + " suspended");
    if (on[0] < on[1]) workspace_.entries.push_back(on[1] + " event " + reference + " resumed");
  }

  void deal(const std::string& name) {
    Block block{name, "agreement " + name, {"parties US, GB, IN, EU, JP"}, {"in force " + day()}, {}};
    const int provisions = dice_.from_to(1, 5);
    for (int i = 0; i < provisions; ++i) {
      const std::string inner = "p" + std::to_string(number_++);
      const std::string kind = dice_.word({"concession", "concession", "concession", "allowance", "control"});
      Block provision{inner, kind + " " + inner, {}, {}, {}};
      provision.needed.push_back("by " + dice_.word({"US", "US", "US", "US", "EU"}));
      if (dice_.percent(25))
        provision.needed.push_back("to " + dice_.word({"IN", "g0", "g1", "EU", "all", "GB, ASIA"}));
      body(provision, name, kind,
           {"set", "set", "set", "cut", "exempt", "exempt", "limit", "cap", "add", "base", "prohibit"});
      block.inner.push_back(std::move(provision));
    }
    workspace_.blocks.push_back(std::move(block));
  }

  void body(Block& provision, const std::string& holder, const std::string& kind,
            const std::vector<std::string>& words) {
    const bool is_export = kind != "concession";
    Quota quota{holder + "." + provision.name, {}, {}, is_export, false};
    const bool has_receiver = provision.needed.size() > 1;
    if (!has_receiver && dice_.percent(15)) {
      const bool entities = is_export ? dice_.percent(60) : dice_.percent(20);
      provision.needed.push_back(entities ? "to each e0" : "to each g0");
      quota.members = entities ? std::vector<std::string>{"x1", "x2"} : std::vector<std::string>{"GB", "IN"};
    } else if (!has_receiver && holder[0] == 'm' && is_export && dice_.percent(50)) {
      provision.needed.push_back("to " + dice_.word({"IN", "g0", "g2", "EU, ASIA", "all"}));
    }
    if (is_export) {
      provision.properties.push_back(export_(quota));
    } else if (dice_.one_of(words) == "cut") {
      provision.properties.push_back("tariff on " + metal_goods() + origins() + ": cut to " +
                                     dice_.word({"0%", "1%", "5%", "10%"}) + " in " +
                                     dice_.word({"1", "2", "3", "4"}) + " annual steps");
    } else {
      std::vector<std::string> plain = words;
      std::erase(plain, "cut");
      std::erase(plain, "prohibit");
      if (dice_.percent(4))
        provision.properties.push_back("tariff on " + metal_goods() + origins() + ": prohibit");
      else
        provision.properties.push_back(tariff(plain, quota));
    }
    window(provision);
    if (dice_.percent(15) && quota.members.empty()) suspend(quota.reference);
    if (quota.unit.empty()) return;
    for (const Quota& other : quotas_) {
      const bool fits = other.unit == quota.unit && other.is_single && other.members.empty() &&
                        other.is_export == quota.is_export;
      if (!fits || !dice_.percent(30)) continue;
      provision.properties.push_back("counts toward " + other.reference);
      break;
    }
    uses(quota);
  }

  void uses(const Quota& quota) {
    if (quota.unit.empty()) return;
    quotas_.push_back(quota);
    const int count = dice_.below(5);
    for (int i = 0; i < count; ++i) {
      std::string amount = dice_.word({"10 t", "20 t", "35 t", "1 lot", "40_000 kg"});
      if (quota.unit == "vehicles") amount = dice_.word({"10 vehicles", "20 vehicles", "35 vehicles"});
      if (quota.unit == "K2") amount = dice_.word({"1 K2", "3 K2", "8 K2", "30 K2"});
      if (quota.unit == "TPP" || quota.unit == "units") amount = dice_.word({"2 K1", "1 K2", "3 K3", "8 K1"});
      std::string line = day() + (quota.is_export ? " ship " : " enter ") + amount;
      line += quota.is_export ? " from US to IN" : " from IN into US";
      line += " under " + quota.reference;
      if (!quota.members.empty()) line += "[" + dice_.one_of(quota.members) + "]";
      if (dice_.percent(60)) line += " consignee " + dice_.word({"x0", "x1", "x2", "x3"});
      if (dice_.percent(10)) line += " effective " + day();
      workspace_.entries.push_back(line);
    }
  }

  Dice dice_;
  Spelling spelling_;
  RandomWorkspace workspace_;
  std::vector<std::string> days_;
  std::vector<std::string> authorities_;
  std::vector<std::string> charging_;  // what an exemption can name
  std::vector<Quota> quotas_;
  int number_ = 0;
};

// The days that the text names.
std::vector<std::string> days_in(const std::string& text) {
  std::vector<std::string> days = {"2025-01-01", "2025-07-01", "2026-01-01", "2027-02-03"};
  for (std::size_t at = text.find("202"); at != std::string::npos; at = text.find("202", at + 1)) {
    const std::string word = text.substr(at, 10);
    if (parse_date(word)) days.push_back(word);
  }
  return days;
}

}  // namespace

RandomWorkspace make_treatments(std::uint64_t seed, Spelling spelling) {
  return TreatmentAuthor(seed, spelling).write();
}

rc::Gen<RandomWorkspace> any_treatments() {
  const auto seeds =
      rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
  return rc::gen::shrink(
      rc::gen::map(seeds, [](std::uint64_t seed) { return make_treatments(seed); }),
      [](const RandomWorkspace& workspace) { return rc::seq::fromContainer(workspace.smaller()); });
}

std::string many_fact(int number) {
  return "f" + std::to_string(number);
}

std::string make_many_facts(Dice& dice, int facts) {
  std::string text = "chip K1 { tpp 5 TPP }\n";
  const auto rule = [&](const std::string& name, bool is_export, const std::string& where) {
    if (is_export) {
      text +=
          "measure " + name + " { by US  export of K1: " + dice.word({"deny", "deny", "license", "notify"});
    } else {
      text += "measure " + name + " { by US  tariff on hs 87: " +
              dice.word({"add 1%", "add 1%", "add 5%", "cap 3%", "set 2%", "cap 20%", "prohibit"});
    }
    text += where + " }\n";
  };
  for (int i = 0; i < facts; ++i) {
    const std::string where = " where " + many_fact(i) + " is \"x\"";
    rule("t" + std::to_string(i), false, where);
    rule("e" + std::to_string(i), true, where);
  }
  text += "measure z { by US  tariff on hs 87: base 2.5%\n";
  if (dice.percent(50))
    text += "tariff on hs 87: " + dice.word({"set 0%", "cap 0%", "prohibit", "set 1%"}) + "\n";
  if (dice.percent(50)) text += "export of K1: " + dice.word({"deny", "prohibit", "license"}) + "\n";
  return text + "}\n";
}

std::vector<std::string> values_of(const std::string& fact) {
  if (fact == "share0") return {"0%", "39%", "40%", "100%"};
  if (fact == "end-use") return {"a", "b"};
  if (fact == "zone") return {"GB", "IN", "JP", "FR"};
  if (fact == "loaded") return {"2025-05-31", "2025-06-01"};
  if (fact == "eccn") return {"none", "none", "3A090.a"};
  if (fact == "consignee") return {"x0", "x1", "x2", "x3"};
  return {};
}

std::vector<std::string> all_codes() {
  return {"7204.10", "7204.50", "7204.90", "7205.10", "7299.90", "7301.10",
          "7301.20", "7301.90", "7399.90", "7601.00", "0201.10"};
}

std::vector<std::string> codes_under(const std::string& goods) {
  if (goods == "72") return {"7204.10", "7204.50", "7204.90", "7205.10", "7299.90"};
  if (goods == "7204") return {"7204.10", "7204.50", "7204.90"};
  if (goods == "73") return {"7301.10", "7301.20", "7301.90", "7399.90"};
  return {};
}

RandomQuestion make_question(Dice& dice, const std::string& text) {
  RandomQuestion question;
  question.is_export = dice.percent(40);
  const Date day = *parse_date(dice.one_of(days_in(text))) + dice.from_to(-1, 1);
  question.on = to_string(day);
  const bool chip = question.is_export || dice.percent(15);
  question.goods =
      chip ? dice.word({"K1", "K2", "K3"})
           : dice.word({"7204.10", "7204.10", "7205.10", "7301.10", "7301.20", "7601.00", "0201.10"});
  const std::string other = dice.word({"GB", "IN", "FR", "JP", "EU", "KR"});
  const std::string giver = dice.word({"US", "US", "US", "US", "DE", "GB"});
  question.from = question.is_export ? (dice.percent(15) ? "" : giver) : other;
  question.to = question.is_export ? other : giver;
  question.consignee = dice.word({"x0", "x1", "x2", "x3"});
  if (dice.percent(70)) {
    question.quantity = chip ? dice.word({"1 ", "3 ", "8 ", "30 "}) + question.goods
                             : dice.word({"5 t", "20 t", "65 t", "400 t", "90_000 kg", "3 lot"});
    if (dice.percent(15))
      question.quantity = dice.word({"7", "30", "30 vehicles", "30 units", "20 t", "30 K3"});
    question.value = dice.word({"1_000 USD", "20_000 USD", "300_000 USD"});
  }
  for (const char* fact : {"share0", "end-use", "zone", "loaded"}) {
    question.facts.emplace_back(fact, dice.one_of(values_of(fact)));
  }
  if (!chip) question.facts.emplace_back("eccn", dice.one_of(values_of("eccn")));
  return question;
}

std::string RandomQuestion::in_words() const {
  std::string text =
      on + ": " + (is_export ? "export of " : "tariff on ") + goods + " from " + from + " to " + to;
  text += " consignee " + consignee;
  if (!quantity.empty()) text += ", " + quantity + " worth " + value;
  for (const auto& [fact, said] : facts) text += ", " + fact + " " + said;
  return text;
}

}  // namespace quid::tests
