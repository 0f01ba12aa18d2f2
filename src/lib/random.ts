/** Randomness handed in: the system's in the binary, a seeded generator in the simulator. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** `bytes` random bytes as hex digits. */
  hex(bytes: number): string;
}

/**
 * A seeded generator: sfc32 of Chris Doty-Humphrey's PractRand, 128 bits of state, seeded by
 * splitmix32. For simulations and jitter, never for keys.
 */
export function seededRandom(seed: number): Random {
  let mix = seed >>> 0;
  const seedWord = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let word = Math.imul(mix ^ (mix >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
  let a = seedWord();
  let b = seedWord();
  let c = seedWord();
  let counter = 1;
  const word = (): number => {
    const sum = (a + b + counter++) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + sum) >>> 0;
    return sum;
  };
  for (let i = 0; i < 12; i++) word();
  const hex = (bytes: number): string => {
    let digits = "";
    while (digits.length < bytes * 2) digits += word().toString(16).padStart(8, "0");
    return digits.slice(0, bytes * 2);
  };
  return { next: () => word() / 2 ** 32, hex };
}
