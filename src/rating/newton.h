// newton.h — the numerical core that the rating models share: damped Newton on a smooth
// log-posterior, and gauges.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <utility>
#include <vector>

#include "core/result.h"
#include "rating/rating_fit.h"

namespace az {

/// A point's log-posterior with its derivatives.
struct Curvature {
  double value = 0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd information;  ///< minus the Hessian
};

struct Maximum {
  Eigen::VectorXd at;
  Eigen::MatrixXd covariance;  ///< inverse information at the maximum
};

/// Maximises from `start` until the largest step is below 1e-9; halves steps that lower the value.
/// Fails when the information is singular or the maximum lies at infinity (a shutout without a
/// prior).
Result<Maximum> maximise(const std::function<Curvature(const Eigen::VectorXd&)>& posterior,
                         Eigen::VectorXd start);

/// Turns the first `players` parameters (nats) into elo and covariance of `fit` under the gauge:
/// anchor, or mean, 0.
void set_elo(const Maximum& maximum, int players, int anchor, RatingFit& fit);

/// Numbers the connected components of a graph. edges: pairs of vertices.
std::vector<int> components_of(int vertices, const std::vector<std::pair<int, int>>& edges);

}  // namespace az
