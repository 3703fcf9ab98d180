/** Tables that do not transmit, each with what to do. */
export const leftOutLines = (leftOut: readonly { text: string; hint: string }[]): string[] =>
  leftOut.flatMap(({ text, hint }) => [text, `  ${hint}`])
