/** The process's umask until the test block ends: `using _ = umask(0o000)`. */
export function umask(mask: number): Disposable {
  const before = process.umask(mask);
  return {
    [Symbol.dispose]: () => {
      process.umask(before);
    },
  };
}
