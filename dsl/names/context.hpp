// The work of `resolve`, shared by its sources; nobody else includes this.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "dsl/names/definitions.hpp"
#include "dsl/names/naming.hpp"
#include "dsl/names/symbols.hpp"

namespace quid::dsl {

class Resolving {
 public:
  Resolving(std::span<const ast::File> files, std::span<const Outline> outlines, Symbols& symbols,
            Diagnostics& diagnostics)
      : files_(files), outlines_(outlines), symbols_(symbols), naming_(files, symbols, diagnostics) {}

  // In this order.
  void declare_parties();
  void declare_everything();
  void spread_who();
  void declare_metrics();
  void find_amended();
  void number_provisions();
  void find_replaced();

 private:
  struct Added {
    ProposalId proposal;
    const ast::File* file;
    ast::NodeId node;
  };

  Declared declared(const ast::File& file, ast::NodeId node);
  std::string_view name_of(const Declared& at) const;
  std::string_view title_of(const Declared& at) const;
  bool declare(Scope scope, const Declared& at, std::uint32_t value);
  void duplicate(const Declared& at, const Naming::Meaning& first);
  Naming::Meaning first_of(Scope scope, std::uint32_t value) const;
  Naming::Meaning first_provision(std::uint32_t deal, std::string_view name) const;
  void declare_one(const ast::File& file, ast::NodeId node);
  void declare_deal(DealKind kind, const Declared& at, std::vector<std::uint32_t>& deals);
  std::vector<PartyId> metric_index(const ast::File& file, std::string_view index);

  void number_own_provisions(std::uint32_t deal);
  ProvisionName number_provision(std::uint32_t deal, const ast::File& file,
                                 const Outline::Provision& provision);
  const Addition* rival_of(std::uint32_t deal, const Added& added, const Outline::Provision& text) const;
  void number_added_provision(std::uint32_t deal, const Added& added);
  bool may_make(std::size_t members, Span place, std::string_view what);

  // resolve_who.cpp
  std::vector<DefinitionUse> uses_in(const ast::File& file, ast::NodeId list, WhoKind wanted) const;
  std::vector<DefinitionUse> blocs_in(PartyId bloc) const;
  std::vector<DefinitionUse> groups_in(GroupId group) const;
  void spread_bloc(PartyId bloc);
  void spread_group(GroupId group);
  void spread_member(GroupId group, const ast::File& file, ast::NodeId member);
  void spread_complement(GroupId group, const ast::File& file, ast::NodeId all_except);
  DaySet window_of(const ast::File& file, ast::NodeId member);
  std::optional<Date> day_of(const ast::File& file, ast::NodeId parent);
  void read_entity(EntityId entity);
  void find_rings_of_parents();
  void circular(std::span<const DefinitionUse> ring, std::string_view name);

  std::span<const ast::File> files_;
  std::span<const Outline> outlines_;
  Symbols& symbols_;
  Naming naming_;
  bool parties_known_ = false;
  std::size_t members_made_ = 0;
  std::vector<bool> spread_;  // of the blocs, then of the groups: whether their members are known
  std::vector<std::vector<Added>> additions_of_;  // by deal
};

}  // namespace quid::dsl
