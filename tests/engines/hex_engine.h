// hex_engine.h — the test engine hex_engine.py as a configuration.
#pragma once

#include <string>

#include "arena/arena_config.h"

namespace az {

/// behaviour: "good", "die 3", … as hex_engine.py says.
inline EngineConfig hex_engine(const std::string& behaviour) {
  EngineConfig config;
  config.command = "python3 " AZ_SOURCE_DIR "/tests/engines/hex_engine.py " + behaviour;
  config.name = "Hex 2000";
  config.version = "1.0";
  config.start_timeout_s = config.move_timeout_s = 60;  // machines may be loaded
  return config;
}

}  // namespace az
