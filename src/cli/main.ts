// Only the check stands here, in syntax that every Node reads which can read TypeScript at all; the rest is loaded after it.
const needed = 24
if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(`Central Office needs Node.js ${needed} or newer, and this is ${process.versions.node}.`)
  process.exitCode = 1
} else {
  const { hushExperimentalWarnings } = await import('./experimental-warnings.ts')
  hushExperimentalWarnings()
  const { runCommandLine } = await import('./command-line.ts')
  process.exitCode = await runCommandLine(process.argv.slice(2))
}

export {}
