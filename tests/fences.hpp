// Fenced blocks of the pages in docs/: the examples that tests run, and write anew where they are told to.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace quid::tests {

// A block between ``` and ```. `info` is what stands after the opening ```: "quid bad unknown-name".
struct Fence {
  std::string info;
  std::string text;        // every line ended by '\n'
  std::size_t line = 0;    // of the opening ```, 1-based
  std::size_t offset = 0;  // where `text` begins in the page
};

// The first word of the info, "quid", and the words after it.
std::string kind_of(const Fence& fence);
std::vector<std::string> words_of(const Fence& fence);

std::vector<Fence> fences_of(std::string_view page);

// The page with `texts[i]` in the place of the text of `fences[i]`.
std::string with_texts(std::string_view page, const std::vector<Fence>& fences,
                       const std::vector<std::string>& texts);

// `name` is relative to the root of the project.
std::string read_page(const std::string& name);
void write_page(const std::string& name, std::string_view text);

// Whether QUID_REWRITE asks for the answers to be written into the pages.
bool is_rewriting();

}  // namespace quid::tests
