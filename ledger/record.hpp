// One record of a ledger: an entry of the language as text, or the reversal of an earlier record.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "core/values/date.hpp"

namespace quid::ledger {

// Records are numbered 1, 2, 3 … without a gap.
using Number = std::int64_t;

struct Record {
  Number number = 0;       // given when it is stored
  Date day;                // of the entry as written; of a reversal, the day on which it was made
  Date known;              // by this day and later, it counts
  std::string text;        // one line; empty for a reversal
  std::string private_to;  // a party's code; empty for what everybody may see
  std::string moment;      // of recording: ISO 8601 in UTC
  std::string recorder;
  Number reverses = 0;  // 0: nothing
  std::string because;  // of a reversal
  std::string origin;   // the seal that it has in the ledger from which it was imported; else empty
  std::string seal;     // given when it is stored

  bool is_reversal() const { return reverses != 0; }
  // What it is called on every machine.
  const std::string& identity() const { return origin.empty() ? seal : origin; }
};

// How far a ledger goes: so many records, the last with this seal.
struct Head {
  Number count = 0;
  std::string seal;
  friend bool operator==(const Head&, const Head&) = default;
};

// The job cannot be done, worded for a person.
struct Refused : std::runtime_error {
  using runtime_error::runtime_error;
};
// Somebody else has recorded since the head was read.
struct Moved : Refused {
  using Refused::Refused;
};

}  // namespace quid::ledger
