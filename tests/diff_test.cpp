// The command `quid diff`, on folders, files and revisions of a repository that is made here.
#include <git2.h>
#include <catch2/catch.hpp>

#include "tests/running.hpp"
#include "tools/outside/files.hpp"
#include "tools/outside/revisions.hpp"

namespace quid::tests {
namespace {

constexpr std::string_view draft_one = R"quid(agreement d "Cars" {
  parties US, GB
  in force 2026-01-01
  concession cars { by US  tariff on hs 8703: set 10% }
  undertaking law { by GB }
}
)quid";

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  const std::size_t at = result.find(from);
  REQUIRE(at != std::string::npos);
  return result.replace(at, from.size(), to);
}

// A repository in a folder, of which each commit holds all that lies there.
class Repository {
 public:
  explicit Repository(const Folder& folder) {
    git_libgit2_init();
    REQUIRE(git_repository_init(&repository_, folder.path().c_str(), 0) == 0);
  }
  Repository(const Repository&) = delete;
  Repository& operator=(const Repository&) = delete;
  ~Repository() {
    git_repository_free(repository_);
    git_libgit2_shutdown();
  }

  void commit() {
    git_index* index = nullptr;
    REQUIRE(git_repository_index(&index, repository_) == 0);
    char all[] = "*";
    char* paths[] = {all};
    const git_strarray everything = {paths, 1};
    REQUIRE(git_index_add_all(index, &everything, GIT_INDEX_ADD_DEFAULT, nullptr, nullptr) == 0);
    REQUIRE(git_index_write(index) == 0);
    git_oid tree_id;
    REQUIRE(git_index_write_tree(&tree_id, index) == 0);
    git_index_free(index);
    git_tree* tree = nullptr;
    REQUIRE(git_tree_lookup(&tree, repository_, &tree_id) == 0);
    git_signature* who = nullptr;
    REQUIRE(git_signature_new(&who, "a", "a@example.org", 1'772'000'000, 0) == 0);
    git_oid parent_id;
    git_commit* parent = nullptr;
    if (git_reference_name_to_id(&parent_id, repository_, "HEAD") == 0)
      REQUIRE(git_commit_lookup(&parent, repository_, &parent_id) == 0);
    const git_commit* parents[] = {parent};
    git_oid id;
    REQUIRE(git_commit_create(&id, repository_, "HEAD", who, who, nullptr, "draft", tree,
                              parent == nullptr ? 0 : 1, parents) == 0);
    git_commit_free(parent);
    git_signature_free(who);
    git_tree_free(tree);
  }

 private:
  git_repository* repository_ = nullptr;
};

}  // namespace

TEST_CASE("diff: two folders, and what differs is said first") {
  const Folder one(draft_one);
  const Folder two(replaced(draft_one, "set 10%", "set 7.5%"));
  const Ran ran = run_quid({"diff", one.path().string(), two.path().string()});
  CHECK(ran.exit == 0);
  CHECK(contains(ran.first_line(), "LOOSER. 1 clause differs"));
  CHECK(contains(ran.out, "HS 8703: 10% → HS 8703: 7.5%"));
  CHECK(contains(ran.out, "No other grant changed."));
  const Ran back = run_quid({"diff", two.path().string(), one.path().string(), "--fail-on", "tighter"});
  CHECK(back.exit == 1);
  CHECK(contains(back.first_line(), "TIGHTER."));
  CHECK(run_quid({"diff", one.path().string(), two.path().string(), "--fail-on", "tighter"}).exit == 0);
}

TEST_CASE("diff: never nets what is looser against what is tighter") {
  const Folder one(draft_one);
  const Folder two(
      replaced(replaced(draft_one, "set 10%", "set 5%  once law performed"), "\"Cars\"", "\"Autos\""));
  const Ran ran = run_quid({"diff", one.path().string(), two.path().string(), "--wording"});
  CHECK(contains(ran.first_line(), "MIXED."));
  CHECK(contains(ran.out, "1 looser · 1 tighter · 0 shifted · 0 open · wording only: 1 piece"));
}

TEST_CASE("diff: what rests on a change is told, and so is a definition") {
  const std::string text =
      "product p { hs 8703 }\n" + std::string(draft_one) +
      "measure m { by US  implements d.law  tariff on p: add 5%  while d.law performed }\n";
  const Folder one(text + "2026-02-01 event d.law performed\n");
  const Folder two(replaced(text, "hs 8703 }", "hs 8704 }") + "2026-03-01 event d.law performed\n");
  const Ran ran = run_quid({"diff", one.path().string(), two.path().string()});
  CHECK(contains(ran.first_line(), "DIFFERENT."));
  CHECK(contains(ran.out, "changed: product p"));
  CHECK(contains(ran.out, "m in effect"));
  CHECK(contains(ran.out, "The drafts differ in what is recorded."));
  CHECK_FALSE(contains(ran.out, "No other grant changed."));
}

TEST_CASE("diff: what is not compared is never said to be the same") {
  const std::string text = replaced(draft_one, "set 10%", "set [US: 10% | GB: 5%]");
  const Folder one(text);
  const Folder two(replaced(text, "GB: 5%", "GB: 4%"));
  const Ran ran = run_quid({"diff", one.path().string(), two.path().string()});
  CHECK(contains(ran.first_line(), "DIFFERENT."));
  CHECK(contains(ran.out, "Not compared"));
  CHECK_FALSE(contains(ran.out, "grant changed"));
  CHECK(run_quid({"diff", one.path().string(), two.path().string(), "--fail-on", "any"}).exit == 1);
  // Of what was not asked about nothing is said.
  const Folder three(replaced(draft_one, "set 10%", "set 9%"));
  const Folder first(draft_one);
  const Ran other = run_quid({"diff", first.path().string(), three.path().string(), "--by", "GB"});
  CHECK_FALSE(contains(other.out, "grant changed"));
  CHECK(contains(other.first_line(), "What was asked about grants the same"));
}

TEST_CASE("diff: what a measure sets may be higher or lower") {
  const Folder one(draft_one);
  const Folder two(std::string(draft_one) + "measure m { by US  tariff on hs 8542: set 50% }\n");
  CHECK(contains(run_quid({"diff", one.path().string(), two.path().string()}).first_line(), "DIFFERENT."));
}

TEST_CASE("diff: revisions are read from git's objects") {
  const Folder folder;
  folder.write("deals/quid.toml", "");
  folder.write("deals/d.quid", draft_one);
  folder.write("deals/.hidden/x.quid", "not quid at all");
  folder.write("other/x.quid", "not quid at all");
  Repository repository(folder);
  repository.commit();
  folder.write("deals/d.quid", replaced(draft_one, "set 10%", "set 7.5%"));
  repository.commit();
  folder.write("deals/d.quid", replaced(draft_one, "set 10%", "set 5%"));
  const std::string deals = folder.path("deals").string();
  CHECK(contains(run_quid({"-C", deals, "diff", "HEAD~1", "HEAD"}).out, "10% → HS 8703: 7.5%"));
  CHECK(contains(run_quid({"-C", deals, "diff", "HEAD"}).out, "7.5% → HS 8703: 5%"));
  CHECK(contains(run_quid({"-C", deals, "diff", "HEAD~1:deals/d.quid", "HEAD:deals"}).out,
                 "10% → HS 8703: 7.5%"));
  const Ran nothing = run_quid({"-C", deals, "diff", "HEAD~7"});
  CHECK(nothing.exit == 2);
  CHECK(contains(nothing.errors, "no folder, no file and no revision"));
  CHECK_FALSE(tools::read_revision(deals, "no-such-branch"));
}

TEST_CASE("diff: a draft with errors is not compared, and which it is is said") {
  const Folder one(draft_one);
  const Folder two(replaced(draft_one, "set 10%", "set 10 parsecs"));
  const Ran ran = run_quid({"diff", one.path().string(), two.path().string()});
  CHECK(ran.exit == 2);
  CHECK(contains(ran.errors, two.path().string()));
}

TEST_CASE("diff: for a party, what is private to others is no difference") {
  const Folder one(draft_one);
  const Folder two(std::string(draft_one) + "private US metric floor in USD\n");
  CHECK(contains(run_quid({"diff", one.path().string(), two.path().string(), "--for", "GB"}).first_line(),
                 "THE SAME."));
  CHECK(contains(run_quid({"diff", one.path().string(), two.path().string(), "--for", "US"}).first_line(),
                 "DIFFERENT."));
}

TEST_CASE("diff: the contract in JSON") {
  const Folder one(draft_one);
  const Folder two(replaced(draft_one, "set 10%", "set 7.5%"));
  const Ran ran = run_quid({"diff", one.path().string(), two.path().string(), "--format", "json"});
  const json::object answer = json::parse(ran.out).as_object();
  const json::object& change = answer.at("changes").at(0).as_object();
  CHECK(answer.at("verdict") == "LOOSER");
  CHECK(change.at("provision") == "d.cars");
  CHECK(change.at("direction") == "looser");
  CHECK(change.at("proposal_tag") == "MOD");
  CHECK(change.at("place_after").at("line") == 4);
  CHECK(change.at("id").as_string().size() == 8);
}

}  // namespace quid::tests
