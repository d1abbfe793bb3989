/**
 * How far from 0 a variable with Student's t distribution stays with this probability: the quantile of the two-sided
 * interval, such as 2.093 for 0.95 and 19 degrees of freedom. `confidence` is below 1; `degrees` is a whole number,
 * 1 or more.
 */
export function studentT(confidence: number, degrees: number): number {
  let low = 0
  let high = 1
  while (within(high, degrees) < confidence) high *= 2
  // Until no number lies between the two.
  for (let middle = high / 2; low < middle && middle < high; middle = (low + high) / 2) {
    if (within(middle, degrees) < confidence) low = middle
    else high = middle
  }
  return high
}

/**
 * P(|T| <= t) for whole degrees of freedom, where it is a finite sum: Abramowitz and Stegun, Handbook of Mathematical
 * Functions, 26.7.3 for odd and 26.7.4 for even degrees.
 */
function within(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees))
  const sine = Math.sin(angle)
  const cosine = Math.cos(angle)
  const isOdd = degrees % 2 === 1
  let term = isOdd ? cosine : 1
  let sum = degrees === 1 ? 0 : term
  for (let factor = isOdd ? 2 : 1; factor <= degrees - 3; factor += 2) {
    term *= (factor / (factor + 1)) * cosine * cosine
    sum += term
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}
