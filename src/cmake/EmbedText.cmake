# EmbedText — text files inside an executable.
#
#   az_embed_text(target symbol file)     defines `const std::string_view az::symbol` in `target`; a header of the
#                                         project declares it. The file is read again when it changes.
include_guard(GLOBAL)

function(az_embed_text target symbol file)
  if(NOT TARGET ${target})
    return()
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} AZ_EMBEDDED_TEXT)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}.cpp)
  file(CONFIGURE OUTPUT ${generated} @ONLY NEWLINE_STYLE UNIX CONTENT
    "#include <string_view>\n\nnamespace az {\nextern const std::string_view ${symbol};\nconst std::string_view ${symbol} = R\"az_text(@AZ_EMBEDDED_TEXT@)az_text\";\n}  // namespace az\n")
  target_sources(${target} PRIVATE ${generated})
endfunction()

#   az_embed_texts(target symbol pattern…)   defines `const std::vector<std::pair<std::string_view, std::string_view>>&
#                                         az::symbol()`: (file name, content) of every file that matches, by name.
function(az_embed_texts target symbol)
  if(NOT TARGET ${target})
    return()
  endif()
  file(GLOB files CONFIGURE_DEPENDS ${ARGN})
  set(AZ_EMBEDDED_TEXTS "")
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    cmake_path(GET file FILENAME name)
    string(APPEND AZ_EMBEDDED_TEXTS "      {\"${name}\", R\"az_text(${text})az_text\"},\n")
  endforeach()
  set(type "const std::vector<std::pair<std::string_view, std::string_view>>&")
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}.cpp)
  file(CONFIGURE OUTPUT ${generated} @ONLY NEWLINE_STYLE UNIX CONTENT
    "#include <string_view>\n#include <utility>\n#include <vector>\n\nnamespace az {\n@type@ @symbol@();\n@type@ @symbol@() {\n  static const std::vector<std::pair<std::string_view, std::string_view>> files = {\n@AZ_EMBEDDED_TEXTS@  };\n  return files;\n}\n}  // namespace az\n")
  target_sources(${target} PRIVATE ${generated})
endfunction()
