/**
 * What asks a program to end: Ctrl-C, a service manager, a window or a connection that is closed, and on Windows Ctrl-Break. Windows
 * ends a program some seconds after its window is closed, whatever it does.
 */
export const endSignals = (platform: string): NodeJS.Signals[] => [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  ...(platform === 'win32' ? (['SIGBREAK'] as const) : []),
]

/** Listens to all of them; returns how to stop listening. */
export function onEndSignal(
  listener: (signal: NodeJS.Signals) => void,
  from: Pick<NodeJS.Process, 'on' | 'off' | 'platform'> = process,
): () => void {
  const signals = endSignals(from.platform)
  for (const signal of signals) from.on(signal, listener)
  return () => {
    for (const signal of signals) from.off(signal, listener)
  }
}
