/** Who plays in a demo, in ring order. The first is the process that serves the page. */
export const CAST = [
  "ada",
  "bobby",
  "cora",
  "donald",
  "eddy",
  "fiona",
  "gus",
  "hanna",
  "igor",
  "jenny",
  "kolya",
  "lena",
  "max",
  "nina",
  "oscar",
  "polly",
] as const;
