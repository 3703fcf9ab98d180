/**
 * Keeps Node from printing that a part of it (node:sqlite) may still change: nothing a person at the counter could act on.
 * Every other warning is printed as before.
 */
export function hushExperimentalWarnings(): void {
  const emit = process.emitWarning.bind(process) as (...args: unknown[]) => void
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    const [about] = rest
    const type = typeof about === 'string' ? about : (about as { type?: string } | undefined)?.type
    if (type === 'ExperimentalWarning' || (warning as Error).name === 'ExperimentalWarning') return
    emit(warning, ...rest)
  }
}
