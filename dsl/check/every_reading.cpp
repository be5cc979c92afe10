// What is wrong with the text in other readings than the one that was looked at.
//
// The idea in one sentence: deals that bear on one another are read by one party at a time, and deals that do not
// are read side by side, so that as many passes do as the brackets of one such circle of deals have readers.
//
// A reading takes the texts of one party in all brackets, so there are as many readings as parties, and not as
// there are ways to settle the brackets. A party that no bracket names reads like every other such party: that is
// the first pass. On the way it notes, of every text of every bracket, which deal refers to which and who is
// named. Pass `k` then reads each circle as its `k`-th reader.
//
// A circle is what one error can be about. Rings lie in deals that refer to one another in a ring: a strong
// component. What is wrong with a value, with a band or with an entry lies in one deal. Ordinary rates of one
// importer are compared across deals, and the days on which a rate begins are worked out from all that its deal
// refers to: these are joined as well.
//
// Costs: a lowering, a World and the rules below for each pass. A circle with more readers than `most_readers` is
// not looked at for all of them, and a finding says so.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "core/states/components.hpp"
#include "dsl/check/rules.hpp"
#include "dsl/lower/lower.hpp"

namespace quid::dsl {

namespace {

constexpr std::size_t most_readers = 64;

class EveryReading {
 public:
  EveryReading(const Sources& sources, const Syntax& syntax, const Compilation& read)
      : sources_(sources), syntax_(syntax), symbols_(read.symbols) {}

  // Without those that are in `known` already: of the same kind, at the same place.
  Diagnostics find(const Diagnostics& known) {
    for (const Diagnostic& each : known) known_.push_back(rank(each));
    std::sort(known_.begin(), known_.end());
    Bearings bearings;
    read_as({}, nobody(), &bearings);
    for (std::size_t pass = 0; pass < most_readers; ++pass) {
      std::vector<PartyId> readers(symbols_.deals.size());
      bool any = false;
      for (std::uint32_t deal = 0; deal < symbols_.deals.size(); ++deal) {
        const std::vector<Side>& all = sides_[circles_.of[deal]];
        readers[deal] = pass < all.size() ? all[pass][0] : nobody();
        any = any || pass < all.size();
      }
      if (!any) break;
      read_as(std::move(readers), nobody(), nullptr);
    }
    for (Found& each : found_) {
      each.finding.notes.push_back("not in the agreed text, but as " + a_few(each.readers) +
                                   (each.readers.size() == 1 ? " reads it" : " read it"));
      result_.push_back(std::move(each.finding));
    }
    say_what_was_left_out(bearings);
    return std::move(result_);
  }

 private:
  // Parties that read alike.
  using Side = std::vector<PartyId>;
  struct Found {
    Diagnostic finding;
    std::vector<std::string> readers;
  };
  using Rank = std::tuple<FileId, std::uint32_t, std::uint32_t, DiagnosticKind>;
  static Rank rank(const Diagnostic& finding) {
    return {finding.place.file, finding.place.begin, finding.place.end, finding.kind};
  }

  // Whom no bracket names.
  PartyId nobody() const { return PartyId(symbols_.parties.size()); }

  void read_as(std::vector<PartyId> readers, PartyId others, Bearings* bearings) {
    LowerOptions options;
    options.reading = others;
    options.reading_of_deal = std::move(readers);
    options.bearings = bearings;
    Diagnostics mistakes;
    const World world(lower(syntax_.files, symbols_, options, mistakes));
    if (bearings != nullptr) draw_circles(world.model, *bearings);
    const Checked checked{sources_, syntax_, symbols_, mistakes, world, world.model};
    Diagnostics found = mistakes;
    for (const auto rule :
         {check_contradicts_itself, check_timed_cycle, check_circular_unlock, check_contradictory_entry,
          check_rival_adoptions, check_band_order, check_rival_rates})
      rule(checked, found);
    for (Diagnostic& each : found) take_in(std::move(each), world.model, options);
  }

  void take_in(Diagnostic finding, const Model& model, const LowerOptions& options) {
    if (std::binary_search(known_.begin(), known_.end(), rank(finding))) return;
    const std::vector<std::string> readers_here = readers_of(finding, model, options);
    const auto [at, fresh] = number_of_.try_emplace(rank(finding), found_.size());
    if (fresh) found_.push_back({std::move(finding), {}});
    std::vector<std::string>& readers = found_[at->second].readers;
    for (const std::string& reader : readers_here) {
      if (std::find(readers.begin(), readers.end(), reader) == readers.end()) readers.push_back(reader);
    }
  }

  // -- circles

  // A deal is a vertex, and behind the deals stands each importer.
  void draw_circles(const Model& model, const Bearings& bearings) {
    const auto deals = static_cast<std::uint32_t>(symbols_.deals.size());
    EdgeList graph;
    graph.vertex_count = symbols_.deals.size() + symbols_.parties.size();
    for (const auto& edge : bearings.references) graph.edges.push_back(edge);
    std::sort(graph.edges.begin(), graph.edges.end());
    const std::vector<bool> bears = borne_by_rates(model, graph);
    for (const auto& [from, to] : bearings.references) {
      if (bears[from]) graph.edges.push_back({to, from});
    }
    for_each_ordinary_rate(model, [&](ProvisionId id) {
      for (const PartyId giver : givers(model, id)) {
        graph.edges.push_back({symbols_.deal_of(id), deals + giver.value});
        graph.edges.push_back({deals + giver.value, symbols_.deal_of(id)});
      }
    });
    std::sort(graph.edges.begin(), graph.edges.end());
    circles_ = strong_components(graph);
    draw_sides(bearings);
  }

  // Parties whose texts stand in the same alternatives, all over the circle, read it in the same way.
  void draw_sides(const Bearings& bearings) {
    using Text = std::tuple<FileId, std::uint32_t, std::uint32_t>;
    std::map<std::pair<std::uint32_t, PartyId>, std::vector<Text>> texts;
    for (const Bearings::Reader& each : bearings.readers) {
      texts[{circles_.of[each.deal], each.party}].emplace_back(each.text.file, each.text.begin,
                                                               each.text.end);
    }
    sides_.resize(circles_.count);
    std::map<std::pair<std::uint32_t, std::vector<Text>>, std::size_t> known;
    for (auto& [reader, read] : texts) {
      std::vector<Side>& sides = sides_[reader.first];
      const auto [at, fresh] = known.try_emplace({reader.first, std::move(read)}, sides.size());
      if (fresh) sides.emplace_back();
      sides[at->second].push_back(reader.second);
    }
  }

  template <typename Act>
  void for_each_rate(const Model& model, Act act) const {
    for (std::uint32_t i = 0; i < model.provisions.size(); ++i) {
      for (const TermsId terms : model[ProvisionId(i)].terms) {
        for (const TreatmentId treatment : model[terms].treatments) {
          const IdRange<BandId> bands = model[treatment].bands;
          if (!bands.empty() && !model[treatment].is_export) act(ProvisionId(i), model[bands[0]].tariff);
        }
      }
    }
  }
  template <typename Act>
  void for_each_ordinary_rate(const Model& model, Act act) const {
    for_each_rate(model, [&](ProvisionId id, TariffWord word) {
      if (word == TariffWord::base) act(id);
    });
  }

  // The deals on which the first day of a rate rests that may have a rival.
  std::vector<bool> borne_by_rates(const Model& model, const EdgeList& references) const {
    std::vector<bool> reached(references.vertex_count, false);
    std::vector<std::uint32_t> stack;
    const auto reach = [&](std::uint32_t deal) {
      if (reached[deal]) return;
      reached[deal] = true;
      stack.push_back(deal);
    };
    for_each_rate(model, [&](ProvisionId id, TariffWord word) {
      const bool may_have_rivals = word == TariffWord::base || word == TariffWord::add ||
                                   word == TariffWord::add_of || word == TariffWord::add_to;
      if (may_have_rivals) reach(symbols_.deal_of(id));
    });
    while (!stack.empty()) {
      const std::uint32_t deal = stack.back();
      stack.pop_back();
      auto edge = std::lower_bound(references.edges.begin(), references.edges.end(), std::pair(deal, 0U));
      for (; edge != references.edges.end() && edge->first == deal; ++edge) reach(edge->second);
    }
    return reached;
  }

  // -- words

  // What stands at the top of a file and is some deal's: its declaration, a proposal to change it, an entry.
  struct Item {
    Span place;
    std::uint32_t deal;
    friend bool operator<(const Item& a, const Item& b) {
      return std::tuple(a.place.file, a.place.begin) < std::tuple(b.place.file, b.place.begin);
    }
  };

  void collect_items(const Model& model) {
    const auto add = [&](const Span& place, std::uint32_t deal) {
      if (place.file.valid() && deal != NameTable::none) items_.push_back({place, deal});
    };
    for (std::uint32_t i = 0; i < symbols_.deals.size(); ++i) {
      const Deal& deal = symbols_.deals[i];
      const Span place = syntax_.files[deal.at.file.index()].span_of(deal.at.node);
      add(place, deal.kind == DealKind::proposal ? symbols_.amended[deal.index] : i);
    }
    for (const Entry& entry : model.entries) {
      if (!entry.subject.valid()) continue;
      if (entry.subject.kind == SubjectKind::agreement)
        add(entry.place, symbols_.agreements[entry.subject.index]);
      if (entry.subject.kind == SubjectKind::provision)
        add(entry.place, symbols_.deal_of(entry.subject.provision()));
    }
    std::sort(items_.begin(), items_.end());
  }

  std::optional<std::uint32_t> deal_at(const Span& place, const Model& model) {
    if (items_.empty()) collect_items(model);
    const auto after = std::upper_bound(items_.begin(), items_.end(), Item{place, 0});
    if (after == items_.begin()) return std::nullopt;
    const Item& item = *std::prev(after);
    if (item.place.file != place.file || place.end > item.place.end) return std::nullopt;
    return item.deal;
  }

  std::vector<std::string> readers_of(const Diagnostic& finding, const Model& model,
                                      const LowerOptions& options) {
    std::optional<std::uint32_t> deal = deal_at(finding.place, model);
    for (std::size_t i = 0; !deal && i < finding.related.size(); ++i)
      deal = deal_at(finding.related[i].span, model);
    std::vector<std::string> codes;
    if (deal && *deal < options.reading_of_deal.size()) {
      for (const Side& side : sides_[circles_.of[*deal]]) {
        if (side[0] != options.reading_of_deal[*deal]) continue;
        for (const PartyId party : side) codes.emplace_back(symbols_.parties[party.index()].code);
      }
    }
    if (codes.empty()) codes.emplace_back("whoever has no text there");
    return codes;
  }

  void say_what_was_left_out(const Bearings& bearings) {
    std::vector<bool> said(sides_.size(), false);
    for (const Bearings::Reader& each : bearings.readers) {
      const std::uint32_t circle = circles_.of[each.deal];
      if (sides_[circle].size() <= most_readers || said[circle]) continue;
      said[circle] = true;
      const Declared& at = symbols_.deals[each.deal].at;
      const ast::File& file = syntax_.files[at.file.index()];
      result_.push_back({DiagnosticKind::too_many_readings,
                         fmt::format("the brackets of {} can be read in {} ways",
                                     quoted(symbols_.deals[each.deal].name), sides_[circle].size() + 1),
                         present(at.name) ? file.span_of(at.name) : file.span_of(at.node),
                         fmt::format("mistakes were looked for in {} of them", most_readers + 1),
                         {},
                         {"deals that refer to one another are read together"},
                         {}});
    }
  }
  static bool present(ast::NodeId node) { return node.value != 0; }

  const Sources& sources_;
  const Syntax& syntax_;
  const Symbols& symbols_;
  Components circles_;                    // of deals
  std::vector<std::vector<Side>> sides_;  // of a circle
  std::vector<Rank> known_;
  std::vector<Found> found_;
  std::map<Rank, std::size_t> number_of_;  // among them
  std::vector<Item> items_;
  Diagnostics result_;
};

}  // namespace

void check_every_reading(const Sources& sources, const Syntax& syntax, const Compilation& read,
                         Diagnostics& found) {
  const bool has_brackets = std::any_of(found.begin(), found.end(), [](const Diagnostic& each) {
    return each.kind == DiagnosticKind::open_bracket;
  });
  if (!has_brackets) return;
  Diagnostics elsewhere = EveryReading(sources, syntax, read).find(found);
  found.insert(found.end(), std::make_move_iterator(elsewhere.begin()),
               std::make_move_iterator(elsewhere.end()));
}

}  // namespace quid::dsl
