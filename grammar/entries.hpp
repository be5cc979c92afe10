// What has happened: one dated line each.
#pragma once

#include "grammar/declarations.hpp"

namespace quid::grammar {

// -- how an entry may end

struct effective : p::if_must<key<Keyword::effective>, date> {};
struct recorded : p::if_must<key<Keyword::recorded>, date> {};
struct grade_word : choose<when_key<Keyword::primary>, when_key<Keyword::official>, when_key<Keyword::press>,
                           when_key<Keyword::reported>> {};
struct grade : p::if_must<key<Keyword::grade>, grade_word> {};
struct tail
    : p::star<choose<when<Keyword::effective, effective>, when<Keyword::recorded, recorded>,
                     when<Keyword::source, source>, when<Keyword::grade, grade>, when<Keyword::note, note>>> {
};

// -- what an entry says

struct in_force_verb : p::if_must<key<Keyword::in>, key<Keyword::force>> {};
struct notice_verb : p::seq<key<Keyword::notice>, p::opt<key<Keyword::withdrawn>>> {};
struct from_the_start_words : p::if_must<key<Keyword::from>, key<Keyword::the>, key<Keyword::start>> {};
struct struck_down_verb : p::seq<struck_down_words, p::opt<from_the_start_words>> {};

// The words of the verbs that begin with a keyword: most are that keyword alone.
template <Keyword K>
struct verb_words : key<K> {};
template <>
struct verb_words<Keyword::in> : in_force_verb {};
template <>
struct verb_words<Keyword::notice> : notice_verb {};
template <>
struct verb_words<Keyword::struck> : struck_down_verb {};

struct verb : choose<
#define QUID_VERB(name, words, keyword, ...) when<Keyword::keyword, verb_words<Keyword::keyword>>,
#include "core/model/states.def"
                  when_key<Keyword::operative>> {
};

struct used_under : p::if_must<key<Keyword::under>, ref> {};
struct consignee : p::if_must<key<Keyword::consignee>, name> {};
struct into : p::if_must<key<Keyword::into>, name> {};
struct position : choose<when_key<Keyword::on>, when_key<Keyword::supports>, when_key<Keyword::opposes>> {};

struct event : p::seq<p::if_must<key<Keyword::event>, ref, verb>, p::opt<actors>, p::opt<string>, tail>,
               completes {};
struct statement : p::seq<p::if_must<key<Keyword::statement>, string>, p::opt<position, p::must<ref>>,
                          p::opt<string>, tail>,
                   completes {};
struct observe : p::seq<p::if_must<key<Keyword::observe>, ref, amount>, tail>, completes {};
struct ship : p::seq<p::if_must<key<Keyword::ship>, amount>, p::opt<of_goods>,
                     p::must<from_parties, to_parties>, p::opt<used_under>, p::opt<consignee>, tail>,
              completes {};
struct enter : p::seq<p::if_must<key<Keyword::enter>, amount>, p::opt<of_goods>, p::must<from_parties, into>,
                      p::opt<used_under>, p::opt<consignee>, tail>,
               completes {};
struct progress : p::seq<p::if_must<key<Keyword::progress>, ref, amount>, tail>, completes {};
struct fact : choose<when<Keyword::event, event>, when<Keyword::statement, statement>,
                     when<Keyword::observe, observe>, when<Keyword::ship, ship>, when<Keyword::enter, enter>,
                     when<Keyword::progress, progress>> {};

struct entry : p::seq<date, p::must<fact>> {};

}  // namespace quid::grammar
