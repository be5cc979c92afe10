#include "tools/outside/revisions.hpp"

#include <fmt/core.h>
#include <git2.h>

#include <algorithm>
#include <memory>

#include "tools/outside/files.hpp"

namespace quid::tools {

namespace {

// The library counts who uses it.
class Library {
 public:
  Library() { git_libgit2_init(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() { git_libgit2_shutdown(); }
};

template <auto free>
struct Freeing {
  template <typename T>
  void operator()(T* each) const {
    free(each);
  }
};
using Repository = std::unique_ptr<git_repository, Freeing<git_repository_free>>;
using Object = std::unique_ptr<git_object, Freeing<git_object_free>>;
using Entry = std::unique_ptr<git_tree_entry, Freeing<git_tree_entry_free>>;

[[noreturn]] void fail(const std::string& revision) {
  const git_error* error = git_error_last();
  throw Unreadable(fmt::format("`{}` cannot be read: {}", revision,
                               error == nullptr ? "git does not say why" : error->message));
}

bool is_text(std::string_view name) {
  return name.ends_with(".quid");
}

class Walk {
 public:
  Walk(git_repository* repository, std::string revision)
      : repository_(repository), revision_(std::move(revision)) {}

  // All below, folder by folder.
  void all(Object root) {
    folders_.emplace_back(std::move(root), std::string());
    while (!folders_.empty()) {
      const auto [object, prefix] = std::move(folders_.back());
      folders_.pop_back();
      tree(reinterpret_cast<const git_tree*>(object.get()), prefix);
    }
  }

  void tree(const git_tree* tree, const std::string& prefix) {
    const bool other = !prefix.empty() && git_tree_entry_byname(tree, "quid.toml") != nullptr;
    for (std::size_t i = 0; !other && i < git_tree_entrycount(tree); ++i) {
      const git_tree_entry* entry = git_tree_entry_byindex(tree, i);
      const std::string name = git_tree_entry_name(entry);
      const git_filemode_t mode = git_tree_entry_filemode(entry);
      const bool is_file = mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
      if (name.starts_with('.') || (mode != GIT_FILEMODE_TREE && !(is_file && is_text(name)))) continue;
      git_object* found = nullptr;
      if (git_tree_entry_to_object(&found, repository_, entry) != 0) fail(revision_);
      Object object(found);
      if (mode == GIT_FILEMODE_TREE) {
        folders_.emplace_back(std::move(object), prefix + name + "/");
      } else {
        file(object.get(), prefix + name);
      }
    }
  }

  void file(const git_object* object, std::string name) {
    const auto* blob = reinterpret_cast<const git_blob*>(object);
    const auto* bytes = static_cast<const char*>(git_blob_rawcontent(blob));
    texts_.push_back(dsl::make_text(std::move(name),
                                    std::string(bytes, static_cast<std::size_t>(git_blob_rawsize(blob)))));
  }

  dsl::Texts take() {
    std::sort(texts_.begin(), texts_.end(),
              [](const dsl::Text& a, const dsl::Text& b) { return a.name < b.name; });
    return std::move(texts_);
  }

 private:
  git_repository* repository_;
  std::string revision_;
  std::vector<std::pair<Object, std::string>> folders_;  // still to be read, each with its path
  dsl::Texts texts_;
};

// Where the workspace lies in the repository: `deals/`, or nothing where it is the root.
std::string inside(git_repository* repository, const std::string& folder) {
  const char* root = git_repository_workdir(repository);
  if (root == nullptr) return {};
  const std::string whole = folder + "/";
  return whole.starts_with(root) ? whole.substr(std::string_view(root).size()) : std::string();
}

}  // namespace

std::optional<dsl::Texts> read_revision(const std::string& folder, const std::string& revision) {
  const Library library;
  git_repository* opened = nullptr;
  const int status = git_repository_open_ext(&opened, folder.c_str(), 0, nullptr);
  if (status == GIT_ENOTFOUND) return std::nullopt;
  if (status != 0) fail(revision);
  const Repository repository(opened);
  git_object* found = nullptr;
  const int parsed = git_revparse_single(&found, repository.get(), revision.c_str());
  if (parsed == GIT_ENOTFOUND || parsed == GIT_EINVALIDSPEC) return std::nullopt;
  if (parsed != 0) fail(revision);
  Object object(found);
  Walk walk(repository.get(), revision);
  if (git_object_type(object.get()) == GIT_OBJECT_BLOB) {
    walk.file(object.get(),
              revision.substr(revision.rfind('/') == std::string::npos ? revision.find(':') + 1
                                                                       : revision.rfind('/') + 1));
    return walk.take();
  }
  const bool is_whole = git_object_type(object.get()) != GIT_OBJECT_TREE;
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, object.get(), GIT_OBJECT_TREE) != 0) fail(revision);
  Object tree(peeled);
  std::string path = is_whole ? inside(repository.get(), folder) : std::string();
  if (!path.empty()) {
    path.pop_back();
    git_tree_entry* at = nullptr;
    const int there = git_tree_entry_bypath(&at, reinterpret_cast<const git_tree*>(tree.get()), path.c_str());
    if (there == GIT_ENOTFOUND) return dsl::Texts{};  // the folder was not there yet
    if (there != 0) fail(revision);
    const Entry entry(at);
    git_object* folder_object = nullptr;
    if (git_tree_entry_to_object(&folder_object, repository.get(), entry.get()) != 0) fail(revision);
    tree.reset(folder_object);
    if (git_object_type(tree.get()) != GIT_OBJECT_TREE) return dsl::Texts{};
  }
  walk.all(std::move(tree));
  return walk.take();
}

}  // namespace quid::tools
