/** A key of one text stands without its SQL quotes. */
export const rowKeyText = (rowKey: string): string => {
  const text = /^'((?:[^']|'')*)'$/.exec(rowKey)?.[1]
  return text === undefined ? rowKey : text.replaceAll("''", "'")
}
