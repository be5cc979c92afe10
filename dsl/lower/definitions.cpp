// Definitions: units, products, chips, metrics, authorities, and the heads of the deals.
#include <algorithm>

#include "dsl/findings/wording.hpp"
#include "dsl/lower/context.hpp"
#include "dsl/names/definitions.hpp"

namespace quid::dsl {

void Lowering::define() {
  model_.parties = symbols_.parties;
  model_.groups = symbols_.groups;
  model_.entities = symbols_.entities;
  define_units();
  define_chips();
  define_products();
  define_metrics();
  define_authorities();
  define_heads();
  in_definition_ = false;
}

// -- units

void Lowering::define_units() {
  for (std::size_t i = 0; i < symbols_.unit_names.size(); ++i) {
    Unit unit;
    unit.name = symbols_.unit_names[i];
    unit.factor = Decimal(1);
    const std::size_t declared = i - std::min<std::size_t>(i, symbols_.first_unit);
    const bool is_declared = i >= symbols_.first_unit && declared < symbols_.units_at.size();
    const bool is_chip = i >= symbols_.first_unit + symbols_.units_at.size();
    if (is_chip) {
      unit.chip = ChipId(i - symbols_.first_unit - symbols_.units_at.size());
      unit.place = naming_.place(symbols_.chips_at[unit.chip.index()]);
    }
    if (is_declared) unit.place = naming_.place(symbols_.units_at[declared]);
    if (!is_declared) {
      const bool is_built_in = i < built_in_units().size();
      const std::string_view dimension = is_built_in ? built_in_units()[i].dimension : unit.name;
      if (is_built_in) unit.factor = Decimal(built_in_units()[i].factor);
      if (model_.dimensions.empty() || model_.dimensions.back().name != dimension) {
        model_.dimensions.push_back({dimension, UnitId(i)});
      }
      unit.dimension = DimensionId(model_.dimensions.size() - 1);
    }
    model_.units.push_back(unit);
  }
  const auto uses = [&](std::uint32_t i) {
    const Declared& at = symbols_.units_at[i];
    enter_file(files_[at.file.index()]);
    std::vector<DefinitionUse> result;
    const NodeId worth = child(at.node, Kind::quantity);
    const NodeId name = present(worth) ? child(worth, Kind::name) : worth;
    if (!present(name)) return result;
    const UnitId other = symbols_.find_unit(text(name));
    const std::size_t declared = other.index() - symbols_.first_unit;
    if (other.valid() && other.value >= symbols_.first_unit && declared < symbols_.units_at.size()) {
      result.push_back({static_cast<std::uint32_t>(declared), span(name)});
    }
    return result;
  };
  const auto circular = [&](std::span<const DefinitionUse> ring) {
    tell_ring(ring, model_.units[symbols_.first_unit + ring.back().what].name,
              "is worth a quantity of itself");
  };
  const auto count = static_cast<std::uint32_t>(symbols_.units_at.size());
  for (std::uint32_t i : in_order_of_use(count, uses, circular)) define_unit(UnitId(symbols_.first_unit + i));
}

void Lowering::tell_ring(std::span<const DefinitionUse> ring, std::string_view name, std::string_view what) {
  Diagnostic finding{DiagnosticKind::circular_definition,
                     quoted(name) + " " + std::string(what),
                     ring.back().place,
                     "this leads back to " + quoted(name),
                     {},
                     {},
                     {}};
  for (const DefinitionUse& use : ring.first(ring.size() - 1))
    finding.related.push_back({use.place, "through this"});
  naming_.report(std::move(finding));
}

// After the units that it is worth some of. One whose worth is not known opens a dimension of its own.
void Lowering::define_unit(UnitId id) {
  const Declared& at = symbols_.units_at[id.index() - symbols_.first_unit];
  enter_file(files_[at.file.index()]);
  in_definition_ = true;
  naming_.private_to = at.private_to;
  NodeId worth;
  for (NodeId each : children(at.node)) {
    if (kind(each) == Kind::quantity || kind(each) == Kind::bracket) worth = each;
  }
  std::optional<Quantity> other;
  if (present(worth)) {
    other = chosen(worth, [&](NodeId value) -> std::optional<Quantity> { return plain_amount(value); });
  }
  Unit& unit = model_.units[id.index()];
  if (other && model_[other->unit].dimension.valid()) {
    unit.dimension = model_[other->unit].dimension;
    const std::optional<Decimal> factor = product(other->amount, model_[other->unit].factor);
    if (factor && *factor > Decimal()) {
      unit.factor = *factor;
    } else {
      report(DiagnosticKind::number_out_of_range, span(worth),
             quoted(unit.name) + " cannot be worth " + quoted(text(worth)));
    }
    return;
  }
  unit.dimension = DimensionId(model_.dimensions.size());
  model_.dimensions.push_back({unit.name, id});
}

// -- products

void Lowering::define_products() {
  model_.products.resize(symbols_.products_at.size());
  for (std::size_t i = 0; i < symbols_.products_at.size(); ++i) {
    const Declared& at = symbols_.products_at[i];
    enter_file(files_[at.file.index()]);
    in_definition_ = true;
    naming_.private_to = at.private_to;
    Product& product = model_.products[i];
    product.place = naming_.place(at);
    product.name = naming_.name_of(at);
    if (const NodeId title = child(at.node, Kind::string); present(title))
      product.title = string_text(text(title));
    if (const NodeId what = child(at.node, Kind::goods); present(what)) {
      product.goods = goods(what);
    } else if (!file()[at.node].has_error) {
      missing_part(at, "the product " + quoted(product.name) + " names no goods");
    }
  }
  find_rings_of_products();
}

// A product that would be made of itself loses the goods that close the ring.
void Lowering::find_rings_of_products() {
  const auto uses = [&](std::uint32_t i) {
    std::vector<DefinitionUse> result;
    for (GoodsItemId item : model_.products[i].goods) {
      if (model_[item].product.valid()) result.push_back({model_[item].product.value, model_[item].place});
    }
    return result;
  };
  const auto circular = [&](std::span<const DefinitionUse> ring) {
    tell_ring(ring, model_.products[ring.back().what].name, "is made of itself");
    const std::uint32_t last = ring.size() == 1 ? ring.back().what : ring[ring.size() - 2].what;
    for (GoodsItemId item : model_.products[last].goods) {
      if (model_[item].place == ring.back().place) model_.goods[item.index()].product = {};
    }
  };
  (void)in_order_of_use(static_cast<std::uint32_t>(model_.products.size()), uses, circular);
}

// -- chips

void Lowering::define_chips() {
  model_.chips.resize(symbols_.chips_at.size());
  for (std::size_t i = 0; i < symbols_.chips_at.size(); ++i) {
    const Declared& at = symbols_.chips_at[i];
    enter_file(files_[at.file.index()]);
    in_definition_ = true;
    naming_.private_to = at.private_to;
    Chip& chip = model_.chips[i];
    chip.place = naming_.place(at);
    chip.name = naming_.name_of(at);
    std::array<NodeId, 4> said{};
    const auto once_only = [&](std::size_t which, NodeId node) {
      if (present(said[which])) said_twice(node, said[which]);
      said[which] = node;
    };
    const auto measured = [&](NodeId node, UnitId wanted) -> std::optional<Decimal> {
      const NodeId value = first_child(node);
      if (!present(value)) return std::nullopt;
      const std::optional<Quantity> read =
          chosen(value, [&](NodeId plain) -> std::optional<Quantity> { return amount(plain); });
      if (!read) return std::nullopt;
      want_unit(value, read->unit, wanted,
                "`" + std::string(text(node).substr(0, text(node).find(' '))) + "`");
      if (!read->unit.valid() || model_[read->unit].dimension != model_[wanted].dimension)
        return std::nullopt;
      return product(read->amount, model_[read->unit].factor);
    };
    for (NodeId each : children(at.node)) {
      switch (kind(each)) {
        case Kind::string: chip.title = string_text(text(each)); break;
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
          if (const NodeId number = child(each, Kind::number); present(number)) {
            chip.density = number_of(naming_, file(), number);
          }
          break;
        case Kind::chip_eccn:
          once_only(3, each);
          if (const NodeId code = first_child(each); present(code)) {
            if (kind(code) == Kind::none || is_eccn(naming_, file(), code)) chip.eccn = text(code);
          }
          break;
        case Kind::goods_hs:
          for (NodeId code : children(each)) {
            if (kind(code) == Kind::hs && is_hs_code(naming_, file(), code))
              chip.hs.push_back(digits(text(code)));
          }
          break;
        default: break;
      }
    }
  }
}

// -- metrics and authorities

void Lowering::define_metrics() {
  for (const auto& [declaration, index] : symbols_.metric_members) {
    const Declared& at = symbols_.metrics_at[declaration];
    enter_file(files_[at.file.index()]);
    naming_.private_to = at.private_to;
    Metric metric;
    metric.place = naming_.place(at);
    metric.name = ref_text(naming_.name_of(at)).first;
    metric.index = index;
    NodeId unit;
    for (NodeId each : children(at.node)) {
      if (kind(each) == Kind::string && metric.title.empty()) metric.title = string_text(text(each));
      if (kind(each) == Kind::name) unit = each;
    }
    const bool is_first =
        model_.metrics.empty() || symbols_.metric_members[model_.metrics.size() - 1].first != declaration;
    if (present(unit)) {
      if (is_first) {
        metric.unit = naming_.unit(file(), unit);
      } else {
        metric.unit = model_.metrics.back().unit;
      }
    } else if (is_first && !file()[at.node].has_error) {
      missing_part(at, "the metric " + quoted(metric.name) + " does not say in what it is counted");
    }
    model_.metrics.push_back(std::move(metric));
  }
}

void Lowering::define_authorities() {
  for (std::uint32_t number : symbols_.authorities) {
    const Deal& declared = symbols_.deals[number];
    enter_file(files_[declared.at.file.index()]);
    naming_.private_to = declared.at.private_to;
    Authority authority;
    authority.name = declared.name;
    authority.place = naming_.place(declared.at);
    for (NodeId each : children(declared.at.node)) {
      if (kind(each) == Kind::string && authority.title.empty()) authority.title = string_text(text(each));
      if (kind(each) == Kind::by) (void)parties(each);
      if (kind(each) == Kind::note) {
        if (const NodeId words = child(each, Kind::string); present(words))
          authority.note = string_text(text(words));
      }
    }
    authority.sources = sources(declared.at.node);
    model_.authorities.push_back(authority);
  }
}

// What others need to know of a deal before it is read: its name, its parties.
void Lowering::define_heads() {
  for (std::uint32_t number : symbols_.agreements) {
    const Deal& declared = symbols_.deals[number];
    enter_file(files_[declared.at.file.index()]);
    naming_.private_to = declared.at.private_to;
    Agreement agreement;
    agreement.name = declared.name;
    agreement.private_to = declared.at.private_to;
    agreement.provisions = declared.provisions;
    agreement.place = span(declared.at.node);
    agreement.name_place = naming_.place(declared.at);
    NodeId listed;
    for (NodeId each : declared.properties) {
      if (kind(each) == Kind::string && agreement.title.empty()) agreement.title = string_text(text(each));
      if (kind(each) != Kind::parties || file()[each].has_error) continue;
      if (present(listed)) {
        said_twice(each, listed);
        continue;
      }
      listed = each;
      for (NodeId name : children(each)) {
        if (kind(name) != Kind::name || file()[name].has_error) continue;
        const PartyId party = naming_.party(file(), name);
        if (!party.valid()) continue;
        if (std::find(agreement.parties.begin(), agreement.parties.end(), party) != agreement.parties.end()) {
          report(DiagnosticKind::duplicate_property, span(name),
                 quoted(text(name)) + " is listed among the parties before");
          continue;
        }
        agreement.parties.push_back(party);
      }
    }
    if (!present(listed) && !file()[declared.at.node].has_error) {
      missing_part(declared.at, "the agreement " + quoted(agreement.name) + " names no parties");
    }
    model_.agreements.push_back(std::move(agreement));
  }
  model_.measures.resize(symbols_.measures.size());
  model_.proposals.resize(symbols_.proposals.size());
}

}  // namespace quid::dsl
