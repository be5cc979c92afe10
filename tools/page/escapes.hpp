// Text inside the formats that programs read: for each one function that keeps a text inside its field, whatever
// it says. What a format can write as another sign keeps its meaning (JSON); elsewhere what is not shown to a
// person is U+FFFD, as `Shown` has it.
#pragma once

#include <string>
#include <string_view>

namespace quid::tools {

// Between the quotes of JSON. What is not shown is written as `\u202E`, so that a terminal shows the JSON as it
// is; bytes that are not UTF-8 become U+FFFD. The same for `##[`, a command to some that read a log.
std::string json_escaped(std::string_view text);
// In an attribute of XML 1.0, or between its tags.
std::string xml_escaped(std::string_view text);
// The path in a URI (RFC 3986).
std::string uri_escaped(std::string_view path);

// In a workflow command of GitHub: as the message, and as the value of a property.
std::string github_message(std::string_view text);
std::string github_property(std::string_view text);
// In a cell of a Markdown table, as text; no sign of it is markup.
std::string markdown_escaped(std::string_view text);

// A value of the type TEXT in a calendar (RFC 5545).
std::string calendar_text(std::string_view text);

// A cell of CSV on one line: quoted where RFC 4180 wants it or a line must not begin so, and with a `'` before
// what a spreadsheet would run (OWASP, CSV injection). Plain numbers stay numbers.
std::string csv_cell(std::string_view text);

// A word of a command line for a shell, quoted where it has to be.
std::string shell_word(std::string_view text);

}  // namespace quid::tools
