// The chain over the records of a ledger: each record's seal covers its own parts and the seal before it, so that
// who changes, drops or inserts one has to make every later seal anew.
#pragma once

#include <string>
#include <string_view>

#include "ledger/record.hpp"

namespace quid::ledger {

// 32 bytes, SHA-256.
std::string seal_of(std::string_view before, const Record& record);

std::string hex(std::string_view bytes);
// Empty where the text is no hexadecimal.
std::string from_hex(std::string_view text);

}  // namespace quid::ledger
