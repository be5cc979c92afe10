#include "tools/ask/drafts.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "core/answers/difference.hpp"
#include "core/answers/grants.hpp"
#include "core/model/words.hpp"
#include "dsl/findings/render.hpp"
#include "tools/ask/question.hpp"
#include "tools/ask/shipment.hpp"
#include "tools/outside/revisions.hpp"
#include "tools/page/answer.hpp"

namespace quid::tools {

namespace {

std::string at_directory(const Request& request, const std::string& path) {
  return request.directory.empty() || path.starts_with('/') ? path : request.directory + "/" + path;
}

dsl::Texts without_problems(const Files& files, const std::string& name) {
  if (!files.problems.empty())
    throw Failure(
        fmt::format("`{}`: `{}` {}", name, files.problems.front().name, files.problems.front().message));
  return files.texts();
}

// A folder is read as a workspace, a file by itself.
std::optional<dsl::Texts> texts_at(const Request& request, const std::string& name) {
  const std::string path = at_directory(request, name);
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  if (S_ISDIR(status.st_mode)) return without_problems(read_texts(path, {}), name);
  const std::size_t slash = path.rfind('/');
  return dsl::Texts{
      dsl::make_text(slash == std::string::npos ? path : path.substr(slash + 1), read_file(path))};
}

const World& sound_world(const dsl::Workspace& workspace, const std::string& name) {
  try {
    return workspace.world();
  } catch (const dsl::Unsound& unsound) {
    throw Failure(fmt::format("no comparison: {} has {}, the first in {}: {}",
                              name.empty() ? "the text" : "`" + name + "`", counted(unsound.errors, "error"),
                              place_words(workspace.sources(), unsound.first.place), unsound.first.message));
  }
}

// What puts in force on the day whatever of these deals has never been in force.
std::string in_force_text(const World& world, const World& other, Date on, std::set<std::string>& names) {
  std::string text;
  for (const World* each : {&world, &other}) {
    for (std::size_t i = 0; i < each->model.agreements.size(); ++i) {
      const AgreementId id(i);
      if (each->days({Subject::of(id), State::in_force, {}}).empty()) names.emplace(each->model[id].name);
    }
  }
  for (std::size_t i = 0; i < world.model.agreements.size(); ++i) {
    const std::string name(world.model.agreements[i].name);
    const DaySet in_force = world.days({Subject::of(AgreementId(i)), State::in_force, {}});
    if (names.contains(name) && in_force.empty())
      text += fmt::format("{} event {} in force\n", to_string(on), name);
  }
  return text;
}

// The workspace with a text more; none where that is not sound.
std::unique_ptr<dsl::Workspace> with_supposed(const dsl::Workspace& workspace, const std::string& text) {
  dsl::Texts texts = workspace.texts();
  texts.push_back(dsl::make_text("~supposed", text));
  auto supposed = std::make_unique<dsl::Workspace>(std::move(texts), workspace.options());
  try {
    (void)supposed->world();
  } catch (const dsl::Unsound&) {
    return nullptr;
  }
  return supposed;
}

int rank(const RedlineItem& item) {
  if (!item.direction) return 3;
  switch (*item.direction) {
    case Direction::looser: return 0;
    case Direction::tighter: return 1;
    case Direction::shifted: return 2;
    case Direction::undecided: break;
  }
  return 4;
}

std::string charge_words(const Model& model, const Charge& charge) {
  if (charge.prohibited) return "prohibited";
  return rate_words(model, charge.rate) + (charge.base_known ? "" : " beside the ordinary rate");
}

std::string other_words(const Model& model, const std::vector<PartyId>& others) {
  return others.empty() || !others[0].valid() ? "anybody" : party_words(model, others[0]);
}

// What one draft does and the other does not, as both answer it. An entry more than the texts have, which supposes a deal
// in force, changes no id of a provision.
class Examples {
 public:
  Examples(const Schedule& was, const Schedule& is, const Difference& all, Date on)
      : was_(was), is_(is), on_(on), one_{all.counterparts, {}, {}, {}} {
    for (const RuleChange& rule : all.rules) {
      const bool is_there = rule.after.valid();
      rules_[{is_there, Subject::of(is_there ? rule.after.provision : rule.before.provision)}].push_back(
          &rule);
    }
    for (const StateChange& change : all.states) {
      const bool is_there = change.after.subject.valid();
      const StateKey& key = is_there ? change.after : change.before;
      if (key.state == State::in_effect) in_effect_.emplace(Side{is_there, key.subject}, &change);
    }
  }

  // Empty: none was found.
  std::string of(const RedlineItem& item) {
    const Side side{item.after.valid(), item.after.valid() ? item.after : item.before};
    std::string at_border = of_rules(side);
    if (!at_border.empty()) return at_border;
    const auto found = in_effect_.find(side);
    if (found == in_effect_.end()) return {};
    const StateChange& change = *found->second;
    const Date first = change.first();
    if (!first.bounded()) return {};
    const bool now = change.days_after.contains(first);
    return fmt::format("on {}: {}", words(first),
                       now ? "not in effect before, in effect now" : "in effect before, not now");
  }

 private:
  using Side = std::pair<bool, Subject>;  // whether the later draft has it

  std::string of_rules(const Side& side) {
    const auto found = rules_.find(side);
    if (found == rules_.end()) return {};
    one_.rules.clear();
    std::optional<Date> day;
    for (const RuleChange* rule : found->second) {
      one_.rules.push_back(*rule);
      const std::optional<Date> first = first_day(*rule);
      if (first && first->bounded() && (!day || *first < *day)) day = first;
    }
    return day ? of_border(border(was_, is_, one_, *day), *day) : std::string();
  }

  // From the day asked about on, the first on which the drafts can differ.
  std::optional<Date> first_day(const RuleChange& rule) const {
    const DaySet days = rule.says_the_same
                            ? (rule.days_before - rule.days_after) | (rule.days_after - rule.days_before)
                            : rule.days_before | rule.days_after;
    return days.contains(on_) ? on_ : (days & DaySet::from(on_)).first_day();
  }

  std::string of_border(const Border& moves, Date day) const {
    const Model& model = is_.world().model;
    if (!moves.duties.empty() && !moves.duties[0].goods.empty()) {
      const DutyMove& move = moves.duties[0];
      return fmt::format("{} from {} into {} on {}: {} before, {} now",
                         border_goods_words(model, move.goods[0]), other_words(model, move.others),
                         party_words(model, move.giver), words(day),
                         charge_words(was_.world().model, move.before), charge_words(model, move.after));
    }
    if (!moves.exports.empty() && !moves.exports[0].goods.empty()) {
      const ExportMove& move = moves.exports[0];
      return fmt::format("{} from {} to {} on {}: {} before, {} now",
                         border_goods_words(model, move.goods[0]), party_words(model, move.giver),
                         other_words(model, move.others), words(day), to_string(move.before),
                         to_string(move.after));
    }
    return {};
  }

  const Schedule& was_;
  const Schedule& is_;
  Date on_;
  Difference one_;  // of the provision that is being looked at
  std::map<Side, std::vector<const RuleChange*>> rules_;
  std::map<Side, const StateChange*> in_effect_;
};

}  // namespace

Draft asked_draft(const Request& request, const std::string& name) {
  if (name.empty())
    return {{}, without_problems(request.environment.texts(request.directory, {}), "the text")};
  try {
    if (std::optional<dsl::Texts> texts = texts_at(request, name)) return {name, std::move(*texts)};
    const Files here = request.environment.texts(request.directory, {});
    if (std::optional<dsl::Texts> texts = read_revision(here.folder, name)) return {name, std::move(*texts)};
  } catch (const Unreadable& error) {
    throw Failure(error.what());
  }
  throw Failure(fmt::format("`{}` is no folder, no file and no revision in git", name), "quid help diff");
}

Drafts::Drafts(const Request& request_, Draft old_, Draft new_)
    : request(request_),
      old_draft(std::move(old_)),
      new_draft(std::move(new_)),
      before(workspace_of(old_draft.texts, request)),
      after(workspace_of(new_draft.texts, request)),
      was_(&sound_world(before, old_draft.name)),
      is_(&sound_world(after, new_draft.name)) {
  difference_ = quid::difference(*was_, *is_, request.on);
  texts_ = dsl::text_changes(before, after);
  find_clauses();
  find_knock_ons();
  find_examples();
}

void Drafts::find_clauses() {
  PartyId by;
  PartyId to;
  if (request.has("by")) by = asked_party(is_->model, "by", request.value("by"));
  if (request.has("to")) to = asked_party(is_->model, "to", request.value("to"));
  const auto concerns = [&](const RedlineItem& item) {
    if (!by.valid() && !to.valid()) return true;
    // The parties are those of the later text, and so is the provision where it is still there.
    const bool is_there = item.after.valid();
    const Subject subject = is_there ? item.after : item.before;
    if (subject.kind != SubjectKind::provision) return false;
    const Model& model = is_there ? is_->model : was_->model;
    const auto party = [&](PartyId id) {
      return is_there || !id.valid() ? id : difference_->counterparts.in_before(id);
    };
    return (!by.valid() || (party(by).valid() && gives(model, subject.provision(), party(by)))) &&
           (!to.valid() || (party(to).valid() && gets(model, subject.provision(), party(to))));
  };
  for (RedlineItem& item : redline(was_->model, is_->model, difference_->counterparts)) {
    const std::string name =
        item.after.valid() ? name_of(is_->model, item.after) : name_of(was_->model, item.before);
    // `us-india.gpu-cap[IN]` stands in the text as `us-india.gpu-cap`.
    told_.insert(name.substr(0, name.find('[')));
    if (!concerns(item)) continue;
    const std::string_view parts[] = {name, to_string(item.aspect), item.was, item.is};
    std::string id = dsl::fingerprint(parts).substr(0, 8);
    clauses_.push_back({std::move(item), std::move(id), {}});
  }
  std::stable_sort(clauses_.begin(), clauses_.end(),
                   [](const Redlined& a, const Redlined& b) { return rank(a.item) < rank(b.item); });
}

void Drafts::find_knock_ons() {
  for (const StateChange& change : difference_->states) {
    const bool is_there = change.after.subject.valid();
    const StateKey& key = is_there ? change.after : change.before;
    if (key.by.valid() || (key.state != State::in_effect && key.state != State::in_force)) continue;
    const std::string name = name_of(is_there ? is_->model : was_->model, key.subject);
    if (!told_.contains(name.substr(0, name.find('[')))) knock_ons_.push_back(&change);
  }
}

// As both drafts answer, where what has never been in force is supposed to be, from the day asked about.
void Drafts::find_examples() {
  std::set<std::string> names;
  const std::string for_old = in_force_text(*was_, *is_, request.on, names);
  const std::string for_new = in_force_text(*is_, *was_, request.on, names);
  const std::unique_ptr<dsl::Workspace> old_one = with_supposed(before, for_old);
  const std::unique_ptr<dsl::Workspace> new_one = with_supposed(after, for_new);
  const bool supposing = old_one != nullptr && new_one != nullptr;
  const World& old_world = supposing ? old_one->world() : *was_;
  const World& new_world = supposing ? new_one->world() : *is_;
  const Difference all = quid::difference(old_world, new_world, request.on);
  const Schedule old_rules(old_world);
  const Schedule new_rules(new_world);
  Examples examples(old_rules, new_rules, all, request.on);
  for (Redlined& clause : clauses_) clause.example = examples.of(clause.item);
  const bool any = std::any_of(clauses_.begin(), clauses_.end(),
                               [](const Redlined& each) { return !each.example.empty(); });
  if (supposing && any) supposed_.assign(names.begin(), names.end());
}

std::size_t Drafts::count(std::optional<Direction> direction) const {
  return static_cast<std::size_t>(std::count_if(clauses_.begin(), clauses_.end(), [&](const Redlined& each) {
    return each.item.direction == direction;
  }));
}

std::size_t Drafts::wording_only() const {
  return static_cast<std::size_t>(
      std::count_if(texts_.begin(), texts_.end(), [](const dsl::TextChange& each) { return each.wording; }));
}

std::vector<const dsl::TextChange*> Drafts::uncompared() const {
  std::vector<const dsl::TextChange*> found;
  for (const dsl::TextChange& each : texts_) {
    const bool is_granting =
        each.of == dsl::TextChange::Of::provision || each.of == dsl::TextChange::Of::deal;
    if (is_granting && !each.wording && !told_.contains(each.name)) found.push_back(&each);
  }
  return found;
}

std::vector<const dsl::TextChange*> Drafts::changed(dsl::TextChange::Of of) const {
  std::vector<const dsl::TextChange*> found;
  for (const dsl::TextChange& each : texts_) {
    if (each.of == of && !each.wording) found.push_back(&each);
  }
  return found;
}

}  // namespace quid::tools
