// registry.h — the architectures by name: registry.cpp has a maker for each of net/net_config.h's
// settings.
#pragma once

#include <memory>
#include <string_view>

#include "config/value.h"
#include "core/result.h"
#include "net/net.h"
#include "net/net_config.h"

namespace az {

/// Makes the net that a `net:` section describes, for the family of `info`. All parameters are zero
/// until initialise() or load_weights(). Unknown names, keys and values are errors that name file
/// and line.
Result<std::unique_ptr<Net>> make_net(const Value& net_section, const GameInfo& info);
/// The architecture's defaults, for tests and tools.
Result<std::unique_ptr<Net>> make_net(std::string_view name, const GameInfo& info);

}  // namespace az
