// mutated_sgf.h — SGF texts of every feature, and texts that are nearly so.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/rng.h"

namespace az {

/// Valid texts: FF[4]'s features one by one, and games as servers write them.
inline constexpr std::array<std::string_view, 12> kSgfTexts = {
    "(;FF[4]GM[1]SZ[9]KM[7.5]RU[Chinese]PB[Ada]PW[Emmy]RE[B+3.5];B[ee];W[gc];B[cg];W[];B[])",
    "(;GM[1]FF[4]SZ[19]HA[4]AB[dd][pd][dp][pp]KM[0.5]RU[Japanese];W[qf];B[nc];W[rd];B[qh])",
    "(;FF[4]C[root];B[aa](;W[bb]C[one](;B[cc])(;B[dd];W[ee]))(;W[ff]C[two\\] \\: \\\\]))",
    "(;SZ[5]AB[aa:ea][bc]AW[ae:ee]AE[cc]PL[W];W[cd];B[tt];W[tt])",
    "(;FF[4]C[soft\\\nbreak and a hard\none, a tab\tand \\] \\\\ \\:]SZ[13:9]AP[prog\\:ram:1.0])",
    "(;FF[3]GaMe[1]SiZe[7]\r\n;Black[dd]\r\nCommenT[small letters]\r\n;White[dc]\r\n)\r\n",
    "\xEF\xBB\xBFsome mail (not a game)\n(;SZ[3];B[bb];W[ab];B[ba];W[cb];B[bc];W[tt];B[tt])",
    "(;SZ[9];B[aa])\n(;SZ[5](;B[bb])(;B[cc]))\n(B[dd];W[cc])",
    "(;LB[aa:1][bb:A\\:B]MA[cc][dd]TR[ee]XX[private][]KO[]GB[2];B[dd]BL[29.5]OB[3]N[])",
    "(;SZ[4]AW[ba][ab]AB[bb];W[cb];B[ca];W[bc]C[takes];B[dd];W[];B[bb])",
    "(;GM[1]SZ[2]KM[-1]RU[Tromp-Taylor];B[aa];W[bb];B[ba];W[ab];B[];W[aa];B[];W[])",
    "(;CA[UTF-8]PB[\xC3\xA9\xE5\x9B\xB2]KM[6,5]RU[koSIMPLEscoreTERRITORYtaxSEKIsui1];B[jj];W[jj])",
};

/// One to six faults: a byte changed, taken away, doubled or set to a bracket; a piece taken away,
/// doubled, or put in from another text.
inline std::string mutated_sgf(Rng& rng) {
  const auto number_below = [&](std::size_t n) {
    return static_cast<std::size_t>(rng.below(static_cast<std::uint32_t>(n)));
  };
  std::string text(kSgfTexts[number_below(kSgfTexts.size())]);
  for (std::size_t faults = 1 + number_below(6); faults > 0; --faults) {
    const std::size_t at = number_below(text.size() + 1);
    const std::size_t length = 1 + number_below(16);
    if (at == text.size()) {
      text += "();[]\\:"[number_below(7)];
      continue;
    }
    switch (number_below(7)) {
      case 0:
        text[at] = static_cast<char>(text[at] ^ 1 << number_below(8));
        break;
      case 1:
        text.erase(at, 1);
        break;
      case 2:
        text.insert(at, 1, "();[]\\:aBt\r\n\t "[number_below(14)]);
        break;
      case 3:
        text.erase(at, length);
        break;
      case 4:
        text.insert(at, std::string(text, at, length));
        break;
      case 5: {
        const std::string_view other = kSgfTexts[number_below(kSgfTexts.size())];
        text.insert(at, other.substr(number_below(other.size()), 2 * length));
        break;
      }
      default:
        text.resize(at);
    }
  }
  return text;
}

}  // namespace az
