/**
 * Elementary functions that give the same last bit in every JavaScript engine.
 *
 * The language leaves the precision of its own logarithm and exponential to the engine, and engines differ,
 * so a simulation that uses them ends differently in Node and in a browser. What is here uses + - * / and a
 * square root (exact by IEEE 754) and reads the bits of a number, nothing else.
 */

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const TWO_TO_54 = 18014398509481984
const SMALLEST_NORMAL = 2.2250738585072014e-308

const LOWEST_POWER = -1074
const HIGHEST_POWER = 1023

/** Powers of two from 2^-1074: scaling by a product is exact and, unlike writing bits, does not stall. */
const powersOfTwo = new Float64Array(HIGHEST_POWER - LOWEST_POWER + 1)
for (let i = 0, value = Number.MIN_VALUE; i < powersOfTwo.length; i++, value *= 2) powersOfTwo[i] = value

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
float[0] = 1
/** Which of the two words holds sign, exponent and the first 20 bits of the fraction. */
const HIGH = words[1] === 0 ? 0 : 1

function powerOfTwo(exponent: number): number {
  return powersOfTwo[exponent - LOWEST_POWER] as number
}

/**
 * Natural logarithm, error below 1 ulp (largest seen: 0.83). 0 gives -Infinity; negative numbers and NaN give
 * NaN.
 *
 * Source: fdlibm `e_log.c` (Sun Microsystems, 1993): x = 2^k (1 + f) with 1 + f between sqrt(1/2) and
 * sqrt(2), then log(1 + f) by a polynomial in s = f / (2 + f). Its special cases for a tiny f and for k = 0
 * are left out: they cost a branch and do not change the bound.
 */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : Number.NaN
  const scale = x < SMALLEST_NORMAL ? 54 : 0
  const normal = scale === 0 ? x : x * TWO_TO_54
  float[0] = normal
  const high = words[HIGH] as number
  const fraction = high & 0xfffff
  const exponent = (high >>> 20) - 1023 + ((fraction + 0x95f64) >>> 20)
  const k = exponent - scale
  const f = normal * (powersOfTwo[-LOWEST_POWER - exponent] as number) - 1

  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const r = odd + even
  if (fraction >= 0x6147a && fraction <= 0x6b851) {
    // f is between 0.38 and 0.42, at its largest: split off f^2 / 2, which would cost the last bits
    const half = 0.5 * f * f
    return k * LN2_HIGH - (half - (s * (half + r) + k * LN2_LOW) - f)
  }
  return k * LN2_HIGH - (s * (f - r) - k * LN2_LOW - f)
}

/**
 * e^x, error below 1 ulp (largest seen: 0.88). Above 709.78 it gives Infinity, below -745.13 it gives 0; NaN
 * gives NaN.
 *
 * Source: fdlibm `e_exp.c` (Sun Microsystems, 1993): x = k log(2) + r with |r| <= log(2) / 2, then e^r by a
 * rational function in r^2, times 2^k.
 */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return x > 0 ? Infinity : Number.NaN
  if (x < -745.1332191019411) return 0
  if (x === 1) return Math.E // the polynomial is one bit off here
  const k = Math.floor(Math.LOG2E * x + 0.5)
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const t = r * r
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))))
  const y = 1 - (low - (r * c) / (2 - c) - high)
  if (k === 1024) return y * 2 * powerOfTwo(HIGHEST_POWER)
  if (k >= LOWEST_POWER) return y * powerOfTwo(k)
  return y * 0.5 * powerOfTwo(LOWEST_POWER)
}

/**
 * base^exponent for a base above 0 (NaN otherwise). The exponents 0, 1, 2, 0.5 and -1 are exactly rounded;
 * any other is exp(exponent * log(base)), whose relative error grows with the size of that product: at most
 * (1 + 2 |exponent * log(base)|) * 2.3e-16.
 */
export function power(base: number, exponent: number): number {
  if (!(base > 0)) return Number.NaN
  if (exponent === 0) return 1
  if (exponent === 1) return base
  if (exponent === 2) return base * base
  if (exponent === 0.5) return Math.sqrt(base)
  if (exponent === -1) return 1 / base
  return exp(exponent * log(base))
}

/**
 * The standard normal quantile: the z below which a share p of the values lies. Relative error below 1e-15; p
 * = 0 and p = 1 give -Infinity and Infinity, anything outside [0, 1] gives NaN.
 *
 * Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics
 * 37 (1988) 477-484, routine PPND16.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (q >= -0.425 && q <= 0.425) return q * central(0.180625 - q * q)
  const tail = q < 0 ? p : 1 - p
  if (!(tail > 0)) return tail === 0 ? (q < 0 ? -Infinity : Infinity) : Number.NaN
  const r = Math.sqrt(-log(tail))
  const size = r <= 5 ? outer(r - 1.6) : far(r - 5)
  return q < 0 ? -size : size
}

/** p within 0.425 of a half: z / q from 0.180625 - q^2. */
function central(r: number): number {
  const above =
    ((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r +
      13731.69376550946) *
      r +
      1971.5909503065513) *
      r +
      133.14166789178438) *
      r +
    3.3871328727963665
  const below =
    ((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r +
      5394.196021424751) *
      r +
      687.1870074920579) *
      r +
      42.31333070160091) *
      r +
    1
  return above / below
}

/** p from 1.4e-11 on: |z| from sqrt(-log(tail)) - 1.6. */
function outer(r: number): number {
  const above =
    ((((((0.0007745450142783414 * r + 0.022723844989269184) * r + 0.2417807251774506) * r +
      1.2704582524523684) *
      r +
      3.6478483247632045) *
      r +
      5.769497221460691) *
      r +
      4.630337846156546) *
      r +
    1.4234371107496835
  const below =
    ((((((1.0507500716444169e-9 * r + 0.0005475938084995345) * r + 0.015198666563616457) * r +
      0.14810397642748008) *
      r +
      0.6897673349851) *
      r +
      1.6763848301838038) *
      r +
      2.053191626637759) *
      r +
    1
  return above / below
}

/** The far tail: |z| from sqrt(-log(tail)) - 5. */
function far(r: number): number {
  const above =
    ((((((2.0103343992922881e-7 * r + 0.000027115555687434876) * r + 0.0012426609473880784) * r +
      0.026532189526576124) *
      r +
      0.29656057182850487) *
      r +
      1.7848265399172913) *
      r +
      5.463784911164114) *
      r +
    6.657904643501103
  const below =
    ((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 0.000018463183175100548) * r +
      0.0007868691311456133) *
      r +
      0.014875361290850615) *
      r +
      0.1369298809227358) *
      r +
      0.599832206555888) *
      r +
    1
  return above / below
}
