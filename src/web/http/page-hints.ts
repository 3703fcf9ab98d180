/** On the pages: advice for the command line is left out, sentence by sentence, where a page has a button for it. */
export const withoutCommands = (hint: string): string =>
  hint
    .split(/(?<=[.!?])\s+/)
    .filter((sentence) => !/central-office (?!serve|password|service)|(^|\s)--[a-z]/.test(sentence))
    .join(' ')
