// Who and what a workspace speaks of, the deals, and what stands in them.
#pragma once

#include "grammar/treatments.hpp"

namespace quid::grammar {

// -- what every block may say

struct address : p::if_must<key<Keyword::at>, string> {};
struct source : p::seq<p::if_must<key<Keyword::source>, string>, p::opt<address>> {};
struct cite : p::if_must<key<Keyword::cite>, string> {};
struct text : p::if_must<key<Keyword::text>, string> {};
struct note : p::if_must<key<Keyword::note>, string> {};

template <typename... Cases>
using common_and = choose<
#define QUID_COMMON(keyword, text, rule, ...) when<Keyword::keyword, rule>,
#include "grammar/properties.def"
    Cases...>;
struct common : common_and<> {};

// -- blocks

// A rule that is taken up again after a mistake in it. `starts` says which words begin one.
template <typename Item>
struct resumed : p::seq<Item> {
  static constexpr bool starts(Keyword keyword) { return Item::starts(keyword); }
};
// The same for what a block begins with, before its `Item`s. `needed` says whether it may be left out.
template <typename First, typename Item>
struct resumed_first : p::seq<First> {
  using first = First;
  static constexpr bool starts(Keyword keyword) { return First::starts(keyword) || Item::starts(keyword); }
  static constexpr bool starts_later(Keyword keyword) { return Item::starts(keyword); }
};

// A declaration or an entry makes no node of its own: it says of what kind the node is that the marks before
// it have begun.
struct completes {};

struct open_brace : symbol<'{'> {};
struct close_brace : symbol<'}'> {};

// What the text between braces belongs to is the node that is open where it begins.
struct encloses {};

template <typename Item>
struct block : p::seq<p::must<open_brace>, p::star<resumed<Item>>, p::must<close_brace>>, encloses {};
// A block that begins with something of its own.
template <typename First, typename Item = common>
struct headed_block : p::seq<p::must<open_brace>, p::opt<resumed_first<First, Item>>, p::star<resumed<Item>>,
                             p::must<close_brace>>,
                      encloses {};
// A block that may be left out.
template <typename Item>
struct optional_block : p::opt<p::at<p::one<'{'>>, block<Item>> {};

// The name that a declaration gives, and its title.
struct new_name : p::seq<scan<end_of_name>, blanks> {
  using node = name;
};
struct title : p::opt<string> {};

// -- parties, groups, companies

struct by : p::if_must<key<Keyword::by>, names> {};

struct members : p::if_must<key<Keyword::members>, names> {};
struct party : p::seq<key<Keyword::party>, p::must<new_name>, title,
                      optional_block<common_and<when<Keyword::members, members>>>>,
               completes {};

struct member_from : p::if_must<key<Keyword::from>, date> {};
struct member_until : p::if_must<key<Keyword::until>, date> {};
struct member : p::seq<name, p::opt<member_from>, p::opt<member_until>> {};
struct all_except : p::if_must<key<Keyword::all>, key<Keyword::except>, names> {};
struct member_list : list<member> {};
struct group_members : choose<when<Keyword::all, all_except>, otherwise<member_list>> {
  static constexpr bool needed = false;
};
struct group : p::seq<key<Keyword::group>, p::must<new_name>, title, headed_block<group_members>>,
               completes {};

struct located : p::if_must<key<Keyword::in>, name> {};
struct headquarters : p::if_must<key<Keyword::headquarters>, name> {};
struct parent : p::if_must<key<Keyword::parent>, name> {};
struct entity_item : common_and<when<Keyword::in, located>, when<Keyword::headquarters, headquarters>,
                                when<Keyword::parent, parent>> {};
struct entity : p::seq<key<Keyword::entity>, p::must<new_name>, title, block<entity_item>>, completes {};

// -- units, goods, chips, metrics

struct unit_worth : p::if_must<equals, value<quantity>> {};
struct unit : p::seq<key<Keyword::unit>, p::must<new_name>, title, p::opt<unit_worth>>, completes {};

struct product_goods : p::seq<goods> {
  static constexpr bool needed = true;
  static constexpr bool starts(Keyword keyword) { return goods_part::starts(keyword); }
};
struct product : p::seq<key<Keyword::product>, p::must<new_name>, title, headed_block<product_goods>>,
                 completes {};

struct chip_tpp : p::if_must<key<Keyword::tpp>, value<quantity>> {};
struct chip_bandwidth : p::if_must<key<Keyword::bandwidth>, value<quantity>> {};
struct chip_density : p::if_must<key<Keyword::density>, number> {};
struct eccn_or_none : p::sor<none, eccn> {};
struct chip_eccn : p::if_must<key<Keyword::eccn>, eccn_or_none> {};
struct chip_item : common_and<when<Keyword::tpp, chip_tpp>, when<Keyword::bandwidth, chip_bandwidth>,
                              when<Keyword::density, chip_density>, when<Keyword::eccn, chip_eccn>,
                              when<Keyword::hs, goods_hs>> {};
struct chip : p::seq<key<Keyword::chip>, p::must<new_name>, title, block<chip_item>>, completes {};

struct metric_name : ref {
  using node = ref;
};
struct metric : p::seq<p::if_must<key<Keyword::metric>, metric_name>, title,
                       p::must<key<Keyword::in>, unit_name>, optional_block<common>>,
                completes {};

struct authority_item : common_and<when<Keyword::by, by>> {};
struct authority : p::seq<key<Keyword::authority>, p::must<new_name>, title, optional_block<authority_item>>,
                   completes {};

// -- properties

struct to_each : p::seq<key<Keyword::to>, key<Keyword::each>, p::must<name>> {};
struct to_all : p::seq<key<Keyword::to>, key<Keyword::all>> {};
struct to : p::if_must<key<Keyword::to>, names> {};
struct any_to : p::sor<to_each, to_all, to> {};

struct strength_word : choose<when_key<Keyword::shall>, when_key<Keyword::will>, when_key<Keyword::intends>,
                              when_key<Keyword::considers>> {};
struct strength : p::if_must<key<Keyword::strength>, value<strength_word>> {};

struct from : p::if_must<key<Keyword::from>, moment> {};
struct through : p::if_must<key<Keyword::through>, moment> {};
struct once : p::if_must<key<Keyword::once>, condition_value> {};
struct while_ : p::if_must<key<Keyword::while_>, condition_value> {};
struct unless : p::if_must<key<Keyword::unless>, condition_value> {};
struct date_or_condition : p::sor<date, condition_value> {};
struct until : p::if_must<key<Keyword::until>, date_or_condition> {};

struct of_goods : p::if_must<key<Keyword::of>, goods> {};
struct by_moment : p::if_must<key<Keyword::by>, moment> {};
struct deliver
    : p::seq<p::if_must<key<Keyword::deliver>, value<amount>>, p::opt<of_goods>, p::must<by_moment>> {};
struct reaches
    : p::seq<p::if_must<key<Keyword::reaches>, ref, comparison, value<amount>>, p::opt<by_moment>> {};
struct due_each : p::seq<key<Keyword::due>, key<Keyword::each>, p::must<year_days>> {};
struct due : p::if_must<key<Keyword::due>, moment> {};
struct any_due : p::sor<due_each, due> {};
struct counts_toward : p::if_must<key<Keyword::counts>, key<Keyword::toward>, ref> {};
struct implements : p::if_must<key<Keyword::implements>, ref> {};
struct yields_to : p::if_must<key<Keyword::yields>, key<Keyword::to>, ref> {};
struct applies_where : p::if_must<key<Keyword::applies>, key<Keyword::where>, test> {};
struct under : p::if_must<key<Keyword::under>, ref> {};

struct parties : p::if_must<key<Keyword::parties>, names> {};
struct stage_word : choose<when_key<Keyword::draft>, when_key<Keyword::tabled>, when_key<Keyword::agreed>,
                           when_key<Keyword::scrubbed>, when_key<Keyword::final_>> {};
struct stage : p::if_must<key<Keyword::stage>, stage_word> {};
struct operative_word : key<Keyword::operative> {};
struct into_force : p::sor<p::if_must<key<Keyword::in>, key<Keyword::force>>, operative_word> {};
struct in_force_once : p::seq<into_force, key<Keyword::once>, p::must<condition_value>> {};
struct in_force_on : p::if_must<into_force, moment> {};
struct in_force : p::sor<in_force_once, in_force_on> {};
struct provisional_from : p::if_must<key<Keyword::provisional>, key<Keyword::from>, moment> {};
struct expires : p::if_must<key<Keyword::expires>, moment> {};
struct review_each : p::seq<key<Keyword::review>, key<Keyword::each>, p::must<year_days>> {};
struct review : p::if_must<key<Keyword::review>, moment> {};
struct any_review : p::sor<review_each, review> {};
struct terminates
    : p::if_must<key<Keyword::terminates>, value<duration>, key<Keyword::after>, key<Keyword::notice>> {};

// Every property of deals and provisions. Whether it belongs in its block is asked afterwards, so that one in
// the wrong place is a finding of its own and its text is still understood.
template <typename... Cases>
using property_and = common_and<
#define QUID_PROPERTY(keyword, text, rule, ...) when<Keyword::keyword, rule>,
#include "grammar/properties.def"
    Cases...>;
struct property : property_and<> {};

// -- provisions

struct open_mark : p::seq<symbol<'['>, p::opt<names>, p::must<close_bracket>> {};
struct provision_kind
    : choose<when_key<Keyword::concession>, when_key<Keyword::allowance>, when_key<Keyword::control>,
             when_key<Keyword::undertaking>, when_key<Keyword::commitment>, when_key<Keyword::option>,
             when_key<Keyword::milestone>, when_key<Keyword::target>> {};
struct provision : p::seq<p::opt<private_mark>, p::opt<open_mark>, p::must<provision_kind, new_name>, title,
                          block<property>> {};

// `otherwise` a mark in brackets, or a mistake.
struct marked_provision : p::seq<p::at<p::one<'['>>, provision> {};
struct deal_item : property_and<when<Keyword::concession, provision>, when<Keyword::allowance, provision>,
                                when<Keyword::control, provision>, when<Keyword::undertaking, provision>,
                                when<Keyword::commitment, provision>, when<Keyword::option, provision>,
                                when<Keyword::milestone, provision>, when<Keyword::target, provision>,
                                when<Keyword::private_, provision>, otherwise<marked_provision>> {};

// -- deals and changes to them

struct agreement : p::seq<key<Keyword::agreement>, p::must<new_name>, title, block<deal_item>>, completes {};
struct measure : p::seq<key<Keyword::measure>, p::must<new_name>, title, block<deal_item>>, completes {};

struct amends : p::if_must<key<Keyword::amends>, ref> {};
struct replace : p::seq<p::if_must<key<Keyword::replace>, name>, block<property>> {};
struct add : p::if_must<key<Keyword::add>, provision> {};
struct remove : p::if_must<key<Keyword::remove>, name> {};
struct set : p::if_must<key<Keyword::set>, property> {};
struct proposal_item
    : common_and<when<Keyword::amends, amends>, when<Keyword::by, by>, when<Keyword::replace, replace>,
                 when<Keyword::add, add>, when<Keyword::remove, remove>, when<Keyword::set, set>> {};
struct proposal : p::seq<key<Keyword::proposal>, p::must<new_name>, title, block<proposal_item>>,
                  completes {};

struct ref_list : list<ref> {
  static constexpr bool needed = false;
  static constexpr bool starts(Keyword) { return false; }
};
struct nothing_more : p::failure {
  static constexpr bool starts(Keyword) { return false; }
};
struct simultaneous : p::seq<key<Keyword::simultaneous>, headed_block<ref_list, nothing_more>>, completes {};

struct first_of
    : p::seq<p::if_must<key<Keyword::first>, key<Keyword::of>>, headed_block<ref_list, nothing_more>>,
      completes {};

// -- what a case is taken to be

struct presumed_value : p::sor<string, percent, quantity, date, number, none, name> {};
struct presume : p::seq<key<Keyword::presume>, p::must<fact_name, presumed_value>>, completes {};

}  // namespace quid::grammar
