// Proposals against one another.
#include <algorithm>
#include <optional>
#include <tuple>

#include "core/model/words.hpp"
#include "core/states/meaning.hpp"
#include "dsl/check/rules.hpp"

namespace quid::dsl {

namespace {

// One thing that an adopted proposal changes: a provision, or a property of an agreement (by its kind of
// node).
struct Change {
  Date day;
  Subject thing;
  ast::Kind property = ast::Kind::file;
  ProposalId by;
  Span place;
};

const Declared& declared(const Checked& checked, ProposalId proposal) {
  const Symbols& symbols = checked.symbols;
  return symbols.deals[symbols.proposals[proposal.index()]].at;
}

// The new text, or the `remove`.
Span place_of_change(const Checked& checked, ProvisionId provision, ProposalId proposal) {
  const Model& model = checked.model;
  for (const TermsId terms : model[provision].terms) {
    if (model[terms].from_proposal == proposal) return model[terms].place;
  }
  const Declared& at = declared(checked, proposal);
  const ast::File& file = checked.syntax.files[at.file.index()];
  for (const ast::NodeId child : ast::children(file, at.node)) {
    if (file[child].kind != ast::Kind::remove) continue;
    const ast::NodeId name = ast::child_of_kind(file, child, ast::Kind::name);
    if (name != ast::NodeId{} && file.text_of(name) == model[provision].name) return file.span_of(child);
  }
  return model[proposal].name_place;
}

std::vector<Change> adopted_changes(const Checked& checked) {
  const Model& model = checked.model;
  std::vector<Change> changes;
  for (std::size_t i = 0; i < model.proposals.size(); ++i) {
    const ProposalId id(i);
    const std::optional<Date> day = checked.world.index.adopted_on(id);
    if (!day) continue;
    const Proposal& proposal = model.proposals[i];
    for (const auto* list : {&proposal.replaces, &proposal.adds, &proposal.removes}) {
      for (const ProvisionId provision : *list) {
        changes.push_back(
            {*day, Subject::of(provision), ast::Kind::file, id, place_of_change(checked, provision, id)});
      }
    }
    if (!proposal.sets_agreement_terms) continue;
    const Declared& at = declared(checked, id);
    const ast::File& file = checked.syntax.files[at.file.index()];
    for (const ast::NodeId child : ast::children(file, at.node)) {
      if (file[child].kind != ast::Kind::set) continue;
      for (const ast::NodeId property : ast::children(file, child)) {
        ast::Kind kind = file[property].kind;
        if (kind == ast::Kind::in_force_on) kind = ast::Kind::in_force_once;
        changes.push_back({*day, proposal.amends, kind, id, file.span_of(property)});
      }
    }
  }
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return std::tie(a.day, a.thing, a.property) < std::tie(b.day, b.thing, b.property);
  });
  return changes;
}

const Entry* adoption_of(const Checked& checked, ProposalId id) {
  for (const EntryId entry : checked.world.index.entries(Subject::of(id))) {
    if (is_event(checked.model[entry], Verb::adopted)) return &checked.model[entry];
  }
  return nullptr;
}

}  // namespace

void check_rival_adoptions(const Checked& checked, Diagnostics& found) {
  const Model& model = checked.model;
  const auto name = [&](ProposalId id) { return quoted(model, Subject::of(id)); };
  const auto thing = [&](const Change& change) {
    if (change.property == ast::Kind::file) return quoted(model, change.thing);
    const std::string_view text = checked.sources.text(change.place);
    return quoted(text.substr(0, text.find_first_of(" \t\r\n"))) + " of " + quoted(model, change.thing);
  };

  // All that two proposals both change is one finding.
  struct Rivalry {
    Date day;
    ProposalId first, second;
    std::vector<std::pair<const Change*, const Change*>> changes;
  };
  const std::vector<Change> changes = adopted_changes(checked);
  std::vector<Rivalry> rivalries;
  for (std::size_t i = 1; i < changes.size(); ++i) {
    const Change& a = changes[i - 1];
    const Change& b = changes[i];
    if (std::tie(a.day, a.thing, a.property) != std::tie(b.day, b.thing, b.property) || a.by == b.by)
      continue;
    auto at = std::find_if(rivalries.begin(), rivalries.end(), [&](const Rivalry& each) {
      return each.day == a.day && each.first == a.by && each.second == b.by;
    });
    if (at == rivalries.end()) at = rivalries.insert(at, {a.day, a.by, b.by, {}});
    at->changes.emplace_back(&a, &b);
  }

  for (const Rivalry& rivalry : rivalries) {
    std::vector<std::string> things;
    for (const auto& pair : rivalry.changes) things.push_back(thing(*pair.first));
    Diagnostic diagnostic{DiagnosticKind::rival_adoptions,
                          name(rivalry.first) + " and " + name(rivalry.second) + " both change " +
                              a_few(things) + " on " + words(rivalry.day),
                          model[rivalry.second].name_place, ""};
    const Entry* first = adoption_of(checked, rivalry.first);
    const Entry* second = adoption_of(checked, rivalry.second);
    if (second != nullptr && second->place.file.valid()) {
      diagnostic.place = second->place;
      diagnostic.label = name(rivalry.second) + " is adopted on the same day";
    }
    if (first != nullptr && first->place.file.valid()) {
      diagnostic.related.push_back({first->place, name(rivalry.first) + " is adopted here"});
    }
    for (const auto& pair : rivalry.changes) {
      for (const Change* change : {pair.first, pair.second}) {
        const Label label{change->place, name(change->by) + " changes it here"};
        const auto same = std::find_if(diagnostic.related.begin(), diagnostic.related.end(),
                                       [&](const Label& each) { return each.span == label.span; });
        if (same == diagnostic.related.end()) diagnostic.related.push_back(label);
      }
    }
    diagnostic.notes.push_back("the later change rules, and neither of these is later");
    found.push_back(std::move(diagnostic));
  }
}

}  // namespace quid::dsl
