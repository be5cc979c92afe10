// What: goods, and what happens to them at the border.
#pragma once

#include "grammar/conditions.hpp"

namespace quid::grammar {

// -- goods

struct goods_name : p::seq<p::not_at<key_text<Keyword::chips>>, scan<end_of_name>, blanks> {
  using node = name;
};
struct goods_all : p::if_must<key<Keyword::all>, key<Keyword::goods>> {};
struct goods_hs : p::seq<key<Keyword::hs>, p::must<hs>, p::star<comma, hs>> {};
struct goods_eccn : p::seq<key<Keyword::eccn>, p::must<eccn>, p::star<comma, eccn>> {};
struct goods_named : open_list<goods_name> {};
struct goods_chips : p::seq<key<Keyword::chips>, p::opt<key<Keyword::where>, p::must<test>>> {};

// A comma goes on with the list of codes or names if one follows, and begins another kind of goods if not.
struct goods_part
    : choose<when<Keyword::all, goods_all>, when<Keyword::hs, goods_hs>, when<Keyword::eccn, goods_eccn>,
             when<Keyword::chips, goods_chips>, otherwise<goods_named>> {};
struct goods_parts : p::seq<goods_part, p::star<p::opt<comma>, goods_part>> {};
struct goods_except : p::if_must<key<Keyword::except>, goods_parts> {};
struct goods : p::seq<goods_parts, p::opt<goods_except>> {};

// -- rates

struct percent_value : value<percent> {};
struct specific : p::seq<quantity, p::must<key<Keyword::per>, quantity>> {};
struct plain_rate : p::sor<percent, specific> {};
struct rate_part : value<plain_rate> {};
struct rate : p::seq<rate_part, p::star<symbol<'+'>, p::must<rate_part>>> {};

// -- quotas

struct times_sign
    : p::sor<p::string<'\xC3', '\x97'>, p::seq<p::one<'x'>, p::not_at<p::sor<p::alnum, p::one<'-'>>>>> {};
struct times : p::seq<times_sign, blanks> {};
struct share_of : p::sor<p::seq<percent, p::must<key<Keyword::of>, ref>>, p::seq<number, times, ref>> {};

struct year_basis : key<Keyword::year> {};
struct quarter_basis : key<Keyword::quarter> {};
struct month_basis : key<Keyword::month> {};
struct window_basis : p::seq<period> {};
struct all_basis : key<Keyword::all> {};
struct per_what : choose<when<Keyword::year, year_basis>, when<Keyword::quarter, quarter_basis>,
                         when<Keyword::month, month_basis>, otherwise<window_basis>> {};
struct consignee_account : key<Keyword::consignee> {};
struct parent_account : key<Keyword::parent> {};
struct per_whom : choose<when<Keyword::consignee, consignee_account>, when<Keyword::parent, parent_account>> {
};
struct basis : p::seq<choose<when<Keyword::per, p::if_must<key<Keyword::per>, per_what>>,
                             when<Keyword::in, p::if_must<key<Keyword::in>, all_basis>>>,
                      p::opt<key<Keyword::per>, p::must<per_whom>>> {};

struct exception : p::seq<value<quantity>, p::must<key<Keyword::in>, period>> {};
struct exceptions : p::if_must<open_paren, list<exception>, close_paren> {};
struct limit_amount : p::sor<share_of, value<quantity>> {};
struct limit
    : p::seq<p::if_must<key<Keyword::up>, key<Keyword::to>, limit_amount, basis>, p::opt<exceptions>> {};

struct carried : p::seq<period, p::must<key<Keyword::to>, period>> {};
struct carrying : p::seq<key<Keyword::carrying>, p::must<carried>, p::star<comma, carried>> {};

// -- tariff words

struct tariff_base : p::seq<key<Keyword::base>, p::opt<rate>> {};
struct tariff_add_to : p::seq<key<Keyword::add>, key<Keyword::to>, p::must<percent_value>> {};
struct tariff_add : p::seq<key<Keyword::add>, p::must<rate>, p::opt<key<Keyword::of>, p::must<fact_name>>> {};
struct tariff_cap : p::if_must<key<Keyword::cap>, percent_value> {};
struct tariff_set : p::if_must<key<Keyword::set>, rate> {};
struct tariff_limit : p::if_must<key<Keyword::limit>, ref, key<Keyword::to>, percent_value> {};
struct steps_word : p::sor<key<Keyword::steps>, key<Keyword::step>> {};
struct tariff_cut : p::if_must<key<Keyword::cut>, key<Keyword::to>, percent_value, key<Keyword::in>, number,
                               key<Keyword::annual>, steps_word> {};
struct tariff_exempt : p::if_must<key<Keyword::exempt>, key<Keyword::from>, ref> {};
struct tariff_prohibit : key<Keyword::prohibit> {};
struct tariff_word
    : choose<when<Keyword::base, tariff_base>, when<Keyword::add, p::sor<tariff_add_to, tariff_add>>,
             when<Keyword::cap, tariff_cap>, when<Keyword::set, tariff_set>,
             when<Keyword::limit, tariff_limit>, when<Keyword::cut, tariff_cut>,
             when<Keyword::exempt, tariff_exempt>, when<Keyword::prohibit, tariff_prohibit>> {};

// -- export words

struct license_word : p::sor<key<Keyword::approved>, key<Keyword::denied>> {};
struct license : p::seq<key<Keyword::license>, p::opt<key<Keyword::presumed>, p::must<license_word>>> {};
struct export_word
    : choose<when_key<Keyword::allow>, when_key<Keyword::notify>, when<Keyword::license, license>,
             when_key<Keyword::deny>, when_key<Keyword::prohibit>> {};

// -- treatments

struct band;
template <typename Word>
struct band_of : p::seq<Word, p::opt<limit>, p::opt<carrying>> {
  using node = band;
};
template <typename Word>
struct bands : p::seq<p::must<band_of<Word>>, p::star<comma, p::must<key<Keyword::then>, band_of<Word>>>> {};

// `from` may also begin the next property, after a treatment that is cut short.
struct from_parties
    : p::seq<key<Keyword::from>, p::not_at<p::sor<p::digit, key_text<Keyword::first>>>, p::must<names>> {};
struct to_parties : p::if_must<key<Keyword::to>, names> {};
struct where : p::if_must<key<Keyword::where>, test> {};

struct tariff : p::seq<p::if_must<key<Keyword::tariff>, key<Keyword::on>, goods>, p::opt<from_parties>,
                       p::must<colon>, bands<tariff_word>, p::opt<where>> {};
struct export_ : p::seq<p::if_must<key<Keyword::export_>, key<Keyword::of>, goods>, p::opt<from_parties>,
                        p::opt<to_parties>, p::must<colon>, bands<export_word>, p::opt<where>> {};

}  // namespace quid::grammar
