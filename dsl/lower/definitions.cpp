// Definitions: units, products, chips, metrics, authorities, and the heads of the deals.
#include <algorithm>
#include <optional>

#include "core/model/facts.hpp"
#include "dsl/findings/wording.hpp"
#include "dsl/lower/phases.hpp"
#include "dsl/lower/references.hpp"
#include "dsl/lower/treatments.hpp"
#include "dsl/lower/values.hpp"
#include "dsl/names/definitions.hpp"

namespace quid::dsl::lowering {

namespace {

void tell_ring(Context& context, std::span<const DefinitionUse> ring, std::string_view name,
               std::string_view what);
void define_unit(Context& context, UnitId id);
void find_rings_of_products(Context& context);

void define_units(Context& context) {
  for (std::size_t i = 0; i < context.symbols.unit_names.size(); ++i) {
    Unit unit;
    unit.name = context.symbols.unit_names[i];
    unit.factor = Decimal(1);
    const std::size_t declared = i - std::min<std::size_t>(i, context.symbols.first_unit);
    const bool is_declared = i >= context.symbols.first_unit && declared < context.symbols.units_at.size();
    const bool is_chip = i >= context.symbols.first_unit + context.symbols.units_at.size();
    if (is_chip) {
      unit.chip = ChipId(i - context.symbols.first_unit - context.symbols.units_at.size());
      unit.place = context.naming.place(context.symbols.chips_at[unit.chip.index()]);
    }
    if (is_declared) unit.place = context.naming.place(context.symbols.units_at[declared]);
    if (!is_declared) {
      const bool is_built_in = i < built_in_units().size();
      const std::string_view dimension = is_built_in ? built_in_units()[i].dimension : unit.name;
      if (is_built_in) unit.factor = Decimal(built_in_units()[i].factor);
      if (context.model.dimensions.empty() || context.model.dimensions.back().name != dimension) {
        context.model.dimensions.push_back({dimension, UnitId(i)});
      }
      unit.dimension = DimensionId(context.model.dimensions.size() - 1);
    }
    context.model.units.push_back(unit);
  }
  const auto uses = [&](std::uint32_t i) {
    const Declared& at = context.symbols.units_at[i];
    context.enter_file(context.files[at.file.index()]);
    std::vector<DefinitionUse> result;
    const NodeId worth = context.child(at.node, Kind::quantity);
    const NodeId name = present(worth) ? context.child(worth, Kind::name) : worth;
    if (!present(name)) return result;
    const UnitId other = context.symbols.find_unit(context.text(name));
    const std::size_t declared = other.index() - context.symbols.first_unit;
    if (other.valid() && other.value >= context.symbols.first_unit &&
        declared < context.symbols.units_at.size()) {
      result.push_back({static_cast<std::uint32_t>(declared), context.span(name)});
    }
    return result;
  };
  const auto circular = [&](std::span<const DefinitionUse> ring) {
    tell_ring(context, ring, context.model.units[context.symbols.first_unit + ring.back().what].name,
              "is worth a quantity of itself");
  };
  const auto count = static_cast<std::uint32_t>(context.symbols.units_at.size());
  for (std::uint32_t i : in_order_of_use(count, uses, circular))
    define_unit(context, UnitId(context.symbols.first_unit + i));
}

void tell_ring(Context& context, std::span<const DefinitionUse> ring, std::string_view name,
               std::string_view what) {
  Diagnostic finding{DiagnosticKind::circular_definition,
                     quoted(name) + " " + std::string(what),
                     ring.back().place,
                     "this leads back to " + quoted(name),
                     {},
                     {},
                     {}};
  for (const DefinitionUse& use : ring.first(ring.size() - 1))
    finding.related.push_back({use.place, "through this"});
  context.naming.report(std::move(finding));
}

// After the units that it is worth some of. One whose worth is not known opens a dimension of its own.
void define_unit(Context& context, UnitId id) {
  const Declared& at = context.symbols.units_at[id.index() - context.symbols.first_unit];
  context.enter_file(context.files[at.file.index()]);
  context.in_definition = true;
  context.naming.private_to = at.private_to;
  NodeId worth;
  for (NodeId each : context.children(at.node)) {
    if (context.kind(each) == Kind::quantity || context.kind(each) == Kind::bracket) worth = each;
  }
  std::optional<Quantity> other;
  if (present(worth)) {
    other = context.chosen(
        worth, [&](NodeId value) -> std::optional<Quantity> { return lower_plain_amount(context, value); });
  }
  Unit& unit = context.model.units[id.index()];
  if (other && context.model[other->unit].dimension.valid()) {
    unit.dimension = context.model[other->unit].dimension;
    const std::optional<Decimal> factor = product(other->amount, context.model[other->unit].factor);
    if (factor && *factor > Decimal()) {
      unit.factor = *factor;
    } else {
      context.report(DiagnosticKind::number_out_of_range, context.span(worth),
                     quoted(unit.name) + " cannot be worth " + quoted(context.text(worth)));
    }
    return;
  }
  unit.dimension = DimensionId(context.model.dimensions.size());
  context.model.dimensions.push_back({unit.name, id});
}

void define_products(Context& context) {
  context.model.products.resize(context.symbols.products_at.size());
  for (std::size_t i = 0; i < context.symbols.products_at.size(); ++i) {
    const Declared& at = context.symbols.products_at[i];
    context.enter_file(context.files[at.file.index()]);
    context.in_definition = true;
    context.naming.private_to = at.private_to;
    Product& product = context.model.products[i];
    product.place = context.naming.place(at);
    product.name = context.naming.name_of(at);
    if (const NodeId title = context.child(at.node, Kind::string); present(title))
      product.title = string_text(context.text(title));
    if (const NodeId what = context.child(at.node, Kind::goods); present(what)) {
      product.goods = lower_goods(context, what);
    } else if (!context.file()[at.node].has_error) {
      context.missing_part(at, "the product " + quoted(product.name) + " names no goods");
    }
  }
  find_rings_of_products(context);
}

// A product that would be made of itself loses the goods that close the ring, and one that lies too deep those that it
// is made of.
void find_rings_of_products(Context& context) {
  const auto uses = [&](std::uint32_t i) {
    std::vector<DefinitionUse> result;
    for (GoodsItemId item : context.model.products[i].goods) {
      if (context.model[item].product.valid())
        result.push_back({context.model[item].product.value, context.model[item].place});
    }
    return result;
  };
  const auto circular = [&](std::span<const DefinitionUse> ring) {
    tell_ring(context, ring, context.model.products[ring.back().what].name, "is made of itself");
    const std::uint32_t last = ring.size() == 1 ? ring.back().what : ring[ring.size() - 2].what;
    for (GoodsItemId item : context.model.products[last].goods) {
      if (context.model[item].place == ring.back().place) context.model.goods[item.index()].product = {};
    }
  };
  // What asks whether goods are covered goes down from product to product: the nesting has a limit.
  constexpr std::uint32_t most_deep = 256;
  std::vector<std::uint32_t> depths(context.model.products.size(), 1);
  bool is_told = false;
  for (const std::uint32_t i : in_order_of_use(static_cast<std::uint32_t>(depths.size()), uses, circular)) {
    for (const GoodsItemId id : context.model.products[i].goods) {
      GoodsItem& item = context.model.goods[id.index()];
      if (!item.product.valid()) continue;
      if (depths[item.product.index()] < most_deep) {
        depths[i] = std::max(depths[i], depths[item.product.index()] + 1);
        continue;
      }
      if (!is_told) {
        context.naming.report({DiagnosticKind::nested_too_deep,
                               "products nested more than " + std::to_string(most_deep) + " deep",
                               item.place});
      }
      is_told = true;
      item.product = {};
    }
  }
}

void define_chips(Context& context) {
  context.model.chips.resize(context.symbols.chips_at.size());
  for (std::size_t i = 0; i < context.symbols.chips_at.size(); ++i) {
    const Declared& at = context.symbols.chips_at[i];
    context.enter_file(context.files[at.file.index()]);
    context.in_definition = true;
    context.naming.private_to = at.private_to;
    Chip& chip = context.model.chips[i];
    chip.place = context.naming.place(at);
    chip.name = context.naming.name_of(at);
    std::array<NodeId, 4> said{};
    const auto once_only = [&](std::size_t which, NodeId node) {
      if (present(said[which])) context.said_twice(node, said[which]);
      said[which] = node;
    };
    const auto measured = [&](NodeId node, UnitId wanted) -> std::optional<Decimal> {
      const NodeId value = context.first_child(node);
      if (!present(value)) return std::nullopt;
      const std::optional<Quantity> read = context.chosen(
          value, [&](NodeId plain) -> std::optional<Quantity> { return lower_amount(context, plain); });
      if (!read) return std::nullopt;
      want_unit(context, value, read->unit, wanted,
                "`" + std::string(context.text(node).substr(0, context.text(node).find(' '))) + "`");
      if (!read->unit.valid() || context.model[read->unit].dimension != context.model[wanted].dimension)
        return std::nullopt;
      return product(read->amount, context.model[read->unit].factor);
    };
    for (NodeId each : context.children(at.node)) {
      switch (context.kind(each)) {
        case Kind::string: chip.title = string_text(context.text(each)); break;
        case Kind::chip_tpp:
          once_only(0, each);
          chip.tpp = measured(each, Model::tpp_unit);
          break;
        case Kind::chip_bandwidth:
          once_only(1, each);
          chip.bandwidth = measured(each, Model::bandwidth_unit);
          break;
        case Kind::chip_density:
          once_only(2, each);
          if (const NodeId number = context.child(each, Kind::number); present(number)) {
            chip.density = number_of(context.naming, context.file(), number);
          }
          break;
        case Kind::chip_eccn:
          once_only(3, each);
          if (const NodeId code = context.first_child(each); present(code)) {
            if (context.kind(code) == Kind::none || is_eccn(context.naming, context.file(), code))
              chip.eccn = context.text(code);
          }
          break;
        case Kind::goods_hs:
          for (NodeId code : context.children(each)) {
            if (context.kind(code) == Kind::hs && is_hs_code(context.naming, context.file(), code))
              chip.hs.push_back(digits_of(context, context.text(code)));
          }
          break;
        default: break;
      }
    }
  }
}

void define_metrics(Context& context) {
  for (const auto& [declaration, index] : context.symbols.metric_members) {
    const Declared& at = context.symbols.metrics_at[declaration];
    context.enter_file(context.files[at.file.index()]);
    context.naming.private_to = at.private_to;
    Metric metric;
    metric.place = context.naming.place(at);
    metric.name = ref_text(context.naming.name_of(at)).first;
    metric.index = index;
    NodeId unit;
    for (NodeId each : context.children(at.node)) {
      if (context.kind(each) == Kind::string && metric.title.empty())
        metric.title = string_text(context.text(each));
      if (context.kind(each) == Kind::name) unit = each;
    }
    const bool is_first =
        context.model.metrics.empty() ||
        context.symbols.metric_members[context.model.metrics.size() - 1].first != declaration;
    if (present(unit)) {
      if (is_first) {
        metric.unit = context.naming.unit(context.file(), unit);
      } else {
        metric.unit = context.model.metrics.back().unit;
      }
    } else if (is_first && !context.file()[at.node].has_error) {
      context.missing_part(at, "the metric " + quoted(metric.name) + " does not say in what it is counted");
    }
    context.model.metrics.push_back(std::move(metric));
  }
}

void define_authorities(Context& context) {
  for (std::uint32_t number : context.symbols.authorities) {
    const Deal& declared = context.symbols.deals[number];
    context.enter_file(context.files[declared.at.file.index()]);
    context.naming.private_to = declared.at.private_to;
    Authority authority;
    authority.name = declared.name;
    authority.place = context.naming.place(declared.at);
    for (NodeId each : context.children(declared.at.node)) {
      if (context.kind(each) == Kind::string && authority.title.empty())
        authority.title = string_text(context.text(each));
      if (context.kind(each) == Kind::by) (void)lower_parties(context, each);
      if (context.kind(each) == Kind::note) {
        if (const NodeId words = context.child(each, Kind::string); present(words))
          authority.note = string_text(context.text(words));
      }
    }
    authority.sources = lower_sources(context, declared.at.node);
    context.model.authorities.push_back(authority);
  }
}

// What others need to know of a deal before it is read: its name, its parties.
// What a question, a company or a chip says of itself is not presumed: who asks knows it, or the catalogue does.
bool is_presumable(std::string_view fact) {
  return fact == to_string(Fact::loaded) || !find_fact(fact);
}

// What the text presumes; nothing where it says no one thing.
std::optional<FactValue> lower_presumed_value(Context& context, NodeId node) {
  FactValue value;
  value.text = context.text(node);
  switch (context.kind(node)) {
    case Kind::string: value.text = string_text(context.text(node)); return value;
    case Kind::none: value.none = true; return value;
    case Kind::date:
      value.date = date_of(context.naming, context.file(), node);
      return value.date ? std::optional(value) : std::nullopt;
    case Kind::name: {
      const Who who = context.naming.anybody(context.file(), context.text(node));
      if (!who.valid()) return std::nullopt;
      if (who.kind == WhoKind::group) {
        context.report(DiagnosticKind::wrong_kind, context.span(node),
                       quoted(context.text(node)) + " is a group, and a fact is one thing");
        return std::nullopt;
      }
      if (who.kind == WhoKind::entity) value.entity = who.entity();
      if (who.kind == WhoKind::party) value.party = who.party();
      return value;
    }
    default:
      value.quantity = lower_amount(context, node);
      return value.quantity ? std::optional(value) : std::nullopt;
  }
}

void define_presumption(Context& context, NodeId node) {
  NodeId fact;
  NodeId said;
  for (NodeId each : context.children(node)) {
    if (context.kind(each) == Kind::broken || context.kind(each) == Kind::private_mark) continue;
    (present(fact) ? said : fact) = each;
  }
  if (!present(fact) || !present(said)) return;
  const std::string_view name = context.text(fact);
  if (!is_presumable(name)) {
    context.report(DiagnosticKind::wrong_kind, context.span(fact),
                   quoted(name) + " is no fact that can be presumed",
                   "the question gives it, or what is declared of a company or a chip");
    return;
  }
  std::optional<FactValue> value = lower_presumed_value(context, said);
  if (!value) return;
  context.model.presumptions.push_back(
      {name, std::move(*value), std::string(context.text(said)), context.span(fact), context.span(said)});
}

void define_presumptions(Context& context) {
  for (const Declared& at : context.symbols.presumptions) {
    context.enter_file(context.files[at.file.index()]);
    context.naming.private_to = at.private_to;
    define_presumption(context, at.node);
  }
  context.naming.private_to = {};
}

void define_heads(Context& context) {
  for (std::uint32_t number : context.symbols.agreements) {
    const Deal& declared = context.symbols.deals[number];
    context.enter_file(context.files[declared.at.file.index()]);
    context.naming.private_to = declared.at.private_to;
    Agreement agreement;
    agreement.name = declared.name;
    agreement.private_to = declared.at.private_to;
    agreement.provisions = declared.provisions;
    agreement.place = context.span(declared.at.node);
    agreement.name_place = context.naming.place(declared.at);
    NodeId listed;
    for (NodeId each : declared.properties) {
      if (context.kind(each) == Kind::string && agreement.title.empty())
        agreement.title = string_text(context.text(each));
      if (context.kind(each) != Kind::parties || context.file()[each].has_error) continue;
      if (present(listed)) {
        context.said_twice(each, listed);
        continue;
      }
      listed = each;
      for (NodeId name : context.children(each)) {
        if (context.kind(name) != Kind::name || context.file()[name].has_error) continue;
        const PartyId party = context.naming.party(context.file(), name);
        if (!party.valid()) continue;
        if (std::find(agreement.parties.begin(), agreement.parties.end(), party) != agreement.parties.end()) {
          context.report(DiagnosticKind::duplicate_property, context.span(name),
                         quoted(context.text(name)) + " is listed among the parties before");
          continue;
        }
        agreement.parties.push_back(party);
      }
    }
    if (!present(listed) && !context.file()[declared.at.node].has_error) {
      context.missing_part(declared.at, "the agreement " + quoted(agreement.name) + " names no parties");
    }
    context.model.agreements.push_back(std::move(agreement));
  }
  context.model.measures.resize(context.symbols.measures.size());
  context.model.proposals.resize(context.symbols.proposals.size());
}

}  // namespace

void lower_definitions(Context& context) {
  context.model.parties = context.symbols.parties;
  context.model.groups = context.symbols.groups;
  context.model.entities = context.symbols.entities;
  define_units(context);
  define_chips(context);
  define_products(context);
  define_metrics(context);
  define_authorities(context);
  define_presumptions(context);
  define_heads(context);
  context.in_definition = false;
}

}  // namespace quid::dsl::lowering
