/** A ref of a field whose text begins at the side from which it is read. Mantine keeps `dir` for what stands around the field. */
export const ownDirection = (field: HTMLElement | null): void => {
  if (field) field.dir = 'auto'
}
