/** The little linear algebra that Gaussian beliefs on a handful of sizes need. Matrices are rows of plain arrays, at most some twenty wide. */

/** Lower Cholesky factor of a symmetric positive definite matrix; a tiny ridge is added where rounding made it singular. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const lower: number[][] = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(matrix, i, j);
      for (let k = 0; k < j; k++) sum -= at(lower, i, k) * at(lower, j, k);
      (lower[i] as number[])[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(lower, j, j);
    }
  }
  return lower;
}

/** Turns a matrix, its rows one after another, into its lower Cholesky factor in place (what is above the diagonal stays) and gives ln of its determinant. */
export function factorise(matrix: Float64Array, n: number): number {
  let logDet = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[n * i + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[n * i + k]! * matrix[n * j + k]!;
      matrix[n * i + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[n * j + j]!;
    }
    logDet += 2 * Math.log(matrix[n * i + i]!);
  }
  return logDet;
}

/** Solves L y = b in place; `factor` holds the rows of L one after another. */
export function forwardSolve(factor: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factor[n * i + k]! * b[k]!;
    b[i] = sum / factor[n * i + i]!;
  }
}

/** Solves L Lᵀ x = b in place. */
export function choleskySolve(factor: Float64Array, b: Float64Array): void {
  forwardSolve(factor, b);
  const n = b.length;
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= factor[n * k + i]! * b[k]!;
    b[i] = sum / factor[n * i + i]!;
  }
}

/** ln det of the matrix whose Cholesky factor is given. */
export function logDeterminant(lower: readonly (readonly number[])[]): number {
  let sum = 0;
  for (let i = 0; i < lower.length; i++) sum += Math.log(at(lower, i, i));
  return 2 * sum;
}

function at(matrix: readonly (readonly number[])[], row: number, column: number): number {
  return (matrix[row] as readonly number[])[column] as number;
}
