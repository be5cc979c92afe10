// Writes a workspace of any size for the benchmarks: `generate N FOLDER` gives N provisions in FOLDER.
//
// What it is like. Agreements of 100 to 1 000 provisions each, in files of about 4 MB, in 16 layers: a
// provision rests on two to four provisions of earlier layers, by one `while`, `once` or `unless`, and a
// provision of the first layer on the life of deals. A provision is about 210 bytes of text. Every
// agreement enters into force, and a tenth of the provisions are performed, so that at any time about half of
// them are in effect. The same N always gives the same bytes.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::uint64_t layers = 16;
constexpr std::size_t file_size = std::size_t{4} << 20U;

// SplitMix64: four lines, and the same on every system.
class Random {
 public:
  std::uint64_t below(std::uint64_t bound) {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return (z ^ (z >> 31U)) % bound;
  }
  bool percent(std::uint64_t chance) { return below(100) < chance; }

 private:
  std::uint64_t state_ = 20250508;
};

struct Deal {
  std::uint64_t size;
  std::uint64_t layer;
};

void append(std::string& out, std::uint64_t number, int width = 1) {
  const std::string digits = std::to_string(number);
  for (int i = static_cast<int>(digits.size()); i < width; ++i) out += '0';
  out += digits;
}

// Some day of 2024 to 2027.
void append_day(std::string& out, Random& random) {
  append(out, 2024 + random.below(4));
  out += '-';
  append(out, 1 + random.below(12), 2);
  out += '-';
  append(out, 1 + random.below(28), 2);
}

std::vector<Deal> plan(std::uint64_t provisions, Random& random) {
  std::vector<Deal> deals;
  // At least one deal a layer, so that a small workspace is layered like a large one.
  const std::uint64_t largest =
      std::max<std::uint64_t>(1, std::min<std::uint64_t>(1000, provisions / layers));
  const std::uint64_t smallest = std::max<std::uint64_t>(1, largest / 10);
  for (std::uint64_t left = provisions; left > 0;) {
    const std::uint64_t size = std::min(left, smallest + random.below(largest - smallest + 1));
    deals.push_back({size, 0});
    left -= size;
  }
  for (std::size_t i = 0; i < deals.size(); ++i) deals[i].layer = i * layers / deals.size();
  return deals;
}

class Writer {
 public:
  Writer(std::vector<Deal> deals, Random random) : deals_(std::move(deals)), random_(random) {
    for (std::size_t i = 0; i < deals_.size(); ++i) {
      if (deals_[i].layer >= layer_begins_.size()) layer_begins_.resize(deals_[i].layer + 1, i);
    }
  }

  std::size_t deal_count() const { return deals_.size(); }

  void deal(std::string& out, std::size_t index) {
    static constexpr std::string_view others[] = {"GB", "IN", "JP", "KR", "MX", "CA", "AU", "BR", "CH", "NO"};
    const std::string_view other = others[random_.below(std::size(others))];
    out += "agreement a";
    append(out, index);
    out += " \"Benchmark deal ";
    append(out, index);
    out += "\" {\n  parties US, ";
    out += other;
    out += "\n";
    for (std::uint64_t i = 0; i < deals_[index].size; ++i) provision(out, index, i, other);
    out += "}\n\n";
    entries(out, index);
    out += "\n";
  }

 private:
  void provision(std::string& out, std::size_t deal, std::uint64_t number, std::string_view other) {
    out += "\n  concession p";
    append(out, number);
    out += " \"Schedule line ";
    append(out, number);
    out += "\" {\n    by     ";
    out += random_.percent(50) ? std::string_view("US") : other;
    out += "\n    cite   \"A.";
    append(out, deal);
    out += ".";
    append(out, number);
    out += "\"\n    tariff on hs ";
    const std::uint64_t chapter = 1 + random_.below(96);
    append(out, chapter < 77 ? chapter : chapter + 1, 2);  // 77 is reserved
    append(out, 1 + random_.below(20), 2);
    out += '.';
    append(out, 10 + random_.below(90), 2);
    out += ": set ";
    append(out, random_.below(30));
    if (random_.percent(30)) {
      out += "% up to ";
      append(out, 1 + random_.below(90));
      out += "_000 t per year, then base\n";
    } else {
      out += "%\n";
    }
    out += "    from   ";
    append_day(out, random_);
    out += "\n    ";
    condition(out, deal);
    out += "\n  }\n";
  }

  // The shares of the shapes keep about half of the provisions in effect at any depth.
  void condition(std::string& out, std::size_t deal) {
    const std::uint64_t shape = random_.below(100);
    if (shape < 40) {
      out += "while  ";
      reference(out, deal, false);
      out += " and (";
      reference(out, deal, true);
      out += " or ";
      reference(out, deal, false);
      out += ")";
    } else if (shape < 60) {
      out += "once   ";
      reference(out, deal, true);
      out += " or ";
      reference(out, deal, false);
    } else if (shape < 85) {
      out += "unless ";
      reference(out, deal, false);
      out += " and ";
      reference(out, deal, true);
    } else {
      out += "while  (";
      reference(out, deal, false);
      out += " or ";
      reference(out, deal, false);
      out += ") and (";
      reference(out, deal, true);
      out += " or ";
      reference(out, deal, false);
      out += ")";
    }
  }

  // A provision of an earlier layer; the first layer asks about deals, which rest on nothing but entries.
  void reference(std::string& out, std::size_t deal, bool performed) {
    const std::uint64_t layer = deals_[deal].layer;
    const std::uint64_t other = random_.below(layer == 0 ? deals_.size() : layer_begins_[layer]);
    out += 'a';
    append(out, other);
    if (layer == 0) {
      out += performed ? " signed" : " in force";
      return;
    }
    out += ".p";
    append(out, random_.below(deals_[other].size));
    out += performed ? " performed" : " in effect";
  }

  void entries(std::string& out, std::size_t deal) {
    for (const char* verb : {" signed\n", " in force\n"}) {
      append_day(out, random_);
      out += " event a";
      append(out, deal);
      out += verb;
    }
    for (std::uint64_t i = 0; i < deals_[deal].size; ++i) {
      if (!random_.percent(10)) continue;
      append_day(out, random_);
      out += " event a";
      append(out, deal);
      out += ".p";
      append(out, i);
      out += " performed\n";
    }
  }

  std::vector<Deal> deals_;
  std::vector<std::uint64_t> layer_begins_;  // the first deal of each layer
  Random random_;
};

void write(const std::filesystem::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

void generate(std::uint64_t provisions, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  if (!std::filesystem::is_empty(folder)) throw std::runtime_error(folder.string() + " is not empty");
  write(folder / "quid.toml", "# A generated workspace of " + std::to_string(provisions) + " provisions.\n");
  Random random;
  Writer writer(plan(provisions, random), random);
  std::string text;
  std::size_t file = 0;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < writer.deal_count(); ++i) {
    writer.deal(text, i);
    if (text.size() < file_size && i + 1 < writer.deal_count()) continue;
    write(folder / ("deals-" + std::to_string(1000 + file++) + ".quid"), text);
    bytes += text.size();
    text.clear();
  }
  std::cout << provisions << " provisions in " << writer.deal_count() << " agreements, " << bytes
            << " bytes in " << file << " files\n";
}

}  // namespace

int main(int argc, char** argv) {
  const long long provisions = argc == 3 ? std::atoll(argv[1]) : 0;
  if (provisions <= 0) {
    std::cerr << "usage: generate PROVISIONS FOLDER\n";
    return 2;
  }
  try {
    generate(static_cast<std::uint64_t>(provisions), argv[2]);
  } catch (const std::exception& problem) {
    std::cerr << "generate: " << problem.what() << '\n';
    return 1;
  }
  return 0;
}
