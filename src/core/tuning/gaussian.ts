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

/** Solves L y = b. */
export function forwardSolve(lower: readonly (readonly number[])[], b: ArrayLike<number>): number[] {
  const y: number[] = [];
  for (let i = 0; i < lower.length; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= at(lower, i, k) * (y[k] as number);
    y.push(sum / at(lower, i, i));
  }
  return y;
}

/** Solves L Lᵀ x = b. */
export function choleskySolve(lower: readonly (readonly number[])[], b: ArrayLike<number>): number[] {
  const y = forwardSolve(lower, b);
  const n = lower.length;
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = y[i] as number;
    for (let k = i + 1; k < n; k++) sum -= at(lower, k, i) * (x[k] as number);
    x[i] = sum / at(lower, i, i);
  }
  return x;
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
