const SECOND_MS = 1000;

/** Calls back once a second, and keeps no process alive for it. @returns a function that ends it */
export function eachSecond(tick: (seconds: number) => void): () => void {
  let passed = 0;
  const timer = setInterval(() => {
    passed += 1;
    tick(passed);
  }, SECOND_MS).unref();
  return () => {
    clearInterval(timer);
  };
}
