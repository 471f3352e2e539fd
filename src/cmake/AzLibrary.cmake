# AzLibrary — the functions that src/CMakeLists.txt and tests/ are written in, and the settings that all our targets share.
#
#   az_library(name DEPS other… EXTERNAL target… [CPU file…] [GPU file…] [PCH header…] [PCH_OF other])
#       one library per folder of src; every .cpp in the folder, less the CPU files in a GPU build and the GPU files in
#       a CPU build. `<name>_config` is made from <name>_config.h and links config alone.
#   az_app(name LIBS library…)               src/apps/<name>.cpp → build/<preset>/bin/<name>; its target is <name>, or
#                                            <name>_app where a library has that name (az_selfplay of folder selfplay)
#   az_test(name [LABELS label…] [LIBS library…] [PCH_OF library] SOURCES file…)
#       GoogleTest executable, a ctest entry per TEST

include_guard(GLOBAL)
include(GoogleTest)
include(EmbedText)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
# RPATH, not RUNPATH: LibTorch's own libraries must be found by the libraries that need them too.
add_link_options(-Wl,--disable-new-dtags)

find_program(AZ_CCACHE ccache)
if(AZ_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers hit the cache only with these sloppiness settings.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${AZ_CCACHE})
endif()

find_package(Threads REQUIRED)
find_library(AZ_XXHASH xxhash REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(Eigen3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(GTest REQUIRED)
find_package(MPI REQUIRED COMPONENTS C)
find_package(LibTorch REQUIRED)
find_package(Hdf5Serial REQUIRED)
if(AZ_GPU)
  set(CMAKE_CUDA_ARCHITECTURES 80 90 CACHE STRING "GPU generations that our kernels are compiled for")
  enable_language(CUDA)
  # CMake 3.25 does not know that nvcc speaks C++20.
  set(CMAKE_CUDA_STANDARD 20)
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
  set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
  find_package(CUDAToolkit REQUIRED)
  find_package(NCCL REQUIRED)
endif()

# Open MPI would pull in its C++ bindings, which Debian does not link.
add_compile_definitions(OMPI_SKIP_MPICXX)

add_library(az_flags INTERFACE)
target_include_directories(az_flags INTERFACE ${PROJECT_SOURCE_DIR}/src)
# -Wno-restrict, -Wno-maybe-uninitialized: false alarms of GCC 12 (PR 105651, PR 105593).
target_compile_options(az_flags INTERFACE "$<$<NOT:$<COMPILE_LANGUAGE:CUDA>>:-Wall;-Wextra;-Wshadow;-Wconversion;-Werror;-Wno-restrict;-Wno-maybe-uninitialized;-fno-math-errno>")
if(AZ_ARCH)
  target_compile_options(az_flags INTERFACE $<$<NOT:$<COMPILE_LANGUAGE:CUDA>>:-march=${AZ_ARCH}>)
endif()
if(AZ_SANITIZE)
  add_compile_options(-fsanitize=${AZ_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${AZ_SANITIZE})
endif()
target_link_libraries(az_flags INTERFACE fmt::fmt Threads::Threads)

# What most files include, parsed once for all of them: a second a file.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/headers.cpp CONTENT "")
add_library(az_headers OBJECT ${CMAKE_BINARY_DIR}/headers.cpp)
target_link_libraries(az_headers PRIVATE az_flags)
target_precompile_headers(az_headers PRIVATE
  <algorithm> <filesystem> <fmt/format.h> <functional> <map> <memory> <string> <vector>)

# CLI11 and nlohmann's JSON are all templates: at -O3 they cost five to nine seconds a file, and what they do takes no time.
function(az_optimise_templates_less)
  foreach(source IN LISTS ARGN)
    file(STRINGS ${source} heavy REGEX "^#include <(CLI/|nlohmann/json.hpp)" LIMIT_COUNT 1)
    if(heavy)
      set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release>:-O1>)
    endif()
  endforeach()
endfunction()

function(az_library name)
  cmake_parse_arguments(A "" "PCH_OF" "DEPS;EXTERNAL;CPU;GPU;PCH" ${ARGN})
  set(dir ${CMAKE_CURRENT_SOURCE_DIR}/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  foreach(other IN LISTS A_CPU A_GPU)
    list(REMOVE_ITEM sources ${dir}/${other})
  endforeach()
  if(AZ_GPU)
    list(TRANSFORM A_GPU PREPEND ${dir}/)
    list(APPEND sources ${A_GPU})
  else()
    list(TRANSFORM A_CPU PREPEND ${dir}/)
    list(APPEND sources ${A_CPU})
  endif()

  # A folder may name the settings of a higher one: DEPS search_config.
  foreach(dep IN LISTS A_DEPS)
    if(dep MATCHES "^(.+)_config$")
      az_config_target(${CMAKE_MATCH_1})
    endif()
  endforeach()
  list(TRANSFORM A_DEPS PREPEND az_)
  az_optimise_templates_less(${sources})
  if(sources)
    add_library(az_${name} STATIC ${sources})
    target_link_libraries(az_${name} PUBLIC az_flags ${A_DEPS} ${A_EXTERNAL})
    if(A_PCH)
      target_precompile_headers(az_${name} PRIVATE ${A_PCH})
    elseif(A_PCH_OF)  # 20 s and 450 MB saved
      target_precompile_headers(az_${name} REUSE_FROM az_${A_PCH_OF})
    else()
      target_precompile_headers(az_${name} REUSE_FROM az_headers)
    endif()
  else()
    add_library(az_${name} INTERFACE)
    target_link_libraries(az_${name} INTERFACE az_flags ${A_DEPS} ${A_EXTERNAL})
  endif()
  az_config_target(${name})
endfunction()

# The target of src/<name>/<name>_config.h, made by whoever names it first.
function(az_config_target name)
  if(NOT TARGET az_${name}_config AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/${name}_config.h)
    add_library(az_${name}_config INTERFACE)
    target_link_libraries(az_${name}_config INTERFACE az_config)
  endif()
endfunction()

# Everything that a user runs, without the tests.
add_custom_target(programs)
function(az_app name)
  cmake_parse_arguments(A "" "" "LIBS" ${ARGN})
  list(TRANSFORM A_LIBS PREPEND az_)
  set(target ${name})
  if(TARGET ${name})  # the library of folder x is target az_x too
    set(target ${name}_app)
  endif()
  add_executable(${target} apps/${name}.cpp)
  az_optimise_templates_less(${CMAKE_CURRENT_SOURCE_DIR}/apps/${name}.cpp)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name})
  target_link_libraries(${target} PRIVATE az_flags ${A_LIBS})
  add_dependencies(programs ${target})
endfunction()

function(az_test name)
  cmake_parse_arguments(A "" "PCH_OF" "LABELS;LIBS;SOURCES" ${ARGN})
  if(NOT A_LABELS)
    set(A_LABELS unit)
  endif()
  list(TRANSFORM A_LIBS PREPEND az_)
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE az_flags ${A_LIBS} GTest::gmock GTest::gtest_main)
  # EXPECT_… after an if without braces is an ordinary sentence of a test.
  target_compile_options(${name} PRIVATE -Wno-dangling-else)
  # compiled as the precompiled header is, or it does not fit
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${name} PRIVATE -fPIC)
  # What takes time in a test is in the libraries: compiling it at -O3 would only double the build.
  if(A_PCH_OF)  # the header was compiled with some optimisation, so its users are, too
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    target_precompile_headers(${name} REUSE_FROM az_${A_PCH_OF})
  else()
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)
    target_precompile_headers(${name} REUSE_FROM az_test_headers)
  endif()
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE AZ_SOURCE_DIR="${PROJECT_SOURCE_DIR}" AZ_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX ${name}: PROPERTIES LABELS "${A_LABELS}" TIMEOUT 600)
endfunction()
