// The whole of a file: declarations and entries, in any order.
#pragma once

#include "grammar/entries.hpp"

namespace quid::grammar {

// -- scenarios and invariants

struct with_value : p::sor<string, percent, quantity, date, number, name> {};
struct with_fact : p::seq<fact_name, p::must<with_value>> {};
struct with_facts : p::if_must<key<Keyword::with>, list<with_fact>> {};
struct claim_tariff : p::seq<p::if_must<key<Keyword::tariff>, key<Keyword::on>, goods, from_parties, into>,
                             p::star<with_facts>, p::must<key<Keyword::is>, rate>> {};
struct shipped : p::sor<quantity, goods> {};
struct claim_to : p::sor<to_each, to_parties> {};
struct claim_export
    : p::seq<p::if_must<key<Keyword::export_>, key<Keyword::of>, shipped>, p::opt<from_parties>,
             p::opt<claim_to>, p::star<with_facts>, p::must<key<Keyword::is>, export_word>,
             p::star<key<Keyword::or_>, p::must<export_word>>> {};
struct claim : choose<when<Keyword::tariff, claim_tariff>, when<Keyword::export_, claim_export>> {};
struct denied_claim : p::seq<key<Keyword::not_>, claim> {};

struct expectation : p::sor<claim, denied_claim, condition> {};
struct expect : p::if_must<key<Keyword::expect>, expectation> {};
struct on_item : choose<when<Keyword::expect, expect>> {};
struct on : p::seq<p::if_must<key<Keyword::on>, date>, block<on_item>> {};

struct broken;
struct assumed_entry : entry {
  using node = broken;
};
struct assume : p::if_must<key<Keyword::assume>, assumed_entry> {};
struct scenario_item : choose<when<Keyword::assume, assume>, when<Keyword::on, on>> {};
struct with_history : p::if_must<key<Keyword::with>, key<Keyword::history>> {};
struct reading : p::if_must<key<Keyword::reading>, name> {};
struct scenario : p::seq<p::if_must<key<Keyword::scenario>, string>, p::opt<with_history>, p::opt<reading>,
                         block<scenario_item>>,
                  completes {};

struct denied : p::sor<claim, condition> {};
struct never : p::if_must<key<Keyword::never>, denied> {};
struct implied : p::if_must<key<Keyword::implies>, expectation> {};
struct always : p::seq<p::if_must<key<Keyword::always>, condition>, p::opt<implied>> {};
struct promise : choose<when<Keyword::never, never>, when<Keyword::always, always>> {
  static constexpr bool needed = true;
};
struct invariant : p::seq<key<Keyword::invariant>, p::must<new_name>, title, headed_block<promise>>,
                   completes {};

// -- what the texts hold whole

struct complete_tariff
    : p::seq<p::if_must<key<Keyword::tariff>, key<Keyword::on>, goods>, p::opt<from_parties>> {};
struct complete_export
    : p::seq<p::if_must<key<Keyword::export_>, key<Keyword::of>, goods>, p::opt<to_parties>> {};
struct complete_rules
    : choose<when<Keyword::tariff, complete_tariff>, when<Keyword::export_, complete_export>> {};
struct complete_from : p::if_must<key<Keyword::from>, date> {};
struct complete_through : p::if_must<key<Keyword::through>, date> {};
struct complete_tail
    : p::star<choose<when<Keyword::source, source>, when<Keyword::grade, grade>, when<Keyword::note, note>>> {
};
struct complete : p::seq<key<Keyword::complete>, p::must<complete_rules, by, complete_from>,
                         p::opt<complete_through>, p::must<source>, complete_tail>,
                  completes {};

// -- the file

struct declaration
    : choose<when<Keyword::party, party>, when<Keyword::group, group>, when<Keyword::entity, entity>,
             when<Keyword::unit, unit>, when<Keyword::product, product>, when<Keyword::chip, chip>,
             when<Keyword::metric, metric>, when<Keyword::authority, authority>,
             when<Keyword::agreement, agreement>, when<Keyword::measure, measure>,
             when<Keyword::proposal, proposal>, when<Keyword::simultaneous, simultaneous>,
             when<Keyword::first, first_of>, when<Keyword::presume, presume>,
             when<Keyword::complete, complete>, when<Keyword::scenario, scenario>,
             when<Keyword::invariant, invariant>> {};

// A node whose kind is known once its marks have been read.
struct declared : p::sor<entry, declaration> {};
struct item : p::sor<p::seq<private_mark, p::must<declared>>, declared> {
  using node = broken;
  static constexpr bool starts(Keyword keyword) {
    return keyword == Keyword::private_ || declaration::starts(keyword);
  }
};

struct byte_order_mark : p::string<'\xEF', '\xBB', '\xBF'> {};
struct file : p::seq<p::opt<byte_order_mark>, blanks, p::star<resumed<item>>, p::eof> {};

}  // namespace quid::grammar
