const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** A signal that aborts at the first SIGTERM or SIGINT; the second one ends the process at once (exit 130). */
export function stopOnSignals(): { readonly stop: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    stop: controller.signal,
    dispose() {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
