#include "core/why/reason_words.hpp"

#include <fmt/format.h>

#include <array>

#include "core/model/words.hpp"

namespace quid {

namespace {

class StepWords {
 public:
  StepWords(const Model& model, const Reason& reason) : model_(model), reason_(reason) {}

  std::string operator()(const OfState& of) const { return name_of(model_, of.key); }
  std::string operator()(const Shown& shown) const { return name_of(model_, shown.key); }

  std::string operator()(const OfPart& of) const {
    const std::string what =
        reason_.children.size() == 1 ? words(model_, reason_.children[0]) : std::string();
    const auto with = [&](std::string_view clause, std::string_view otherwise) {
      return what.empty() ? std::string(otherwise) : fmt::format("{} {}", clause, what);
    };
    switch (of.part) {
      case Part::version: return "as this text reads";
      case Part::agreement: return "the agreement";
      case Part::provisional: return "provisional application";
      case Part::measure: return "the measure";
      case Part::authority: return "the authority";
      case Part::enactment: return "enactment";
      case Part::membership: return "membership";
      case Part::from: return "its first day";
      case Part::through: return "its last day";
      case Part::once: return with("once", "once all of these have held");
      case Part::while_: return with("while", "while all of these hold");
      case Part::unless: return with("unless", "unless these hold");
      case Part::until: return with("until", "until these hold");
      case Part::suspension: return "not suspended";
      case Part::end: return "not ended";
      case Part::rule: return "by its own rule";
      case Part::event: return "by what is recorded";
      case Part::expiry: return "not expired";
      case Part::implements: return "an implementing measure";
      case Part::progress: return "the amount";
      case Part::each_party: return "each party";
      case Part::operand: return "all of these";
    }
    return {};
  }

  std::string operator()(const Operands&) const {
    switch (reason_.decides) {
      case Decides::all: return "all of these";
      case Decides::any: return "any of these";
      case Decides::at_least: break;
    }
    return fmt::format("at least {} of {}", reason_.number, reason_.children.size());
  }
  std::string operator()(const Negation&) const { return "not " + below("the following"); }
  std::string operator()(const SinceThen&) const { return "once " + below("these have held"); }

  std::string operator()(const Lasting& lasting) const {
    const std::string term = to_string(lasting.duration);
    return lasting.kind == Lasting::Kind::for_ ? fmt::format("{} for {}", below("these"), term)
                                               : fmt::format("within {} after {}", term, below("these"));
  }

  std::string operator()(const AtMoment& at) const {
    const std::string_view side = at.side == AtMoment::Side::from ? "from " : "through ";
    if (at.moment.form == Moment::Form::date) return fmt::format("{}{}", side, words(at.moment.date));
    std::string text(side);
    switch (at.moment.form) {
      case Moment::Form::offset: text += to_string(at.moment.duration) + " after "; break;
      case Moment::Form::month_of: text += "the first of the month of "; break;
      case Moment::Form::month_after: text += "the first of the month after "; break;
      case Moment::Form::date:
      case Moment::Form::first_day: break;
    }
    return fmt::format("{}{}: {}", text, words(model_, at.moment.first_of),
                       at.day ? words(*at.day) : "no such day yet");
  }

  std::string operator()(const Recorded& recorded) const {
    const Entry& entry = model_[recorded.entry];
    return fmt::format("{}{}: {}{}", recorded.is_to_come ? "not before " : "", words(entry.date),
                       words(model_, entry),
                       entry.acts_from != entry.date ? ", effective " + words(entry.acts_from) : "");
  }
  std::string operator()(const Unrecorded& unrecorded) const {
    return fmt::format("nothing recorded that says `{}`", name_of(model_, unrecorded.key));
  }
  std::string operator()(const Unopposed& unopposed) const {
    if (unopposed.key.state != State::standing) return "nothing recorded against it";
    return name_of(model_, unopposed.key.subject) + " stands: nothing recorded against it";
  }
  std::string operator()(const OnDate& date) const { return words(model_, date.condition); }

  std::string operator()(const Compared& compared) const {
    return fmt::format("{}: {}", bar(compared), observed(compared));
  }
  std::string bar(const Compared& compared) const {
    return fmt::format("{} {} {}", model_[compared.metric].name, to_string(compared.comparison),
                       words(model_, model_[compared.bar]));
  }
  std::string observed(const Compared& compared) const {
    if (!compared.last) return "nothing observed";
    const Observation& last = model_[compared.metric].observations[*compared.last];
    return fmt::format("{} observed on {}", words(model_, last.value), words(last.date));
  }

  std::string operator()(const MemberOf& member) const {
    return fmt::format("{} in {}",
                       member.party.valid() ? model_[member.party].code : model_[member.entity].name,
                       model_[member.group].name);
  }
  std::string operator()(const QuotaUse&) const {
    return reason_.holds ? "the use recorded so far fills it"
                         : "the use recorded so far leaves room, or nothing limits it";
  }
  std::string operator()(const TextCounts& text) const {
    switch (text.kind) {
      case TextCounts::Kind::as_written: return "the text as written";
      case TextCounts::Kind::enacted: return "enacted by its text: no event says otherwise";
      case TextCounts::Kind::never_adopted: return "this text has not been adopted";
      case TextCounts::Kind::counts: return "this is the text on that day";
      case TextCounts::Kind::replaced: return "another text counts on that day";
    }
    return {};
  }
  std::string operator()(const TextOpen&) const { return "a bracket is open: nobody has agreed this text"; }
  std::string operator()(const Unsaid&) const { return "its text provides for nothing of the kind"; }

 private:
  std::string below(std::string_view otherwise) const {
    return reason_.children.empty() ? std::string(otherwise) : words(model_, reason_.children[0]);
  }

  const Model& model_;
  const Reason& reason_;
};

// Of a long list the first few; who wants them all reads the value.
std::string chained(const Model& model, const std::vector<Missing>& list, std::string_view conjunction,
                    std::string (*one)(const Model&, const Missing&)) {
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!text.empty()) text += fmt::format(" {} ", conjunction);
    if (i + 1 >= most && list.size() > most) return text + fmt::format("{} more", list.size() - i);
    const bool is_one = list[i].kind == Missing::Kind::one;
    text += is_one ? one(model, list[i]) : fmt::format("({})", one(model, list[i]));
  }
  return text;
}

std::string joined(const Model& model, const Missing& missing,
                   std::string (*one)(const Model&, const Missing&)) {
  switch (missing.kind) {
    case Missing::Kind::one: return one(model, missing);
    case Missing::Kind::all: return chained(model, missing.of, "and", one);
    case Missing::Kind::any: return chained(model, missing.of, "or", one);
    case Missing::Kind::at_least: break;
  }
  return fmt::format("at least {} of {}: {}", missing.number, missing.of.size(),
                     chained(model, missing.of, "or", one));
}

std::string no_longer(const Model& model, const StateKey& key) {
  return fmt::format("{} no longer {}", name_of(model, key.subject), to_string(key.state));
}

}  // namespace

std::string words(const Model& model, const Reason& reason) {
  return std::visit(StepWords(model, reason), reason.step);
}

std::optional<std::string_view> leading_words(const Reason& reason) {
  if (reason.children.size() != 1) return std::nullopt;
  const Reason& only = reason.children.front();
  if (reason.holds != only.holds || reason.minus != only.minus) return std::nullopt;
  if (reason.as<SinceThen>() != nullptr) return "";
  const OfPart* of = reason.as<OfPart>();
  if (of == nullptr) return std::nullopt;
  switch (of->part) {
    case Part::once: return "once ";
    case Part::while_: return "while ";
    default: return std::nullopt;
  }
}

std::string_view kind_words(const Reason& reason) {
  if (const OfPart* of = reason.as<OfPart>()) return to_string(of->part);
  return std::visit([](const auto& each) { return each.name; }, reason.step);
}

std::string_view to_string(Decides decides) {
  static constexpr std::array<std::string_view, 3> names = {"all", "any", "at_least"};
  return names[static_cast<std::size_t>(decides)];
}

std::string words(const Model& model, const Missing& missing) {
  if (missing.kind != Missing::Kind::one) return joined(model, missing, words);
  const Reason& reason = missing.reason;
  if (const Compared* compared = reason.as<Compared>()) return StepWords(model, reason).bar(*compared);
  if (is_over(missing)) {
    const OfPart* of = reason.as<OfPart>();
    const bool says_how_long = of == nullptr || of->part == Part::until;
    return says_how_long ? "it was to hold only " + words(model, reason)
                         : words(model, reason) + ", which has ended it for good";
  }
  const StateKey* key = reason.state();
  if (key == nullptr || !key->subject.valid() || reason.as<QuotaUse>() != nullptr)
    return words(model, reason);
  if (reason.minus) return no_longer(model, *key);
  const bool waits_for_itself = missing.is_final && reason.as<Shown>() != nullptr;
  return waits_for_itself ? name_of(model, *key) + ", which waits for itself" : name_of(model, *key);
}

std::string so_far_words(const Model& model, const Missing& missing) {
  if (missing.kind != Missing::Kind::one) return {};
  if (const Compared* compared = missing.reason.as<Compared>())
    return StepWords(model, missing.reason).observed(*compared);
  const Recorded* recorded = missing.reason.as<Recorded>();
  if (recorded == nullptr || missing.comes) return {};
  const Entry& entry = model[recorded->entry];
  return fmt::format("{} on {}", words(model, entry), words(entry.acts_from));
}

std::string ending_words(const Model& model, const Missing& ending) {
  if (ending.kind != Missing::Kind::one) return joined(model, ending, ending_words);
  const Reason& reason = ending.reason;
  if (ending.comes) return words(*ending.comes) + " has passed";
  if (const StateKey* key = reason.state()) {
    return fmt::format("{} {}", name_of(model, key->subject),
                       state_words(model, *key, reason.minus ? Holding::holds : Holding::no_longer));
  }
  if (const Compared* compared = reason.as<Compared>())
    return "no longer " + StepWords(model, reason).bar(*compared);
  return "no longer " + words(model, reason);
}

std::string state_words(const Model& model, const StateKey& key, Holding holding) {
  static constexpr std::array<std::array<std::string_view, 4>, 2> verbs = {
      std::array<std::string_view, 4>{"is", "has been", "is not", "is no longer"},
      std::array<std::string_view, 4>{"has", "has", "has not", "has not"}};
  const Predicate said = predicate(key.state);
  const bool framework = key.state == State::in_force && model[key.subject.agreement()].operative;
  std::string text =
      fmt::format("{} {}", verbs[static_cast<std::size_t>(said.verb)][static_cast<std::size_t>(holding)],
                  framework ? "operative" : said.words);
  if (key.by.valid()) text += " by " + party_words(model, key.by);
  return text;
}

}  // namespace quid
