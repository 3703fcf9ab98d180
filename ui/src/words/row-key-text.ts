/** A key of one text stands without its SQL quotes. */
export const rowKeyText = (rowKey: string): string => {
  const text = /^'((?:[^']|'')*)'$/.exec(rowKey)?.[1]
  return text === undefined ? rowKey : text.replaceAll("''", "'")
}

/** A row by what people know it by, else by its key. */
export const rowText = ({ label, rowKey }: { label: string; rowKey: string }): string =>
  label === '' ? `row ${rowKeyText(rowKey)}` : label
