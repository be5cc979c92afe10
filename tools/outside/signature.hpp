// Who records, and when: read from the clock and the environment beside everything else that is read there, in
// terminal.cpp.
#pragma once

#include <string>

namespace quid::tools {

struct Signature {
  std::string moment;    // `2026-11-24T23:50:01.123456Z`
  std::string recorder;  // QUID_RECORDER, else the name under which somebody is logged in
};
Signature signature();

}  // namespace quid::tools
