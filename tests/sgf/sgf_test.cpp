#include "sgf/sgf.h"

#include <gmock/gmock.h>

#include "tests/sgf/mutations.h"

namespace az {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SgfCollection parsed(std::string_view text) {
  const auto collection = parse_sgf(text, "x.sgf");
  EXPECT_TRUE(collection) << collection.error().to_string();
  return collection.value_or(SgfCollection{});
}
std::string error(std::string_view text, const SgfLimits& limits = {}) {
  const auto collection = parse_sgf(text, "x.sgf", limits);
  if (collection) return "parsed: " + write_sgf(*collection);
  EXPECT_EQ(collection.error().code, Exit::kData);
  EXPECT_FALSE(collection.error().hint.empty()) << collection.error().message;
  return collection.error().message;
}
/// As it is written again.
std::string again(std::string_view text) { return write_sgf(parsed(text)); }
std::string value(const SgfNode& node, std::string_view name) {
  const SgfProperty* property = node.find(name);
  return property == nullptr ? "(none)" : testing::PrintToString(property->values);
}

TEST(Sgf, NodesKeepTheirPropertiesInOrder) {
  const SgfCollection games = parsed("(;FF[4]C[root]SZ[9]\n;B[aa]C[x];W[])");
  ASSERT_EQ(games.size(), 1u);
  const auto& nodes = games[0].nodes;
  ASSERT_EQ(nodes.size(), 3u);
  EXPECT_EQ(nodes[0].properties[1], (SgfProperty{"C", {"root"}}));
  EXPECT_EQ(nodes[0].properties[2], (SgfProperty{"SZ", {"9"}}));
  EXPECT_EQ(nodes[1].parent, 0u);
  EXPECT_EQ(nodes[1].place.line, 2);
  EXPECT_EQ(nodes[1].place.column, 1);
  EXPECT_EQ(nodes[2].place.column, 11);
  EXPECT_EQ(value(nodes[2], "W"), R"({ "" })");
  EXPECT_EQ(nodes[2].find("B"), nullptr);
}

TEST(Sgf, VariationsAreATree) {
  // a-b-(c, d-(e, f), g): the letters are the nodes' numbers.
  const SgfTree tree = parsed("(;C[a];C[b](;C[c])(;C[d](;C[e])(;C[f]))(;C[g]))")[0];
  const auto parents = [&] {
    std::vector<std::uint32_t> all;
    for (const SgfNode& node : tree.nodes) all.push_back(node.parent);
    return all;
  };
  EXPECT_THAT(parents(), ElementsAre(SgfNode::kNoParent, 0, 1, 1, 3, 3, 1));
  EXPECT_THAT(tree.main_line(), ElementsAre(0, 1, 2));
  EXPECT_THAT(tree.ends(), ElementsAre(2, 4, 5, 6));
  EXPECT_THAT(tree.line_to(5), ElementsAre(0, 1, 3, 5));
  EXPECT_EQ(write_sgf({tree}), "(;C[a];C[b]\n(;C[c])\n(;C[d]\n(;C[e])\n(;C[f]))\n(;C[g]))\n");
  EXPECT_EQ(again("(;C[a](;C[b](;C[c])))"), "(;C[a];C[b];C[c])\n") << "no choice, no brackets";
}

TEST(Sgf, ValuesKeepTheirEscapesAndTextsLoseThem) {
  const SgfTree tree = parsed("(;C[a\\]b\\\\c\\:d\\e (;[ ]X[\\]]Y[\\\\])")[0];
  const SgfNode& root = tree.nodes[0];
  const std::string& comment = root.find("C")->values[0];
  EXPECT_EQ(comment, "a\\]b\\\\c\\:d\\e (;[ ");
  EXPECT_EQ(sgf_text(comment), "a]b\\c:de (;[ ");
  EXPECT_EQ(sgf_text(root.find("X")->values[0]), "]");
  EXPECT_EQ(sgf_text(root.find("Y")->values[0]), "\\");
  EXPECT_EQ(again("(;C[a\\]b\\\\c\\:d\\e])"), "(;C[a\\]b\\\\c\\:d\\e])\n");
}

TEST(Sgf, SoftLineBreaksVanishAndHardOnesStay) {
  EXPECT_EQ(sgf_text("one \\\nline\nand\ta tab\v"), "one line\nand a tab ");
  EXPECT_EQ(sgf_simple_text("one \\\nline\nand\ta tab"), "one line and a tab");
  EXPECT_EQ(sgf_text("escaped \\\t tab"), "escaped   tab");
}

TEST(Sgf, LineEndsOfEverySystemAreOne) {
  const std::string_view plain = "(;C[a\nb\\\nc]\n;B[aa]\n)\n";
  for (const std::string_view end : {"\r\n", "\n\r", "\r"}) {
    std::string other;
    for (const char c : plain) c == '\n' ? other += end : other += c;
    EXPECT_EQ(parsed(other), parsed(plain));
    EXPECT_EQ(parsed(other)[0].nodes[1].place.line, 4);
  }
}

TEST(Sgf, ComposedValuesFallApartAtTheFirstBareColon) {
  EXPECT_EQ(sgf_split("aa:cc"), std::pair(std::string_view("aa"), std::string_view("cc")));
  const auto halves = sgf_split("my\\:name:1:2");
  ASSERT_TRUE(halves);
  EXPECT_EQ(sgf_text(halves->first), "my:name");
  EXPECT_EQ(halves->second, "1:2");
  EXPECT_FALSE(sgf_split("a\\:b"));
  EXPECT_FALSE(sgf_split(""));
}

TEST(Sgf, AnyTextBecomesAValueAndComesBack) {
  for (const std::string text : {"", "]", "\\", "\\]", "a]b[c:d;(e)", "two\nlines", "end\\"}) {
    EXPECT_EQ(sgf_text(sgf_value(text)), text);
    SgfTree tree;
    tree.add_node().add("C", sgf_value(text));
    tree.nodes[0].add("AP", sgf_value(text, true) + ':' + sgf_value(text, true));
    EXPECT_EQ(parsed(write_sgf({tree})), SgfCollection{tree});
    const auto halves = sgf_split(tree.nodes[0].find("AP")->values[0]);
    ASSERT_TRUE(halves);
    EXPECT_EQ(sgf_text(halves->first), text);
    EXPECT_EQ(sgf_text(halves->second), text);
  }
  EXPECT_EQ(sgf_value("a\r\nb\rc"), "a\nb\nc");
}

TEST(Sgf, SeveralGamesAreACollection) {
  const SgfCollection games = parsed("(;C[1])(;C[2];B[])\n\n (;C[3])\x1a");
  ASSERT_EQ(games.size(), 3u);
  EXPECT_EQ(value(games[2].nodes[0], "C"), R"({ "3" })");
  EXPECT_EQ(write_sgf(games), "(;C[1])\n(;C[2];B[])\n(;C[3])\n");
}

TEST(Sgf, WhatOlderProgramsWriteIsUnderstood) {
  EXPECT_EQ(again("(;GaMe[1]SiZe[9];Black[aa];White[bb])"), "(;GM[1]SZ[9];B[aa];W[bb])\n");
  EXPECT_EQ(again("(B[aa];W[bb](B[cc])(B[dd]))"), "(;B[aa];W[bb]\n(;B[cc])\n(;B[dd]))\n");
  EXPECT_EQ(again("From: a (friend)\n(see [1])\n( ;B[aa])"), "(;B[aa])\n");
  EXPECT_EQ(again("\xEF\xBB\xBF(;B[aa])"), "(;B[aa])\n");
  EXPECT_EQ(again("(;AB[aa]C[x]AB[bb])"), "(;AB[aa][bb]C[x])\n");
  EXPECT_EQ(again("( ; B [aa]\t[bb] ; )"), "(;B[aa][bb];)\n");
  EXPECT_EQ(again("(;A1[x]B[])"), "(;A1[x]B[])\n");
}

TEST(Sgf, BytesOfAnyEncodingStay) {
  const std::string latin = "(;CA[ISO-8859-1]C[caf\xE9 \x01\x7F\xFF])\n";
  EXPECT_EQ(again(latin), latin);
}

TEST(Sgf, LinesAreShortWhereABreakMeansNothing) {
  SgfTree tree;
  SgfNode& root = tree.add_node();
  for (int i = 0; i < 60; ++i) root.add("AB", "aa");
  root.add("C", std::string(200, 'c'));
  for (int i = 0; i < 60; ++i) tree.add_node().add("B", "bb");
  const std::string text = write_sgf({tree});
  EXPECT_EQ(parsed(text), SgfCollection{tree});
  std::size_t long_lines = 0;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
    long_lines += end - at >= 80 ? 1 : 0;
  EXPECT_EQ(long_lines, 1u) << text;
}

TEST(Sgf, ErrorsNameLineAndColumn) {
  EXPECT_EQ(error(""), "x.sgf: no game");
  EXPECT_EQ(error("a mail (without [a game])"), "x.sgf: no game");
  EXPECT_EQ(error("(;B[aa]\n;W[bb"), "x.sgf:2:3: the file ends before the ] to this [ of W");
  EXPECT_EQ(error("(;C[x\\]"), "x.sgf:1:4: the file ends before the ] to this [ of C");
  EXPECT_EQ(error("(;C[x\\"), "x.sgf:1:4: the file ends before the ] to this [ of C");
  EXPECT_EQ(error("(;B[aa]\n (;W[bb])"), "x.sgf:1:1: the file ends before the ) to this (");
  EXPECT_EQ(error("(;B[aa]\n (;W[bb]"), "x.sgf:2:2: the file ends before the ) to this (");
  EXPECT_EQ(error("(;B\n;W[bb])"), "x.sgf:1:3: property B has no value");
  EXPECT_EQ(error("(;B[aa]\r\nwhite[bb])"),
            "x.sgf:2:1: 'white' is no property: it has no capital letter");
  EXPECT_EQ(error("(;B[aa]];W[bb])"), "x.sgf:1:8: unexpected ']'");
  EXPECT_EQ(error("(;B[aa]\xC3\xA9)"), "x.sgf:1:8: unexpected byte 0xc3");
  EXPECT_EQ(error("(;B[aa])\n)"), "x.sgf:2:1: ')' after the end of a game");
  EXPECT_EQ(error("(;B[aa]);W[bb])"), "x.sgf:1:9: ';' after the end of a game");
  EXPECT_EQ(error("(;B[aa](;W[bb]);W[cc])"), "x.sgf:1:16: a node after a variation");
  EXPECT_EQ(error("(;B[aa](;W[bb])C[cc])"), "x.sgf:1:16: a node after a variation");
  EXPECT_EQ(error("(;B[aa]())"), "x.sgf:1:9: a variation without a node");
  EXPECT_EQ(error("(;B[aa]((;W[bb])))"), "x.sgf:1:9: a variation before any node");
  EXPECT_EQ(error("(;B[aa])(])"), "x.sgf:1:10: unexpected ']'");
}

TEST(Sgf, WhatIsTooLargeIsRefused) {
  EXPECT_EQ(error("(;B[aa])", {.bytes = 7}), "x.sgf: 8 bytes, at most 7 are read");
  EXPECT_EQ(error("(;;\n;)", {.nodes = 2}), "x.sgf:2:1: more than 2 nodes");
  EXPECT_EQ(error("(;AB[aa][bb])", {.values = 1}), "x.sgf:1:9: more than 1 values");
  EXPECT_EQ(error("(;A[]B[]C[])", {.node_properties = 2}),
            "x.sgf:1:9: a node with more than 2 properties");
}

TEST(Sgf, DeepNestingCostsNoStack) {
  const std::size_t depth = 100'000;
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "(;B[aa](;C[x])";
  EXPECT_THAT(error(text), HasSubstr("the file ends before the )"));
  text.append(depth, ')');
  const SgfCollection games = parsed(text);
  EXPECT_EQ(games[0].nodes.size(), 2 * depth);
  EXPECT_EQ(parsed(write_sgf(games)), games);
  EXPECT_THAT(error(std::string(1'000'000, '(')), HasSubstr("no game"));
  EXPECT_THAT(error("(;" + std::string(1'000'000, '(')), HasSubstr("a variation before any node"));
}

TEST(Sgf, EveryCutOfATextIsParsedOrRefused) {
  for (const std::string_view text : kSgfTexts) {
    EXPECT_FALSE(parsed(text).empty());
    for (std::size_t length = 0; length < text.size(); ++length)
      static_cast<void>(parse_sgf(text.substr(0, length)));
  }
}

TEST(Sgf, MutatedTextsAreParsedOrRefused) { EXPECT_GT(parse_mutations(1, 150'000), 15'000); }

}  // namespace
}  // namespace az
