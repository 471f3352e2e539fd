// comm_ranks.cpp — every rank prints what collectives and session gave it: the subject of
// ranks_test.cpp.
//
//   comm_ranks sums | texts | abort
#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "comm/session.h"

namespace {

using namespace az;

/// Whole numbers, whose sums are exact in float32: element i of rank r is r·1000 + i.
template <class T>
std::vector<T> numbers(int rank, std::size_t count) {
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = static_cast<T>(rank * 1000 + static_cast<int>(i));
  return values;
}

template <class T>
void sums(const Session& session, const char* type) {
  // 70,000 elements: more than one message of any protocol.
  for (const std::size_t count : {std::size_t{1}, std::size_t{5}, std::size_t{70000}}) {
    const auto collective = session.collective();
    for (const auto& [word, op] : {std::pair{"sum", Reduce::kSum}, std::pair{"max", Reduce::kMax},
                                   std::pair{"min", Reduce::kMin}}) {
      auto values = numbers<T>(session.rank(), count);
      collective->all_reduce(std::span<T>(values), op);
      fmt::print("{} {} {} {:.0f} {:.0f}\n", type, word, count, static_cast<double>(values.front()),
                 static_cast<double>(values.back()));
    }
    auto values = numbers<T>(session.rank(), count);
    constexpr DataType kType = std::is_same_v<T, float>    ? DataType::kFloat32
                               : std::is_same_v<T, double> ? DataType::kFloat64
                                                           : DataType::kInt64;
    collective->broadcast({values.data(), values.size(), kType, nullptr}, session.size() - 1);
    fmt::print("{} last {} {:.0f} {:.0f}\n", type, count, static_cast<double>(values.front()),
               static_cast<double>(values.back()));
  }
}

void texts(const Session& session) {
  const bool root = session.rank() == 0;
  fmt::print("empty '{}'\n", session.broadcast(root ? "" : "not the root's"));
  fmt::print("long {}\n", session.broadcast(std::string(root ? 3'000'000 : 7, 'x')).size());
  const Result<void> error = session.broadcast(
      root ? Result<void>(fail("no net", "train one", Exit::kNotEnough)) : Result<void>());
  fmt::print("error {} {} {}\n", error.error().message, error.error().hint,
             static_cast<int>(error.error().code));
  fmt::print("fine {}\n", session.broadcast(Result<void>()).has_value());
  fmt::print("agree {}\n", static_cast<int>(session.agree(
                               session.rank() == session.size() - 1 ? Exit::kIo : Exit::kDone)));
  fmt::print("any {} none {}\n", session.any(session.rank() == session.size() - 1),
             session.any(false));
}

}  // namespace

int main(int argc, char** argv) {
  const Session session;
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "sums") {
    sums<float>(session, "float32");
    sums<double>(session, "float64");
    sums<std::int64_t>(session, "int64");
  } else if (what == "texts") {
    texts(session);
  } else if (what == "abort") {
    if (session.rank() == session.size() - 1) session.abort(Exit::kNotEnough);
    session.collective()->barrier();  // the others wait for ever
  } else {
    return static_cast<int>(Exit::kUsage);
  }
  return 0;
}
