/**
 * Settles when somebody ends this program: by Ctrl-C, by `kill`, or with its terminal. Further signals do nothing, since npm
 * and npx pass on the Ctrl-C that the terminal has sent to all of them.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
  });
}
