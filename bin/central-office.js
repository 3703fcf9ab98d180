#!/usr/bin/env node
// Old syntax on purpose: an old Node must be able to read this far and say what is missing.
var needed = 24
var found = Number(process.versions.node.split('.')[0])
if (found < needed) {
  console.error('Central Office needs Node.js %d or newer, and this is %s.', needed, process.versions.node)
  process.exit(1)
}
import('../dist/cli/main.js')
