#include "exam/exam_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "exam/exam_tool.h"

namespace az {
namespace {

const ExamScore kScore{.positions = 200,
                       .labelled = 200,
                       .decisive = 120,
                       .mistakes_raw = 30,
                       .mistakes_search = 7,
                       .value_right = 150,
                       .value_log_loss = 100,
                       .optimal_mass = 160,
                       .searched = true};

TEST(ExamReport, JsonHasTheFixedKeys) {
  const auto json = nlohmann::json::parse(exam_json(exam_result("f.txt", kScore), "abc", 100, 1.5));
  EXPECT_EQ(json["file"], "f.txt");
  EXPECT_EQ(json["n"], 200);
  EXPECT_EQ(json["decisive"], 120);
  EXPECT_EQ(json["mistakes_raw_percent"], 15.0);
  EXPECT_EQ(json["mistakes_search_percent"], 3.5);
  EXPECT_EQ(json["value_class_percent"], 75.0);
  EXPECT_EQ(json["value_log_loss"], 0.5);
  EXPECT_EQ(json["optimal_mass"], 0.8);
  EXPECT_EQ(json["net"], "abc");
}

TEST(ExamReport, MistakesAreAPercentageOfAllPositionsOfAMixedFile) {
  ExamScore mixed = kScore;
  mixed.labelled = 50;
  mixed.optimal_mass = 40;
  const auto json = nlohmann::json::parse(exam_json(exam_result("f", mixed), "abc", 100, 1));
  EXPECT_EQ(json["n"], 200);
  EXPECT_EQ(json["labelled"], 50);
  EXPECT_EQ(json["mistakes_raw_percent"], 15.0);
  EXPECT_EQ(json["mistakes_search_percent"], 3.5);
  EXPECT_EQ(json["optimal_mass"], 0.8) << "of the labelled: elsewhere nobody knows";
}

TEST(ExamReport, WhatWasNotMeasuredIsNullAndNotZero) {
  ExamScore unlabelled = kScore;
  unlabelled.labelled = unlabelled.decisive = unlabelled.mistakes_raw = 0;
  unlabelled.mistakes_search = 0;
  const auto json =
      nlohmann::json::parse(exam_json(exam_result("book", unlabelled), "abc", 100, 1));
  EXPECT_TRUE(json["mistakes_raw_percent"].is_null());
  EXPECT_TRUE(json["mistakes_search_percent"].is_null());
  EXPECT_EQ(json["value_class_percent"], 75.0);

  ExamScore raw = kScore;
  raw.searched = false;
  const auto without = nlohmann::json::parse(exam_json(exam_result("f", raw), "abc", 0, 1));
  EXPECT_TRUE(without["mistakes_search_percent"].is_null());
  EXPECT_EQ(without["mistakes_raw_percent"], 15.0);
}

TEST(ExamTool, IsAskedForByAFileOrANet) {
  const auto asked = [](std::vector<std::string> words) {
    words.insert(words.begin(), "az_exam");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    return is_exam_tool(static_cast<int>(argv.size()), argv.data());
  };
  EXPECT_TRUE(asked({"--run", "r", "--file", "f"}));
  EXPECT_TRUE(asked({"--net=n", "--file=f"}));
  EXPECT_FALSE(asked({"--run", "r", "--generation", "3"}));
  EXPECT_TRUE(asked({"--run", "r"})) << "a person who forgot the file is told so";
  EXPECT_TRUE(asked({"--help"}));  // a person asks; the scripts of a run name it
}

}  // namespace
}  // namespace az
