#include "net/weights.h"

#include <gmock/gmock.h>

#include <limits>

#include "net/registry.h"
#include "tests/net/toy_info.h"

namespace az {
namespace {

using testing::HasSubstr;

class Weights : public testing::Test {
 protected:
  Weights() : net_(std::move(*make_net("resnet", test::masked_info()))) {
    test::randomise(*net_, 1);
    weights_ = copy_weights(*net_);
  }
  std::string refused(const NamedTensors& weights) {
    const auto loaded = load_weights(*net_, weights);
    EXPECT_FALSE(loaded);
    EXPECT_EQ(copy_weights(*net_), weights_) << "a refused load changed the net";
    return loaded ? "" : loaded.error().message;
  }
  std::unique_ptr<Net> net_;
  NamedTensors weights_;
};

TEST_F(Weights, PassUnchangedFromNetToNetInAnyOrder) {
  auto other = make_net("resnet", test::masked_info());
  NamedTensors turned(weights_.rbegin(), weights_.rend());
  ASSERT_TRUE(load_weights(**other, turned));
  EXPECT_EQ(copy_weights(**other), weights_);
}

TEST_F(Weights, AMissingTensorIsAnError) {
  weights_ = copy_weights(*net_);
  NamedTensors less = weights_;
  less.erase(less.begin() + 2);
  EXPECT_THAT(refused(less), HasSubstr("lack " + weights_[2].name));
}

TEST_F(Weights, AnExtraTensorIsAnError) {
  NamedTensors more = weights_;
  more.push_back({"blocks.9.first.bias", {1}, {0}});
  EXPECT_THAT(refused(more), HasSubstr("hold blocks.9.first.bias"));
}

TEST_F(Weights, ATensorTwiceIsAnError) {
  NamedTensors twice = weights_;
  twice.push_back(twice[0]);
  EXPECT_THAT(refused(twice), HasSubstr("stem.weight twice"));
}

TEST_F(Weights, AnotherShapeIsAnErrorThatNamesBoth) {
  NamedTensors bent = weights_;
  bent[0].shape = {3, 32, 3, 3};
  EXPECT_THAT(
      refused(bent),
      HasSubstr("stem.weight is [3, 32, 3, 3] in the weights and [32, 3, 3, 3] in the net"));
}

TEST_F(Weights, ValuesThatDoNotFillTheShapeAreAnError) {
  NamedTensors cut = weights_;
  cut[0].values.pop_back();
  EXPECT_THAT(refused(cut), HasSubstr("stem.weight holds 863 values"));
}

TEST_F(Weights, ValuesThatAreNotFiniteAreAnError) {
  NamedTensors sick = weights_;
  sick[3].values[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(refused(sick), HasSubstr("not finite"));
}

}  // namespace
}  // namespace az
