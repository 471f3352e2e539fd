#include "stage/context.h"

#include <utility>

namespace az {

Result<std::string> from_root(const Context& context,
                              const std::function<Result<std::string>()>& find_out) {
  Result<std::string> found;
  if (context.is_root()) found = find_out();
  AZ_OK(context.session.broadcast(found ? Result<void>{} : tl::unexpected<Error>(found.error())));
  return context.session.broadcast(std::move(*found));
}

Result<Champion> shared_champion(const Context& context) {
  AZ_TRY(const std::string text,
         from_root(context, [&] { return read_champion_text(context.run); }));
  return parse_champion(context.run, text);
}

}  // namespace az
